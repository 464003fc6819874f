import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { isOriginOf } from '../../http/cors.js';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';
import { authorizationCodeGrant } from './authorization-code-grant.js';
import { authenticateClient, readOAuthForm } from './client-authentication.js';
import { clientCredentialsGrant } from './client-credentials-grant.js';
import type { OrgContext } from '../../context.js';
import { refreshTokenGrant } from './refresh-token-grant.js';
import type { TokenRequest } from './grant.js';

/** The grant types of the token endpoint. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

type Grant = (request: TokenRequest) => Promise<void>;

/**
 * The token endpoint (RFC 6749 section 3.2), in the order of Okta's checks (docs/okta-facts.md, section 2.4): the client,
 * the grant type, the proof, and then the code, the refresh token or the scopes. oidc-provider's own endpoint has other
 * checks in another order, with other error texts.
 */
export function tokenEndpoint(context: OrgContext, provider: Provider): Middleware {
  const grants: Record<(typeof GRANT_TYPES)[number], Grant> = {
    authorization_code: authorizationCodeGrant(context, provider),
    refresh_token: refreshTokenGrant(context),
    client_credentials: clientCredentialsGrant(context),
  };

  return async (ctx) => {
    const form = await readOAuthForm(ctx);
    const app = await authenticateClient(ctx, form, context);
    const grantType = grantTypeOf(form, app);
    refuseForeignPage(ctx, app);
    await grants[grantType]({ ctx, form, app });
  };
}

function grantTypeOf(form: URLSearchParams, app: App): (typeof GRANT_TYPES)[number] {
  const requested = form.get('grant_type');
  if (!requested) {
    throw invalidRequest(`The token request must specify a 'grant_type'. Valid values: [${GRANT_TYPES.join(', ')}]`);
  }
  const configured = `Configured grant types: [${app.grant_types.join(', ')}].`;
  const known = GRANT_TYPES.find((type) => type === requested);
  if (!known) {
    throw new OAuthError(
      400,
      'unsupported_grant_type',
      `The authorization grant type is not supported by the authorization server. ${configured}`,
    );
  }
  if (!app.grant_types.some((type) => type === known)) {
    throw new OAuthError(
      400,
      'unauthorized_client',
      `The client is not authorized to use the provided grant type. ${configured}`,
    );
  }
  return known;
}

/** Refuses a web page that does not belong to the client. */
function refuseForeignPage(ctx: Context, app: App): void {
  const origin = ctx.get('Origin');
  if (origin === '' || isOriginOf(app, origin)) return;
  ctx.remove('Access-Control-Allow-Origin');
  throw invalidRequest('Browser requests to the token endpoint must be part of at least one whitelisted redirect_uri.');
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError(400, 'invalid_request', description);
}
