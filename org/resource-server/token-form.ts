import type Koa from 'koa';
import { checkClientAssertion } from '../client-assertion.js';
import type { OrgContext } from '../context.js';
import { OAuthError } from '../http/errors.js';
import { readForm } from '../http/form.js';

/** What a client sends to have a token revoked or introspected. */
export interface TokenForm {
  token: string;
  clientId: string;
}

/**
 * Reads the form that `/revoke` and `/introspect` share (RFC 7009 section 2.1, RFC 7662 section 2.1).
 *
 * The client says who it is by `client_id` in the body or by Basic, in which okta-auth-js leaves out the colon and the
 * empty secret after it. A service app proves who it is by an assertion for the very endpoint.
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
  const basic = /^Basic +(\S+)$/i.exec(ctx.get('Authorization'))?.[1];
  const clientId =
    basic === undefined ? form.get('client_id') : Buffer.from(basic, 'base64').toString('utf8').split(':')[0]!;
  const app = clientId ? directory.app(clientId) : undefined;
  if (app?.type !== 'browser') {
    const reason = clientId && !app ? "Invalid value for 'client_id' parameter." : 'No client credentials found.';
    throw new OAuthError(401, 'invalid_client', reason, basic && `Basic realm="${origin}"`);
  }
  return app.client_id;
}
