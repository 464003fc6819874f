import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import { json } from '../http/errors.js';
import { tokenForm } from './token-form.js';

/**
 * `POST /oauth2/v1/introspect` (RFC 7662): what a client's access token says, while it is good; of anything else only
 * that it is not active. Okta's `token_type` says Bearer whatever the token is bound to.
 */
export function introspect(context: OrgContext): Koa.Middleware {
  return async (ctx) => {
    const { token, clientId } = await tokenForm(ctx, context);
    const claims = await context.accessTokens.verify(token);
    const isActive = claims?.cid === clientId && claims.exp > context.now() && !context.accessTokens.isRevoked(claims);
    if (!isActive) {
      json(ctx, { active: false });
      return;
    }
    const { scp, sub, exp, iat, aud, iss, jti, cid, uid } = claims;
    json(ctx, {
      active: true,
      scope: scp.join(' '),
      username: sub,
      exp,
      iat,
      sub,
      aud,
      iss,
      jti,
      token_type: 'Bearer',
      client_id: cid,
      ...(uid !== undefined && { uid }),
    });
  };
}
