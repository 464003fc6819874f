import { InjectionToken } from '@angular/core';

/** What the app must know of an org. It stands in `okta.config.json` beside `index.html`, so that one build serves any org. */
export interface OktaConfig {
  /** The org authorization server: scheme and host, no path, no trailing slash. */
  issuer: string;
  clientId: string;
  scopes: string[];
  /** True: tokens are bound to a key of this browser (RFC 9449). False: bearer tokens (RFC 6750). */
  dpop: boolean;
}

export const OKTA_APP_CONFIG = new InjectionToken<OktaConfig>('okta.config.json');

/** One wrong field of the configuration; `field` is empty when the whole file is meant. */
export interface ConfigProblem {
  field: keyof OktaConfig | '';
  expected: string;
  came: string;
}

/** Thrown when `okta.config.json` cannot be used. Names every problem at once. */
export class OktaConfigError extends Error {
  readonly code = 'ERR_OKTA_CONFIG';
  override readonly name = 'OktaConfigError';

  constructor(
    readonly url: string,
    readonly problems: ConfigProblem[],
  ) {
    super(`${url}: ${problems.map((problem) => problem.field || 'the file').join(', ')}`);
  }
}

/**
 * Fetches and checks the configuration.
 *
 * @param url relative to the page's base
 * @throws OktaConfigError for a file that is missing, is no JSON, or has a wrong field
 */
export async function loadOktaConfig(url = 'okta.config.json'): Promise<OktaConfig> {
  const expected = 'a JSON file with issuer, clientId, scopes and dpop';
  const whole = (came: string): OktaConfigError => new OktaConfigError(url, [{ field: '', expected, came }]);

  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store' });
  } catch {
    throw whole('no answer from the server');
  }
  if (!response.ok) throw whole(`status ${response.status}`);
  let json: unknown;
  try {
    json = await response.json();
  } catch {
    throw whole('something that is not JSON');
  }
  return readOktaConfig(json, url);
}

/**
 * Checks a configuration that was read already.
 *
 * @throws OktaConfigError with every wrong field
 */
export function readOktaConfig(json: unknown, url = 'okta.config.json'): OktaConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new OktaConfigError(url, [{ field: '', expected: 'a JSON object', came: shown(json) }]);
  }
  const { issuer, clientId, scopes, dpop } = json as Record<keyof OktaConfig, unknown>;
  const problems: ConfigProblem[] = [];
  const check = (field: keyof OktaConfig, value: unknown, expected: string | undefined): void => {
    if (expected) problems.push({ field, expected, came: shown(value) });
  };
  check('issuer', issuer, issuerFault(issuer));
  check('clientId', clientId, isFilled(clientId) ? undefined : 'the Client ID from the app’s General tab');
  check('scopes', scopes, scopesFault(scopes));
  check('dpop', dpop, typeof dpop === 'boolean' ? undefined : 'true or false, without quotes');
  if (problems.length > 0) throw new OktaConfigError(url, problems);

  return {
    issuer: new URL(issuer as string).origin,
    clientId: clientId as string,
    scopes: scopes as string[],
    dpop: dpop as boolean,
  };
}

function issuerFault(issuer: unknown): string | undefined {
  const expected = 'the address of the org, such as https://dev-123456.okta.com';
  if (!isFilled(issuer) || !URL.canParse(issuer)) return expected;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(issuer);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    return 'an https address (http only for localhost)';
  }
  if (hostname.includes('-admin.okta')) return 'the address of the org without “-admin”';
  if (username || password || search || hash) return expected;
  // A custom authorization server (/oauth2/default) cannot issue tokens with okta.* scopes.
  return pathname === '/'
    ? undefined
    : 'the address without a path: only the org authorization server opens the Okta API';
}

function scopesFault(scopes: unknown): string | undefined {
  if (!Array.isArray(scopes) || !scopes.every((scope) => isFilled(scope) && !/\s/.test(scope))) {
    return 'a list of scopes, such as ["openid", "profile", "okta.users.read"]';
  }
  return scopes.includes('openid') ? undefined : 'a list with "openid" in it';
}

/** A text that is not empty and not the placeholder of a template, such as `{yourClientId}`, `<client id>` or `YOUR_CLIENT_ID`. */
function isFilled(value: unknown): value is string {
  return (
    typeof value === 'string' && value.trim() !== '' && !/[{}<>[\]$]|your[-_ ]?(okta|org|domain|client)/i.test(value)
  );
}

/** Not `[::1]`: a Content Security Policy cannot name it. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname.endsWith('.localhost');
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
