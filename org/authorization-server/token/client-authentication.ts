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
/** A service can have only scopes of Okta's API, and these require a key. */
const KEY_ONLY =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const SERVICES_ONLY =
  "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";

/**
 * Authenticates the client of a token request (RFC 6749 section 3.2.1): a service app by an assertion or a secret, a
 * browser app, which cannot keep a secret, by `client_id` alone.
 *
 * @throws OAuthError with Okta's error (docs/okta-facts.md, section 7)
 */
export async function authenticateClient(ctx: Context, form: URLSearchParams, context: OrgContext): Promise<App> {
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

  const credentials = authorization === '' ? formCredentials(form) : basicCredentials(authorization);
  if (!credentials || (authorization !== '' && credentials.secret === null)) {
    throw refusal('Found Authentication header but was not valid client credentials.');
  }
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
  if (secret !== null && !usesSecret(app)) {
    throw refusal('Client authentication failed. Either the client or the client credentials are invalid.');
  }
  if (app.type === 'service' && secret === null) throw refusal(NO_CREDENTIALS);
  return app;
}

/**
 * Identifies the client of a request to revoke or to introspect a token. A browser app sends `client_id` in the body or in
 * Basic, where okta-auth-js leaves out the colon. A service app authenticates with an assertion or its secret.
 *
 * @throws OAuthError with Okta's error
 */
export async function identifyClient(ctx: Context, form: URLSearchParams, context: OrgContext): Promise<App> {
  if (hasAssertion(form)) return checkClientAssertion(ctx, form, context);
  const authorization = ctx.get('Authorization');
  const isBasic = /^Basic /i.test(authorization);
  const { clientId, secret } = (isBasic ? basicCredentials(authorization) : formCredentials(form)) ?? {};
  const app = clientId ? context.directory.app(clientId) : undefined;
  if (app?.type === 'browser' || (app?.status === 'ACTIVE' && isSecretOf(app, secret ?? ''))) return app;
  let reason = NO_CREDENTIALS;
  if (clientId && !app) reason = UNKNOWN_CLIENT;
  else if (secret && app && usesSecret(app)) reason = WRONG_SECRET;
  throw new OAuthError(401, 'invalid_client', reason, isBasic ? `Basic realm="${context.origin}"` : undefined);
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
 * @returns undefined for any scheme but Basic. Without a colon the secret is null
 */
function basicCredentials(authorization: string): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return { clientId, secret: secret === undefined ? null : formDecoded(secret) };
}

/** OAuth requires form encoding, which many clients leave out. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The form of a request to revoke or to introspect a token. */
export interface TokenForm {
  token: string;
  clientId: string;
}

/**
 * Reads the form of `/revoke` and `/introspect` (RFC 7009 section 2.1, RFC 7662 section 2.1).
 *
 * @throws OAuthError when the client or the token is missing
 */
export async function tokenForm(ctx: Context, context: OrgContext): Promise<TokenForm> {
  const form = await readForm(ctx);
  const { client_id: clientId } = await identifyClient(ctx, form, context);
  const token = form.get('token');
  if (!token) throw new OAuthError(400, 'invalid_request', "The 'token' parameter is required.");
  return { token, clientId };
}
