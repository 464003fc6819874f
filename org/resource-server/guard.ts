import type Koa from 'koa';
import { decodedPath } from '../../dpop/htu.js';
import type { AccessTokenClaims, OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { decideAccess, type AccessDecision, type Protection } from './access-decision.js';
import { wwwAuthenticate } from './challenge.js';
import { refuseIfSwitchedOn } from '../switches/faults.js';

/** What the guard leaves for the endpoint behind it, and for whoever keeps a log. */
export interface GuardState {
  /** What came of the checks, also when the request was refused. */
  access: AccessDecision;
  /** What the access token says; there when the request passed. */
  claims: AccessTokenClaims;
}

/** The context of an endpoint behind the guard. */
export type GuardedContext = Koa.ParameterizedContext<GuardState>;

/** What the Management API says to a request without an access token. */
const NO_SESSION = 'E0000005';

/**
 * The one guard of everything that asks for an access token. It lets a request pass, or answers with Okta's challenge:
 * status, `WWW-Authenticate` and an empty body.
 *
 * @param scope the least scope with which the endpoint answers at all
 * @param noToken what the endpoint says to a request without an access token
 * @throws OktaError where Okta answers in JSON
 */
export function guard(
  context: OrgContext,
  scope: string,
  noToken: Protection['noToken'] = NO_SESSION,
): Koa.Middleware<GuardState> {
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
    const { refusal, claims, nonceAsked } = access;
    if (nonceAsked) ctx.set('DPoP-Nonce', context.nonces.current());
    if (typeof refusal === 'string') throw new OktaError(refusal);
    if (refusal) {
      ctx.set('WWW-Authenticate', wwwAuthenticate(context.origin, refusal, scope, decodedPath(ctx.path)!));
      ctx.body = null;
      ctx.status = refusal.status;
      return;
    }
    refuseIfSwitchedOn(context.switches);
    ctx.state.claims = claims!;
    await next();
  };
}
