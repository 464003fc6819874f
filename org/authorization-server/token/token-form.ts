import type { Context } from 'koa';
import type { OrgContext } from '../../context.js';
import { readForm } from '../../http/body.js';
import { OAuthError } from '../../http/errors.js';
import { identifyClient } from './client-authentication.js';

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
