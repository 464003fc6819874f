import type Koa from 'koa';
import type { OrgContext } from '../../context.js';
import { readTokenRequest } from './client-authentication.js';

/**
 * `POST /oauth2/v1/revoke` (RFC 7009). The answer for any token is 200 with an empty body. A token of another client is not
 * revoked. No proof is required: whoever holds a token may revoke it.
 */
export function revoke(context: OrgContext): Koa.Middleware {
  return async (ctx) => {
    const { token, clientId } = await readTokenRequest(ctx, context);
    const claims = await context.accessTokens.verify(token);
    if (claims?.cid === clientId) context.accessTokens.revoke(claims);
    else context.refreshTokens.revoke(token, clientId);
    ctx.body = null;
    ctx.status = 200;
  };
}
