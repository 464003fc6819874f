import type { Context } from 'koa';
import { checkClientAssertion } from '../client-assertion.js';
import { OAuthError } from '../http/errors.js';
import type { App } from '../seed.js';
import type { AuthorizationServerContext } from './context.js';
import { TOKEN_PATH } from './paths.js';

/**
 * Finds out which app a token request is from (RFC 6749 section 3.2.1): a service app proves it by an assertion, the
 * others, which have nothing to keep a secret in, say so by `client_id`.
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
  const isSecret = form.has('client_secret');
  /** Who tried by the `Authorization` header gets a challenge (RFC 6749 section 5.2). */
  const refusal = (description: string, error = 'invalid_client'): OAuthError =>
    new OAuthError(401, error, description, authorization === '' ? undefined : `Basic realm="${context.origin}"`);

  if ([authorization !== '', isAssertion, isSecret].filter(Boolean).length > 1) {
    throw refusal(
      'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
      'invalid_request',
    );
  }
  if (isAssertion) return checkClientAssertion(ctx, form, `${context.origin}${TOKEN_PATH}`, context);

  const clientId = authorization === '' ? form.get('client_id') : basicClientId(authorization);
  if (clientId === undefined) {
    throw refusal('Found Authentication header but was not valid client credentials.');
  }
  if (!clientId) throw refusal('No client credentials found.');
  const app = context.directory.app(clientId);
  if (app?.status !== 'ACTIVE') throw refusal("Invalid value for 'client_id' parameter.");

  const hasSecret = isSecret || authorization !== '';
  if (form.get('grant_type') === 'client_credentials') {
    if (app.type !== 'service') throw refusal(SERVICES_ONLY);
    if (hasSecret) {
      throw refusal(
        'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
      );
    }
  }
  if (hasSecret) {
    throw refusal('Client authentication failed. Either the client or the client credentials are invalid.');
  }
  if (app.type === 'service') throw refusal('No client credentials found.');
  return app;
}

const SERVICES_ONLY =
  "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";

/** The client in Basic credentials; undefined for anything else (RFC 7617 section 2). */
function basicClientId(authorization: string): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const credentials = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  return credentials.includes(':') ? credentials.split(':')[0] : undefined;
}
