import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose';
import type { Context } from 'koa';
import { PROOF_ALGORITHMS } from '../../../dpop/algorithms.js';
import { DEFAULT_OPTIONS } from '../../../dpop/options.js';
import { publicKeyOf } from '../../../dpop/thumbprint.js';
import type { CLIENT_ASSERTION_CHECKS } from '../../../dpop/words/client-assertion.js';
import { authMethodOf } from '../../model/app-credentials.js';
import { check } from '../../http/checks.js';
import type { OrgContext } from '../../context.js';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';

/** The only type of client assertion that Okta accepts (RFC 7523 section 2.2). */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How far in the future `exp` may be, in seconds. */
const MAX_LIFETIME = 60 * 60;

/** How far ahead of the org's clock `iat` and `nbf` may be, in seconds: as in a proof. */
const { leeway } = DEFAULT_OPTIONS;

/** Okta accepts the same algorithms for assertions as for proofs. */
const ALGORITHMS: readonly string[] = PROOF_ALGORITHMS;

const PARSING_FAILED = 'The parsing of the client_assertion failed.';

interface AssertionHeader {
  alg: string;
  kid?: string;
  typ: unknown;
  crit: unknown;
}

type AssertionCheck = keyof typeof CLIENT_ASSERTION_CHECKS extends `assertion ${infer Name}` ? Name : never;

/**
 * Authenticates a client by `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core 1.0 section 9), with Okta's error
 * texts (docs/okta-facts.md, section 7). Its audience must be the endpoint of the request. A valid assertion cannot be used
 * again, even if the request fails later.
 *
 * @param ctx records the checks
 * @param form contains `client_assertion` and `client_assertion_type`
 * @throws OAuthError when authentication fails
 */
export async function checkClientAssertion(ctx: Context, form: URLSearchParams, context: OrgContext): Promise<App> {
  const { origin, directory, replays } = context;
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError(400, 'invalid_request', 'The client_assertion_type is invalid.');
  }
  const note = (name: AssertionCheck, passed: boolean, expected: string, actual: unknown, description: string): void =>
    check(ctx, `assertion ${name}`, passed, { expected, actual: shown(actual) }, refusal(description));

  const assertion = form.get('client_assertion') ?? '';
  const { header, claims } = read(assertion);
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;

  // A proof has the same claims but `htm` and `htu`, and may be signed by the same key (RFC 8725 section 3.11).
  note('typ', header.typ !== 'dpop+jwt', 'JWT, or another type than dpop+jwt', header.typ, PARSING_FAILED);
  note('crit', header.crit === undefined, 'none', header.crit, PARSING_FAILED);
  const app = activeApp(iss);
  note('iss', app !== undefined, 'the client ID of an active app', iss, 'The issuer claim for client_assertion is not a valid client_id.'); // prettier-ignore
  const { client_id: id } = app!;
  note('sub', sub === id, id, sub, 'The subject claim for client_assertion is not a valid client_id.');
  const clientId = form.get('client_id') ?? id;
  note('client_id', clientId === id, id, clientId, "Invalid value for 'client_id' parameter.");

  const keys = app!.type === 'service' ? app!.jwks.keys : [];
  const kids = keys.map(({ kid }) => kid ?? 'a key without a kid').join(', ');
  note('jwks', keys.length > 0, 'at least one key', String(keys.length), 'The client does not have a JWKSet configured, but the client_assertion requires one.'); // prettier-ignore
  // An app that was changed to a secret keeps its keys, but they count only when it is changed back.
  const method = authMethodOf(app!);
  note('method', method === 'private_key_jwt', 'private_key_jwt', method, 'Client authentication failed. Either the client or the client credentials are invalid.'); // prettier-ignore
  note('alg', ALGORITHMS.includes(header.alg), ALGORITHMS.join(', '), header.alg, 'The client_assertion JWT signature algorithm is invalid.'); // prettier-ignore
  const key = keyFor(header.kid, keys);
  note('kid', key !== undefined, `one of ${kids}`, header.kid, 'The client_assertion JWT kid is invalid.');
  const signed = await isSigned(assertion, key!, header.alg);
  note('signature', signed, 'made by that key', signed ? 'made by that key' : 'not made by that key', 'The client_assertion signature is invalid.'); // prettier-ignore

  const time = context.now();
  const endpoint = origin + ctx.path;
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
  // Last, so that an assertion that fails another check is not remembered. A client ID is never a thumbprint, so the jtis
  // of assertions and of proofs cannot collide.
  if (jti !== undefined) {
    const isNew = replays.remember(id, jti, exp!);
    note('jti', isNew, 'not used before', isNew ? 'not used before' : 'used before', 'The client_assertion token has already been used.'); // prettier-ignore
  }
  return app!;

  function activeApp(clientId: unknown): App | undefined {
    const found = typeof clientId === 'string' ? directory.app(clientId) : undefined;
    return found?.status === 'ACTIVE' ? found : undefined;
  }
}

function read(assertion: string): { header: AssertionHeader; claims: JWTPayload } {
  try {
    const { alg, kid, typ, crit } = decodeProtectedHeader(assertion);
    const claims = decodeJwt(assertion);
    if (claims.jti !== undefined && typeof claims.jti !== 'string') throw new TypeError('jti is a string');
    return { header: { alg: String(alg), typ, crit, ...(kid !== undefined && { kid }) }, claims };
  } catch {
    throw refusal(PARSING_FAILED);
  }
}

/** A client with a single key may leave out the `kid`. */
function keyFor(kid: string | undefined, keys: readonly JWK[]): JWK | undefined {
  if (kid === undefined) return keys.length === 1 ? keys[0] : undefined;
  return keys.find((key) => key.kid === kid);
}

async function isSigned(assertion: string, jwk: JWK, alg: string): Promise<boolean> {
  try {
    await compactVerify(assertion, await importJWK(publicKeyOf(jwk), alg), { algorithms: [alg] });
    return true;
  } catch {
    return false; // also for a key whose type does not match the algorithm
  }
}

/** A claim as short text, without nested values. */
function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(', ') : 'a list';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'neither text nor number';
}

/** What is wrong with `exp`, in Okta's words; undefined for nothing. */
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
