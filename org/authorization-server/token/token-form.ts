import type Koa from 'koa';
import { isSecretOf, usesSecret } from '../../model/app-credentials.js';
import { checkClientAssertion } from './client-assertion.js';
import type { OrgContext } from '../../context.js';
import { basicCredentials } from './basic-credentials.js';
import { OAuthError } from '../../http/errors.js';
import { readForm } from '../../http/body.js';

/** The form of a request to revoke or to introspect a token. */
export interface TokenForm {
  token: string;
  clientId: string;
}

/**
 * Reads the form of `/revoke` and `/introspect` (RFC 7009 section 2.1, RFC 7662 section 2.1).
 *
 * A browser app identifies itself with `client_id` in the body or with Basic, where okta-auth-js leaves out the colon. A
 * service app authenticates with an assertion whose audience is this endpoint, or with its secret.
 *
 * @throws OAuthError when the client or the token is missing
 */
export async function tokenForm(ctx: Koa.Context, context: OrgContext): Promise<TokenForm> {
  const form = await readForm(ctx);
  const clientId = await clientIdOf(ctx, form, context);
  const token = form.get('token');
  if (!token) throw new OAuthError(400, 'invalid_request', "The 'token' parameter is required.");
  return { token, clientId };
}

async function clientIdOf(ctx: Koa.Context, form: URLSearchParams, context: OrgContext): Promise<string> {
  const { origin, directory } = context;
  if (form.has('client_assertion') || form.has('client_assertion_type')) {
    return (await checkClientAssertion(ctx, form, `${origin}${ctx.path}`, context)).client_id;
  }
  const authorization = ctx.get('Authorization');
  const isBasic = /^Basic /i.test(authorization);
  const credentials = isBasic
    ? basicCredentials(authorization)
    : { clientId: form.get('client_id'), secret: form.get('client_secret') };
  const { clientId, secret } = credentials ?? {};
  const app = clientId ? directory.app(clientId) : undefined;
  if (app?.type === 'browser' || (app?.status === 'ACTIVE' && isSecretOf(app, secret ?? ''))) return app.client_id;
  let reason = 'No client credentials found.';
  if (clientId && !app) reason = "Invalid value for 'client_id' parameter.";
  else if (secret && app && usesSecret(app))
    reason = 'The client secret supplied for a confidential client is invalid.';
  throw new OAuthError(401, 'invalid_client', reason, isBasic ? `Basic realm="${origin}"` : undefined);
}
