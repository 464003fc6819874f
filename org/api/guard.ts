import type Koa from 'koa';
import type { CheckResult } from '../../dpop/decision.js';
import { decodedPath } from '../../dpop/htu.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { decideAccess, type AccessDecision } from './access-decision.js';
import { TOKEN_MISSING, wwwAuthenticate } from './challenge.js';
import { hasRole, type RequiredRole } from './permissions.js';

/** What the guard adds to a request, for the handler and for the System Log. */
export interface GuardState {
  /** The checks and their outcome. Also set for a refused request. */
  access: AccessDecision;
  /** The claims of the access token. Set when the request passed. */
  claims: AccessTokenClaims;
}

/** The context of an endpoint behind the guard. */
export type GuardedContext = Koa.ParameterizedContext<GuardState>;

/** The Management API's error for a request without an access token. */
const NO_SESSION = 'E0000005';

/** A check as a metric of `Server-Timing`, by its name and its outcome. */
const timing = ({ check, passed }: CheckResult<string>): string =>
  `${check};desc="${check}: ${passed ? 'passed' : 'failed'}"`;

/**
 * The guard of all endpoints that require an access token. It lets a request pass, or answers with Okta's challenge: a
 * status, `WWW-Authenticate` and an empty body.
 *
 * @param scope the least scope
 * @param role the least admin role, checked after token and scope
 * @throws OktaError where Okta answers in JSON
 */
export function guard(context: OrgContext, scope: string, role: RequiredRole): Koa.Middleware<GuardState> {
  // userinfo is an OAuth endpoint: without a token it answers with a challenge.
  const noToken = scope === 'openid' ? TOKEN_MISSING : NO_SESSION;
  return async (ctx, next) => {
    const access = await decideAccess(
      {
        method: ctx.method,
        path: ctx.path,
        tokenInQuery: new URLSearchParams(ctx.querystring).has('access_token'),
        authorization: ctx.req.headersDistinct['authorization'] ?? [],
        proofs: ctx.req.headersDistinct['dpop'] ?? [],
      },
      { scope, noToken },
      context,
    );
    ctx.state.access = access;
    const { refusal, claims, nonceRequired, checks } = access;
    if (context.switches.settings.serverTiming) ctx.set('Server-Timing', checks.map(timing).join(', '));
    if (nonceRequired) ctx.set('DPoP-Nonce', context.nonces.current());
    if (typeof refusal === 'string') throw new OktaError(refusal);
    if (refusal) {
      ctx.set('WWW-Authenticate', wwwAuthenticate(context.origin, refusal, scope, decodedPath(ctx.path)!));
      ctx.body = null;
      ctx.status = refusal.status;
      return;
    }
    const failure = context.switches.takeFailure();
    if (failure) throw new OktaError(failure);
    if (!hasRole(claims!, role, context.directory)) throw new OktaError('E0000006');
    ctx.state.claims = claims!;
    await next();
  };
}
