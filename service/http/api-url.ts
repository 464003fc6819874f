import { htuOf } from '../../dpop/htu.js';
import { ServiceError } from '../errors/service-error.js';

/**
 * The URL of an API call. It has to be on the org, since the request carries the access token and a proof.
 *
 * @param orgUrl the org's origin
 * @param path an absolute path with an optional query, or a URL of the org. Characters that a URL cannot contain, such as
 *   a space, are encoded
 * @param text the path in error messages
 * @throws ServiceError `ERR_ADDRESS` for a URL of another origin, or a path that servers may decode differently
 */
export function apiUrl(orgUrl: string, path: string, text = path): URL {
  const remedy = `Use a path of ${orgUrl}, such as /api/v1/users.`;
  const shown = text.slice(0, 200);
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(path);
  if ((!isAbsolute && !path.startsWith('/')) || !URL.canParse(path, orgUrl)) {
    throw new ServiceError('ERR_ADDRESS', `"${shown}" is not a path or a URL.`, remedy);
  }
  const url = new URL(path, orgUrl);
  // A blob: URL has the origin of its creator, so the protocol is compared as well.
  if (url.origin !== orgUrl || url.protocol !== new URL(orgUrl).protocol || url.username || url.password) {
    throw new ServiceError(
      'ERR_ADDRESS',
      `"${shown}" is not on this org. Calling it would send the access token to another server.`,
      remedy,
    );
  }
  url.hash = '';
  if (htuOf(url, 'okta') === undefined) {
    throw new ServiceError(
      'ERR_ADDRESS',
      `The path of "${shown}" is ambiguous: servers may decode it differently.`,
      remedy,
    );
  }
  return url;
}
