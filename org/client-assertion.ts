import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose';
import type { Context } from 'koa';
import { PROOF_ALGORITHMS } from '../dpop/algorithms.js';
import { DEFAULT_OPTIONS } from '../dpop/options.js';
import { publicKeyOf } from '../dpop/thumbprint.js';
import { authMethodOf } from './apps/app-credentials.js';
import type { CLIENT_ASSERTION_CHECKS } from '../dpop/words/client-assertion.js';
import { check } from './checks.js';
import type { OrgContext } from './context.js';
import { OAuthError } from './http/errors.js';
import type { App } from './seed.js';

/** The only type of client assertion that Okta takes (RFC 7523 section 2.2). */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How far ahead the `exp` of an assertion may be, in seconds. */
const MAX_LIFETIME = 60 * 60;

/** How far ahead of the org's clock `iat` and `nbf` may be, in seconds: as in a proof. */
const { leeway } = DEFAULT_OPTIONS;

/** The algorithms Okta accepts in an assertion are those it accepts in a proof. */
const ALGORITHMS: readonly string[] = PROOF_ALGORITHMS;

type AssertionCheck = keyof typeof CLIENT_ASSERTION_CHECKS extends `assertion ${infer Name}` ? Name : never;

/**
 * Authenticates a client by `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core 1.0 section 9), with Okta's words
 * (docs/okta-facts.md, section 7). A good assertion is used up, whatever becomes of the request.
 *
 * @param ctx takes note of the checks
 * @param form what the client sent: `client_assertion` and `client_assertion_type`
 * @param endpoint the address of the endpoint, which the assertion must be for
 * @throws OAuthError when the client is not who it says
 */
export async function checkClientAssertion(
  ctx: Context,
  form: URLSearchParams,
  endpoint: string,
  { directory, replays, now }: Pick<OrgContext, 'directory' | 'replays' | 'now'>,
): Promise<App> {
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError(400, 'invalid_request', 'The client_assertion_type is invalid.');
  }
  const note = (name: AssertionCheck, passed: boolean, expected: string, actual: unknown, description: string): void =>
    check(ctx, `assertion ${name}`, passed, { expected, actual: shown(actual) }, refusal(description));

  const assertion = form.get('client_assertion') ?? '';
  const { header, claims } = read(assertion);
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;

  const app = activeApp(iss);
  note('iss', app !== undefined, 'the client ID of an active app', iss, 'The issuer claim for client_assertion is not a valid client_id.'); // prettier-ignore
  const { client_id: id } = app!;
  note('sub', sub === id, id, sub, 'The subject claim for client_assertion is not a valid client_id.');
  const clientId = form.get('client_id') ?? id;
  note('client_id', clientId === id, id, clientId, "Invalid value for 'client_id' parameter.");

  const keys = app!.type === 'service' ? app!.jwks.keys : [];
  const kids = keys.map(({ kid }) => kid ?? 'one without a kid').join(', ');
  note('jwks', keys.length > 0, 'at least one key', String(keys.length), 'The client does not have a JWKSet configured, but the client_assertion requires one.'); // prettier-ignore
  // Keys stay with an app that was switched to a secret, but are worth nothing until it is switched back.
  const method = authMethodOf(app!);
  note('method', method === 'private_key_jwt', 'private_key_jwt', method, 'Client authentication failed. Either the client or the client credentials are invalid.'); // prettier-ignore
  note('alg', ALGORITHMS.includes(header.alg), ALGORITHMS.join(', '), header.alg, 'The client_assertion JWT signature algorithm is invalid.'); // prettier-ignore
  const key = keyFor(header.kid, keys);
  note('kid', key !== undefined, `one of ${kids}`, header.kid, 'The client_assertion JWT kid is invalid.');
  const signed = await isSigned(assertion, key!, header.alg);
  note('signature', signed, 'by that key', signed ? 'a good one' : 'one that does not verify', 'The client_assertion signature is invalid.'); // prettier-ignore

  const time = now();
  const isFor = [aud].flat().includes(endpoint);
  note('aud', isFor, endpoint, aud, 'The audience claim for client_assertion must be the endpoint invoked for the request.'); // prettier-ignore
  const until = `a time after ${time} and until ${time + MAX_LIFETIME}`;
  const lifetime = expFault(exp, time);
  note('exp', lifetime === undefined, until, exp, lifetime ?? '');
  for (const [name, start] of [
    ['iat', iat],
    ['nbf', nbf],
  ] as const) {
    if (start === undefined) continue;
    const isPast = isTime(start) && start <= time + leeway;
    note(name, isPast, `at most ${time + leeway}`, start, 'The client_assertion token must be issued before the current time.'); // prettier-ignore
  }
  // Last, so that an assertion that is refused for another reason is not used up. A client's name is no thumbprint:
  // the jtis of assertions and of proofs do not meet.
  if (jti !== undefined) {
    const isNew = replays.remember(id, jti, exp!);
    note('jti', isNew, 'one not seen before', isNew ? 'a new one' : 'one seen before', 'The client_assertion token has already been used.'); // prettier-ignore
  }
  return app!;

  function activeApp(clientId: unknown): App | undefined {
    const found = typeof clientId === 'string' ? directory.app(clientId) : undefined;
    return found?.status === 'ACTIVE' ? found : undefined;
  }
}

function read(assertion: string): { header: { alg: string; kid?: string }; claims: JWTPayload } {
  try {
    const { alg, kid } = decodeProtectedHeader(assertion);
    const claims = decodeJwt(assertion);
    if (claims.jti !== undefined && typeof claims.jti !== 'string') throw new TypeError('jti is a string');
    return { header: { alg: String(alg), ...(kid !== undefined && { kid }) }, claims };
  } catch {
    throw refusal('The parsing of the client_assertion failed.');
  }
}

/** A client with one key need not name it. */
function keyFor(kid: string | undefined, keys: readonly JWK[]): JWK | undefined {
  if (kid === undefined) return keys.length === 1 ? keys[0] : undefined;
  return keys.find((key) => key.kid === kid);
}

async function isSigned(assertion: string, jwk: JWK, alg: string): Promise<boolean> {
  try {
    await compactVerify(assertion, await importJWK(publicKeyOf(jwk), alg), { algorithms: [alg] });
    return true;
  } catch {
    return false; // also for a key of another type than the algorithm asks for
  }
}

/** A claim as text: short, and without what is nested in it. */
function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(', ') : 'a list';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'neither text nor number';
}

/** What is wrong with the time at which an assertion expires, in Okta's words. */
function expFault(exp: unknown, time: number): string | undefined {
  if (!isTime(exp)) return "The client_assertion must contain the 'exp' claim as seconds since epoch.";
  if (exp <= time) return 'The client_assertion token is expired.';
  if (exp > time + MAX_LIFETIME) return 'The client_assertion token has an expiration too far into the future.';
  return undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function refusal(description: string): OAuthError {
  return new OAuthError(401, 'invalid_client', description);
}
