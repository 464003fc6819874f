import type { Context } from 'koa';
import { isSecretOf, usesSecret } from '../apps/app-credentials.js';
import { check } from '../checks.js';
import { checkClientAssertion } from '../client-assertion.js';
import { basicCredentials } from '../http/basic-credentials.js';
import { OAuthError } from '../http/errors.js';
import type { App } from '../seed.js';
import type { AuthorizationServerContext } from './context.js';
import { TOKEN_PATH } from './paths.js';

/**
 * Finds out which app a token request is from (RFC 6749 section 3.2.1): a service app proves it by an assertion or a
 * secret, the others, which have nothing to keep a secret in, say so by `client_id`.
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
  /** Who tried by the `Authorization` header gets a challenge (RFC 6749 section 5.2). */
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
    const compared = { expected: 'private_key_jwt', actual: 'a client secret' };
    if (secret !== null) check(ctx, 'client authentication', false, compared, refusal(KEY_ONLY));
  }
  if (secret !== null && !usesSecret(app)) {
    throw refusal('Client authentication failed. Either the client or the client credentials are invalid.');
  }
  if (app.type === 'service' && secret === null) throw refusal('No client credentials found.');
  return app;
}

const WRONG_SECRET = 'The client secret supplied for a confidential client is invalid.';
/** Scopes of Okta's API, and the org has no others to give to a service, are for who holds a key. */
const KEY_ONLY =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const SERVICES_ONLY =
  "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";
