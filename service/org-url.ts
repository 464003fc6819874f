import { ServiceError } from './service-error.js';

/** Where `http` is allowed, since nothing leaves the machine. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the address of an org. A trailing slash does not count.
 *
 * @returns its origin, which is also the issuer of the org authorization server
 * @throws ServiceError `ERR_CONFIGURATION` with a sentence on what is wrong with it
 */
export function readOrgUrl(text: string): string {
  const wrong = (problem: string): ServiceError => new ServiceError('ERR_CONFIGURATION', problem);
  const shown = text.slice(0, 100);
  if (/[{}<>]|your-?okta|your-?org/i.test(text))
    throw wrong(`"${shown}" is a placeholder. Expected the address of your org.`);
  if (!/^[a-z]+:\/\//i.test(text) || !URL.canParse(text)) {
    const guess =
      /^[\w.-]+(\/|$)/.test(text) && URL.canParse(`https://${text}`)
        ? `https://${text}`
        : 'https://dev-123456.okta.com';
    throw wrong(`"${shown}" is no address. Expected one such as ${guess}`);
  }
  const { protocol, origin, hostname, pathname, search, hash, username, password } = new URL(text);
  if (username || password) throw wrong('It has a user name or a password in it. Expected scheme and host only.');
  if (protocol !== 'https:' && protocol !== 'http:')
    throw wrong(`"${shown}" has the scheme ${protocol} Expected https.`);
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) {
    throw wrong(`"${shown}" is not encrypted. Expected https; http is for localhost only.`);
  }
  if (/-admin\.(okta|oktapreview|okta-emea)\.com$/i.test(hostname)) {
    throw wrong(`"${shown}" is the Admin Console. Expected ${origin.replace(/-admin\./i, '.')}`);
  }
  if (/^\/oauth2(\/|$)/.test(pathname)) {
    throw wrong(
      `"${shown}" is an authorization server with a path. Only the org's own one issues tokens for Okta's API. Expected ${origin}`,
    );
  }
  if (pathname !== '/' || search || hash) throw wrong(`"${shown}" has more than scheme and host. Expected ${origin}`);
  return origin;
}

/** Whether an address needs no encryption. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(new URL(address).hostname);
}
