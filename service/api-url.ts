import { ServiceError } from './service-error.js';

/**
 * The address of a call, which carries the token and a proof: so it must be the org's.
 *
 * @param orgUrl the org's origin
 * @param path an absolute path with or without a query, or an address of the org. What an address cannot hold, such as a
 *   space, is encoded.
 * @throws ServiceError `ERR_ADDRESS` for an address of another origin, or one that reads differently to the next reader
 */
export function apiUrl(orgUrl: string, path: string): URL {
  const expected = `Expected a path of ${orgUrl}, such as /api/v1/users.`;
  const shown = path.slice(0, 200);
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(path);
  if ((!absolute && !path.startsWith('/')) || !URL.canParse(path, orgUrl)) {
    throw new ServiceError('ERR_ADDRESS', `"${shown}" is no path.`, expected);
  }
  const url = new URL(path, orgUrl);
  // A blob: address has the origin of its creator: the protocol has to be the org's as well.
  if (url.origin !== orgUrl || url.protocol !== new URL(orgUrl).protocol || url.username || url.password) {
    throw new ServiceError('ERR_ADDRESS', `"${shown}" is not of this org. It would get the access token.`, expected);
  }
  url.hash = '';
  if (decodedPath(url) === undefined) {
    throw new ServiceError('ERR_ADDRESS', `The path "${shown}" is not one that all readers read alike.`, expected);
  }
  return url;
}

/**
 * What the `htu` of a proof for this address is at Okta: without query and fragment (RFC 9449 section 4.2), and with the
 * path percent-decoded, but for what an address cannot hold as it is.
 *
 * @param url as {@link apiUrl} returns it
 */
export function htuOf(url: URL): string {
  const htu = new URL(url.origin);
  // The setter encodes spaces, question marks and the like again, and leaves `@` alone.
  htu.pathname = decodedPath(url) ?? url.pathname;
  return htu.href;
}

/** Undefined for a path that cannot be decoded, or that has dot segments, backslashes or control characters then. */
function decodedPath({ pathname }: URL): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return /[\\\x00-\x1f\x7f]|\/\.{1,2}(\/|$)/.test(path) ? undefined : path;
}
