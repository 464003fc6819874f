import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose';
import { PROOF_ALGORITHMS } from '../dpop/algorithms.js';
import { CLOCK_LEEWAY } from '../dpop/check-proof.js';
import { publicKeyOf } from '../dpop/thumbprint.js';
import type { OrgContext } from './context.js';
import { OAuthError } from './http/errors.js';
import type { App } from './seed.js';

/** The only type of client assertion that Okta takes (RFC 7523 section 2.2). */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How far ahead the `exp` of an assertion may be, in seconds. */
const MAX_LIFETIME = 60 * 60;

/** The algorithms Okta accepts in an assertion are those it accepts in a proof. */
const ALGORITHMS: readonly string[] = PROOF_ALGORITHMS;

/**
 * Authenticates a client by `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core 1.0 section 9), with Okta's words
 * (okta-facts, section 7). A good assertion is used up, whatever becomes of the request.
 *
 * @param form what the client sent: `client_assertion` and `client_assertion_type`
 * @param endpoint the address of the endpoint, which the assertion must be for
 * @throws OAuthError when the client is not who it says
 */
export async function checkClientAssertion(
  form: URLSearchParams,
  endpoint: string,
  { directory, replays, now }: Pick<OrgContext, 'directory' | 'replays' | 'now'>,
): Promise<App> {
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError(400, 'invalid_request', 'The client_assertion_type is invalid.');
  }
  const assertion = form.get('client_assertion') ?? '';
  const { header, claims } = read(assertion);

  const app = activeApp(claims.iss);
  if (!app) throw refusal('The issuer claim for client_assertion is not a valid client_id.');
  if (claims.sub !== app.client_id) {
    throw refusal('The subject claim for client_assertion is not a valid client_id.');
  }
  if ((form.get('client_id') ?? app.client_id) !== app.client_id) {
    throw refusal("Invalid value for 'client_id' parameter.");
  }

  const keys = app.type === 'service' ? app.jwks.keys : [];
  if (keys.length === 0) {
    throw refusal('The client does not have a JWKSet configured, but the client_assertion requires one.');
  }
  if (!ALGORITHMS.includes(header.alg)) throw refusal('The client_assertion JWT signature algorithm is invalid.');
  const key = keyFor(header.kid, keys);
  if (!key) throw refusal('The client_assertion JWT kid is invalid.');
  if (!(await isSigned(assertion, key, header.alg))) throw refusal('The client_assertion signature is invalid.');

  const { aud, exp, iat, nbf, jti } = claims;
  const time = now();
  if (![aud].flat().includes(endpoint)) {
    throw refusal('The audience claim for client_assertion must be the endpoint invoked for the request.');
  }
  if (!isTime(exp)) throw refusal("The client_assertion must contain the 'exp' claim as seconds since epoch.");
  if (exp <= time) throw refusal('The client_assertion token is expired.');
  if (exp > time + MAX_LIFETIME) throw refusal('The client_assertion token has an expiration too far into the future.');
  for (const start of [iat, nbf]) {
    if (start !== undefined && !(isTime(start) && start <= time + CLOCK_LEEWAY)) {
      throw refusal('The client_assertion token must be issued before the current time.');
    }
  }
  // Last, so that an assertion that is refused for another reason is not used up. A client's name is no thumbprint:
  // the jtis of assertions and of proofs do not meet.
  if (jti !== undefined && !replays.remember(app.client_id, jti, exp)) {
    throw refusal('The client_assertion token has already been used.');
  }
  return app;

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

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function refusal(description: string): OAuthError {
  return new OAuthError(401, 'invalid_client', description);
}
