import type { Context } from 'koa';
import type { OrgContext } from '../../context.js';
import { check } from '../../http/checks.js';
import { OAuthError } from '../../http/errors.js';
import { isSecretOf, usesSecret } from '../../model/app-credentials.js';
import type { App } from '../../model/app.js';
import { checkClientAssertion } from './client-assertion.js';
import { readForm } from '../../http/body.js';

const NO_CREDENTIALS = 'No client credentials found.';
const UNKNOWN_CLIENT = "Invalid value for 'client_id' parameter.";
const WRONG_SECRET = 'The client secret supplied for a confidential client is invalid.';
const WRONG_METHOD = 'Client authentication failed. Either the client or the client credentials are invalid.';
/** A service can have only scopes of Okta's API, and these require a key. */
const KEY_ONLY =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const SERVICES_ONLY =
  "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";

/**
 * Reads the form of a request to the token, revocation or introspection endpoint.
 *
 * @throws OAuthError when a parameter is repeated (RFC 6749 section 3.2), or the body is not a form
 */
export async function readOAuthForm(ctx: Context): Promise<URLSearchParams> {
  const form = await readForm(ctx);
  if (new Set(form.keys()).size === form.size) return form;
  throw new OAuthError(400, 'invalid_request', 'The request contained multiple parameters with the same name.');
}

/**
 * Authenticates the client of a request to one of these endpoints (RFC 6749 section 3.2.1): a service app by an assertion
 * or a secret, a browser app, which cannot keep a secret, by `client_id` alone.
 *
 * @param idInHeader whether a client without a secret may send its id in the `Authorization` header. okta-auth-js does so
 *   when it revokes a token, and leaves out the colon.
 * @throws OAuthError with Okta's error (docs/okta-facts.md, section 7)
 */
export async function authenticateClient(
  ctx: Context,
  form: URLSearchParams,
  context: OrgContext,
  { idInHeader = false } = {},
): Promise<App> {
  const authorization = ctx.get('Authorization');
  /** A client that used the `Authorization` header gets a challenge (RFC 6749 section 5.2). */
  const refusal = (description: string, error = 'invalid_client'): OAuthError =>
    new OAuthError(401, error, description, authorization === '' ? undefined : `Basic realm="${context.origin}"`);

  if ([authorization !== '', hasAssertion(form), form.has('client_secret')].filter(Boolean).length > 1) {
    throw refusal(
      'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
      'invalid_request',
    );
  }
  if (hasAssertion(form)) return checkClientAssertion(ctx, form, context);

  const credentials = authorization === '' ? formCredentials(form) : basicCredentials(authorization, idInHeader);
  if (!credentials) throw refusal('Found Authentication header but was not valid client credentials.');
  const { clientId, secret } = credentials;
  if (!clientId) throw refusal(NO_CREDENTIALS);
  const app = context.directory.app(clientId);
  if (app?.status !== 'ACTIVE') throw refusal(UNKNOWN_CLIENT);

  if (secret !== null && usesSecret(app) && !isSecretOf(app, secret)) throw refusal(WRONG_SECRET);
  if (form.get('grant_type') === 'client_credentials') {
    if (app.type !== 'service') throw refusal(SERVICES_ONLY);
    const compared = { expected: 'private_key_jwt', actual: 'a client secret' };
    if (secret !== null) check(ctx, 'client authentication', false, compared, refusal(KEY_ONLY));
  }
  if (secret !== null && !usesSecret(app)) throw refusal(WRONG_METHOD);
  if (app.type === 'service' && secret === null) throw refusal(NO_CREDENTIALS);
  return app;
}

/**
 * Reads a request to revoke or to introspect a token (RFC 7009 section 2.1, RFC 7662 section 2.1).
 *
 * @throws OAuthError when the client or the token is missing
 */
export async function readTokenRequest(
  ctx: Context,
  context: OrgContext,
): Promise<{ token: string; clientId: string }> {
  const form = await readOAuthForm(ctx);
  const { client_id: clientId } = await authenticateClient(ctx, form, context, { idInHeader: true });
  const token = form.get('token');
  if (!token) throw new OAuthError(400, 'invalid_request', "The 'token' parameter is required.");
  return { token, clientId };
}

interface Credentials {
  clientId: string | null;
  secret: string | null;
}

function hasAssertion(form: URLSearchParams): boolean {
  return form.has('client_assertion') || form.has('client_assertion_type');
}

function formCredentials(form: URLSearchParams): Credentials {
  return { clientId: form.get('client_id'), secret: form.get('client_secret') };
}

/**
 * Reads the client ID and the secret of an `Authorization` header (RFC 7617 section 2, RFC 6749 section 2.3.1).
 *
 * @param idOnly whether a client ID alone is enough
 * @returns undefined for anything but Basic credentials. An empty or missing secret is null, if that is enough
 */
function basicCredentials(authorization: string, idOnly: boolean): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  if (idOnly && !secret) return { clientId, secret: null };
  return secret === undefined ? undefined : { clientId, secret: formDecoded(secret) };
}

/** OAuth requires form encoding, which many clients leave out. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
