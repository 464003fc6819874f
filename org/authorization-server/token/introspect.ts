import type Koa from 'koa';
import type { OrgContext } from '../../context.js';
import { json } from '../../http/response.js';
import { readTokenRequest } from './client-authentication.js';

/**
 * `POST /oauth2/v1/introspect` (RFC 7662): the content of an access or refresh token of the client while it is valid. For
 * any other token the answer is only that it is not active. As at Okta, `token_type` is Bearer for bound tokens too.
 */
export function introspect(context: OrgContext): Koa.Middleware {
  return async (ctx) => {
    const { token, clientId } = await readTokenRequest(ctx, context);
    json(ctx, (await accessToken(token, clientId, context)) ?? refreshToken(token, clientId, context) ?? INACTIVE);
  };
}

const INACTIVE = { active: false };

async function accessToken(token: string, clientId: string, context: OrgContext): Promise<object | undefined> {
  const claims = await context.accessTokens.verify(token);
  const isActive = claims?.cid === clientId && claims.exp > context.now() && !context.accessTokens.isRevoked(claims);
  if (!isActive) return undefined;
  const { scp, sub, exp, iat, aud, iss, jti, cid, uid } = claims;
  return {
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
  };
}

/** Okta's members for a refresh token, which has no issuer and no audience. */
function refreshToken(token: string, clientId: string, { refreshTokens, directory }: OrgContext): object | undefined {
  const info = refreshTokens.inspect(token, clientId);
  const user = info && directory.user(info.userId);
  if (!info || user?.status !== 'ACTIVE') return undefined;
  const { login } = user.profile;
  return {
    active: true,
    scope: info.scopes.join(' '),
    username: login,
    exp: info.expires,
    sub: login,
    token_type: 'Bearer',
    client_id: clientId,
    uid: user.id,
  };
}
