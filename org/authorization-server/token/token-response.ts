import type { Context } from 'koa';
import { json } from '../../http/json.js';
import type { App } from '../../model/app.js';
import type { User } from '../../model/user.js';
import type { OrgContext } from '../../context.js';

/** The result of a grant. */
export interface TokenGrant {
  app: App;
  /** Left out for the token of a service app. */
  user?: User;
  scopes: string[];
  grantId?: string;
  authTime?: number;
  nonce?: string;
  jkt?: string;
  refreshToken?: string;
}

/** Issues the tokens and sends them, members in Okta's order (docs/okta-facts.md, section 4.2). */
export async function answerWithTokens(ctx: Context, context: OrgContext, grant: TokenGrant): Promise<void> {
  const { app, user, scopes, authTime, nonce, jkt, refreshToken } = grant;
  const { accessTokenLifetime: lifetime } = context.switches.settings;
  const accessToken = await context.accessTokens.issue({ ...grant, lifetime });
  const idToken =
    user && scopes.includes('openid')
      ? await context.idTokens.issue({ clientId: app.client_id, user, scopes, accessToken, authTime, nonce })
      : undefined;
  // A client that stores it needs no challenge for its next request (RFC 9449 section 8.2).
  if (jkt !== undefined) ctx.set('DPoP-Nonce', context.nonces.current());
  json(ctx, {
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: lifetime,
    access_token: accessToken,
    scope: scopes.join(' '),
    refresh_token: refreshToken,
    id_token: idToken,
  });
}
