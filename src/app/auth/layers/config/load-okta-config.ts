import type { OktaConfig } from '../../core/okta-config';
import { RESOURCE } from '../../core/protected-resources';
import { isLoopback } from '../../messages/offline';

const FILE = 'okta.config.json';
const FIELDS = 'issuer, clientId, scopes, dpop';

/** What an editor or an app of its own may put there. Any other field is a slip of the pen. */
const IGNORED = ['$schema', 'comment', 'modes'];

/** One wrong field of the configuration; `field` is empty when the whole file is meant. */
export interface ConfigProblem {
  field: string;
  expected: string;
  actual: string;
}

/** Thrown when `okta.config.json` cannot be used. Names every problem at once. */
export class OktaConfigError extends Error {
  readonly code = 'ERR_OKTA_CONFIG';
  override readonly name = 'OktaConfigError';
  readonly url: string;
  readonly problems: ConfigProblem[];

  constructor(url: string, problems: ConfigProblem[]) {
    super(`${url}: ${problems.map((problem) => problem.field || 'the file').join(', ')}`);
    this.url = url;
    this.problems = problems;
  }
}

/**
 * The fault: a wrong value in the configuration shows up as an error of the org, if at all. The test:
 * ./load-okta-config.spec.ts.
 *
 * Fetches the configuration, which {@link readOktaConfig} checks.
 *
 * @param url relative to the page's base
 * @throws OktaConfigError for a file that is missing or is no JSON
 */
export async function fetchOktaConfig(url = FILE): Promise<unknown> {
  const expected = 'a JSON file with issuer, clientId, scopes and dpop';
  const whole = (actual: string): OktaConfigError => new OktaConfigError(url, [{ field: '', expected, actual }]);

  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store' });
  } catch {
    throw whole('no answer from the server');
  }
  if (!response.ok) throw whole(`status ${response.status}`);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    // An answer of a server that has no such file is a page.
    const reason = text.trimStart().startsWith('<') ? '' : `: ${(error as Error).message}`; // with line and column
    throw whole(`something that is not JSON${reason}`);
  }
}

/**
 * Checks a configuration that was read already.
 *
 * @throws OktaConfigError with every wrong field
 */
export function readOktaConfig(json: unknown, url = FILE): OktaConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new OktaConfigError(url, [{ field: '', expected: 'a JSON object', actual: shown(json) }]);
  }
  const { issuer, clientId, scopes, dpop, protectedResources, ...others } = json as Record<string, unknown>;
  const problems: ConfigProblem[] = [];
  const check = (field: string, value: unknown, expected: string | undefined): void => {
    if (expected) problems.push({ field, expected, actual: shown(value) });
  };
  check('issuer', issuer, issuerFault(issuer, protectedResources));
  check('clientId', clientId, isFilled(clientId) ? undefined : 'the Client ID from the app’s General tab');
  check('scopes', scopes, scopesFault(scopes));
  check('dpop', dpop, typeof dpop === 'boolean' ? undefined : 'true or false, without quotes');
  if (protectedResources !== undefined && !Array.isArray(protectedResources)) {
    check('protectedResources', protectedResources, 'a list of URLs');
  } else {
    for (const resource of (protectedResources ?? []) as unknown[]) {
      check('protectedResources', resource, resourceFault(resource, issuer));
    }
  }
  for (const field of Object.keys(others).filter((name) => !IGNORED.includes(name))) {
    check(field, others[field], `nothing: the fields are ${FIELDS}, and protectedResources`);
  }
  if (problems.length > 0) throw new OktaConfigError(url, problems);

  return {
    issuer: new URL(issuer as string).origin + pathOf(issuer as string),
    clientId: clientId as string,
    scopes: scopes as string[],
    dpop: dpop as boolean,
    ...(protectedResources !== undefined && { protectedResources: protectedResources as string[] }),
  };
}

function issuerFault(issuer: unknown, protectedResources: unknown): string | undefined {
  const expected = 'the address of the org, such as https://dev-123456.okta.com';
  if (!isFilled(issuer) || !URL.canParse(issuer)) return expected;
  const { protocol, hostname, search, hash, username, password } = new URL(issuer);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    return 'an https address (http only for localhost)';
  }
  if (hostname.includes('-admin.okta')) return 'the address of the org without “-admin”';
  if (username || password || search || hash) return expected;
  if (pathOf(issuer) === '') return undefined;
  if (!/^\/oauth2\/[\w.-]+$/.test(pathOf(issuer))) return expected;
  return Array.isArray(protectedResources) && protectedResources.length > 0
    ? undefined
    : 'the address without a path, since only the org authorization server opens the Okta API; or with “protectedResources”, a list of the APIs that take the tokens of this custom authorization server';
}

function resourceFault(resource: unknown, issuer: unknown): string | undefined {
  if (typeof resource !== 'string' || !RESOURCE.test(resource) || !URL.canParse(resource)) {
    return 'an https URL (http only for localhost) without user info, wildcard, query and fragment, such as https://api.example.com/v1/';
  }
  if (typeof issuer !== 'string' || !URL.canParse(issuer) || pathOf(issuer) === '') return undefined;
  const { origin, pathname } = new URL(resource);
  return origin === new URL(issuer).origin && /^\/(api(\/|$)|$)/.test(pathname)
    ? 'an API of your own: the Okta API refuses tokens of a custom authorization server'
    : undefined;
}

/** Without a slash at its end. */
function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/$/, '');
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

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
