import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import { configurationError } from '../errors/service-error.js';
import { isLoopback } from './loopback.js';

/** How the org is reached. */
export interface ProxySettings {
  /** The URL of the proxy for `https`. Undefined: none. */
  httpsProxy: string | undefined;
  /** Host names without a proxy, also for their subdomains; separated by commas or spaces. `*` is all. */
  noProxy: string | undefined;
}

/** The variables of a proxy. As with curl, the lower case takes precedence. */
const NAMES = { httpsProxy: ['https_proxy', 'HTTPS_PROXY'], noProxy: ['no_proxy', 'NO_PROXY'] } as const;

/**
 * Reads the proxy of the environment.
 *
 * @param get the value of a variable
 * @throws ServiceError `ERR_CONFIGURATION` if the proxy is not a URL
 */
export function readProxySettings(get: (name: string) => string | undefined): ProxySettings {
  const find = (names: readonly string[]): string | undefined => names.find((name) => get(name));
  const [name, noProxyName] = [find(NAMES.httpsProxy), find(NAMES.noProxy)];
  return {
    httpsProxy: name && readProxyUrl(name, get(name)!),
    noProxy: noProxyName && get(noProxyName),
  };
}

/** The message does not show the value, which may contain a password. */
function readProxyUrl(name: string, value: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (URL.canParse(url) && /^https?:\/\/[^/]/i.test(url)) return url;
  throw configurationError(`${name}: Not the URL of a proxy. Expected a URL such as http://proxy.example.com:8080`);
}

/**
 * The `fetch` for an org. It is undici's own instead of Node's, since Node 20 has no proxies, and an agent works for certain
 * only with the `fetch` of its own version.
 *
 * @param settings default: those of the environment
 */
export function connection(orgUrl: string, settings?: ProxySettings): typeof fetch {
  const { httpsProxy = '', noProxy = '' } = isLoopback(orgUrl)
    ? {}
    : // eslint-disable-next-line no-restricted-properties -- for programs of others; our command line passes its own
      (settings ?? readProxySettings((name) => process.env[name]));
  // The empty text keeps undici from reading the environment itself.
  const dispatcher = httpsProxy === '' ? new Agent() : new EnvHttpProxyAgent({ httpProxy: '', httpsProxy, noProxy });
  return ((input: string, init?: RequestInit) =>
    undiciFetch(input, { ...(init as object), dispatcher })) as unknown as typeof fetch;
}
