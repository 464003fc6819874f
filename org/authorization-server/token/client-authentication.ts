import type { Context } from 'koa';
import { isSecretOf, usesSecret } from '../../model/app-credentials.js';
import { check } from '../../http/checks.js';
import { checkClientAssertion } from './client-assertion.js';
import { basicCredentials } from './basic-credentials.js';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/seed.js';
import type { AuthorizationServerContext } from '../context.js';
import { TOKEN_PATH } from '../../http/paths.js';

/**
 * Authenticates the client of a token request (RFC 6749 section 3.2.1): a service app by an assertion or a secret, a
 * browser app, which cannot keep a secret, by `client_id` alone.
 *
 * @throws OAuthError with Okta's words (docs/okta-facts.md, section 7)
 */
export async function authenticateClient(
  ctx: Context,
  form: URLSearchParams,
  context: AuthorizationServerContext,
): Promise<App> {
  const authorization = ctx.get('Authorization');
  const isAssertion = form.has('client_assertion') || form.has('client_assertion_type');
  /** A client that used the `Authorization` header gets a challenge (RFC 6749 section 5.2). */
  const refusal = (description: string, error = 'invalid_client'): OAuthError =>
    new OAuthError(401, error, description, authorization === '' ? undefined : `Basic realm="${context.origin}"`);

  if ([authorization !== '', isAssertion, form.has('client_secret')].filter(Boolean).length > 1) {
    throw refusal(
      'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
      'invalid_request',
    );
  }
  if (isAssertion) return checkClientAssertion(ctx, form, `${context.origin}${TOKEN_PATH}`, context);

  const credentials =
    authorization === ''
      ? { clientId: form.get('client_id'), secret: form.get('client_secret') }
      : basicCredentials(authorization);
  if (!credentials || (authorization !== '' && credentials.secret === null)) {
    throw refusal('Found Authentication header but was not valid client credentials.');
  }
  const { clientId, secret } = credentials;
  if (!clientId) throw refusal('No client credentials found.');
  const app = context.directory.app(clientId);
  if (app?.status !== 'ACTIVE') throw refusal("Invalid value for 'client_id' parameter.");

  if (secret !== null && usesSecret(app) && !isSecretOf(app, secret)) throw refusal(WRONG_SECRET);
  if (form.get('grant_type') === 'client_credentials') {
    if (app.type !== 'service') throw refusal(SERVICES_ONLY);
    const looked = { expected: 'private_key_jwt', came: 'a client secret' };
    if (secret !== null) check(ctx, 'client authentication', false, looked, refusal(KEY_ONLY));
  }
  if (secret !== null && !usesSecret(app)) {
    throw refusal('Client authentication failed. Either the client or the client credentials are invalid.');
  }
  if (app.type === 'service' && secret === null) throw refusal('No client credentials found.');
  return app;
}

const WRONG_SECRET = 'The client secret supplied for a confidential client is invalid.';
/** A service can have only scopes of Okta's API, and these require a key. */
const KEY_ONLY =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const SERVICES_ONLY =
  "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";
