import { configurationError } from '../errors/service-error.js';
import { isLoopback } from '../http/loopback.js';

/**
 * Validates the URL of an org. A trailing slash is ignored.
 *
 * @returns the origin, which is also the issuer of the org authorization server
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export function readOrgUrl(text: string): string {
  const shown = text.slice(0, 100);
  if (/[{}<>]|your-?okta|your-?org/i.test(text)) {
    throw configurationError(`"${shown}" is a placeholder. Expected the URL of your org.`);
  }
  if (!/^[a-z]+:\/\//i.test(text) || !URL.canParse(text)) {
    const isHost = /^[\w.-]+(\/|$)/.test(text) && URL.canParse(`https://${text}`);
    const example = isHost ? `https://${text}` : 'https://dev-123456.okta.com';
    throw configurationError(`"${shown}" is not a URL. Expected a URL such as ${example}`);
  }
  const { protocol, origin, hostname, pathname, search, hash, username, password } = new URL(text);
  if (username || password) {
    throw configurationError('Contains a user name or password. Expected only scheme and host.');
  }
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw configurationError(`"${shown}" has the scheme ${protocol.slice(0, -1)}. Expected https.`);
  }
  if (protocol === 'http:' && !isLoopback(origin)) {
    throw configurationError(`"${shown}" is not encrypted. Expected https; http is allowed for localhost only.`);
  }
  if (/-admin\.(okta|oktapreview|okta-emea)\.com$/i.test(hostname)) {
    throw configurationError(`"${shown}" is the Admin Console. Expected ${origin.replace(/-admin\./i, '.')}`);
  }
  if (/^\/oauth2(\/|$)/.test(pathname)) {
    throw configurationError(
      `"${shown}" has the path of an authorization server. Only the org authorization server issues tokens for Okta's API. Expected ${origin}`,
    );
  }
  if (pathname !== '/' || search || hash) {
    throw configurationError(`"${shown}" has a path, query or fragment. Expected only scheme and host: ${origin}`);
  }
  return origin;
}
