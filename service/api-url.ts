import { htuOf } from '../dpop/htu.js';
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
  if (htuOf(url, 'okta') === undefined) {
    throw new ServiceError('ERR_ADDRESS', `The path "${shown}" is not one that all readers read alike.`, expected);
  }
  return url;
}
