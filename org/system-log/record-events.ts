import { decodeJwt } from 'jose';
import type Koa from 'koa';
import type { CheckResult } from '../../dpop/decision.js';
import { checkResult } from '../http/checks.js';
import {
  AUTHORIZE_PATH,
  INTROSPECT_PATH,
  LOGOUT_PATH,
  LOGS_PATH,
  REVOKE_PATH,
  SIGN_IN_PATH,
  TOKEN_PATH,
} from '../http/paths.js';
import type { EventType } from '../model/change.js';
import type { Directory } from '../model/directory.js';
import { fullName } from '../model/user.js';
import { jsonBody, outcomeOf, requestOf } from './answer.js';
import { EVENT_TYPES, type LogEntry, type SystemLog } from './system-log.js';
import { appActor, appClient, appTarget, changeTargets, claimedClient, editorOf, userActor } from './participants.js';
import type { RequestState } from './request-state.js';
import { withoutSecrets } from './secrets.js';

/**
 * The only writer of the System Log. It looks at each request when the answer is ready, and at what the endpoints left in
 * `ctx.state`. It records sign-ins and sign-outs, authorization and token requests, nonce challenges, API calls, and
 * changes of apps and trusted origins, without any secrets.
 */
export function recordEvents({ directory, log }: { directory: Directory; log: SystemLog }): Koa.Middleware {
  return async (ctx, next) => {
    await next();
    try {
      const event = eventOf(ctx, directory);
      if (event) log.record(withoutSecrets(ctx, { ...event, outcome: outcomeOf(ctx), request: requestOf(ctx) }));
    } catch (error) {
      // A bug here must not cost the client its answer.
      console.error('The System Log misses an event:', error instanceof Error ? error.stack : error);
    }
  };
}

type Event = Omit<LogEntry, 'outcome' | 'request'>;

/** The event of a request; undefined for one that is not recorded. */
function eventOf(ctx: Koa.Context, directory: Directory): Event | undefined {
  const { signIn, signOut, access, change, authorization, notAuthorized, explanation } = ctx.state as RequestState;
  if (ctx.status === 429) return { ...EVENT_TYPES.rateLimit, ...claimedClient(ctx, directory) };
  if (signIn) return signInEvent(signIn, directory);
  if (change && ctx.status < 400) {
    const checks = access && { checks: access.checks };
    return { ...change.event, ...editorOf(ctx, directory), target: changeTargets(change, directory), ...checks };
  }
  if (ctx.method === 'POST') {
    if (ctx.path === TOKEN_PATH) return tokenEvent(ctx, directory);
    const type = { [REVOKE_PATH]: EVENT_TYPES.tokenRevoked, [INTROSPECT_PATH]: EVENT_TYPES.tokenIntrospected }[
      ctx.path
    ];
    if (type) return { ...type, ...claimedClient(ctx, directory), ...checksIn(ctx) };
  }
  if (access) return apiEvent(ctx, access, directory);
  if (signOut ?? (ctx.path === LOGOUT_PATH && explanation !== undefined)) return signOutEvent(ctx, directory);
  if (ctx.path.startsWith(`${SIGN_IN_PATH}/`) && explanation !== undefined) return { ...EVENT_TYPES.signIn };
  if (authorization) return { ...authorizationEvent(authorization, directory), ...checksIn(ctx) };
  if (ctx.path.startsWith(AUTHORIZE_PATH) && (explanation ?? notAuthorized) !== undefined) {
    return { ...EVENT_TYPES.authorize, ...claimedClient(ctx, directory) };
  }
  return undefined;
}

function checksIn(ctx: Koa.Context): Pick<LogEntry, 'checks'> {
  const { checks } = ctx.state as RequestState;
  return checks ? { checks } : {};
}

function authorizationEvent(
  { userId, clientId }: NonNullable<RequestState['authorization']>,
  directory: Directory,
): Event {
  const [user, app] = [directory.user(userId), directory.app(clientId)];
  return {
    ...EVENT_TYPES.authorize,
    ...(user && { actor: userActor(user) }),
    ...(app && { client: appClient(app), target: [appTarget(app)] }),
  };
}

function signOutEvent(ctx: Koa.Context, directory: Directory): Event {
  const { signOut: { userId, clientId } = {} } = ctx.state as RequestState;
  const user = userId === undefined ? undefined : directory.user(userId);
  const app = clientId === undefined ? undefined : directory.app(clientId);
  return {
    ...EVENT_TYPES.signOut,
    ...(user && { actor: userActor(user) }),
    ...(app && { client: appClient(app) }),
  };
}

function signInEvent({ user, login }: NonNullable<RequestState['signIn']>, directory: Directory): Event {
  // Records a login only if it exists: people sometimes enter their password in the wrong field.
  const actor = user ?? directory.user(login);
  return { ...EVENT_TYPES.signIn, ...(actor && { actor: userActor(actor) }) };
}

const TOKEN_NAMES: Record<string, string> = {
  access_token: 'Access Token',
  id_token: 'ID Token',
  refresh_token: 'Refresh Token',
};

function tokenEvent(ctx: Koa.Context, directory: Directory): Event {
  const body = jsonBody(ctx);
  const granted = typeof body['access_token'] === 'string' ? decodeJwt(body['access_token']) : undefined;
  const user = typeof granted?.['uid'] === 'string' ? directory.user(granted['uid']) : undefined;
  const tokens = ['access_token', 'id_token', 'refresh_token'].filter((name) => body[name] !== undefined);
  let type: EventType = EVENT_TYPES.tokenRequest;
  if (granted) type = EVENT_TYPES.tokenGranted;
  else if (body['error'] === 'invalid_client') type = EVENT_TYPES.invalidClient;
  else if (checksIn(ctx).checks?.some(({ check, passed }) => check === 'reuse' && !passed))
    type = EVENT_TYPES.tokenReused;
  return {
    ...type,
    ...claimedClient(ctx, directory),
    ...(granted && {
      target: [
        ...(user ? [{ id: user.id, type: 'User', displayName: fullName(user) }] : []),
        ...tokens.map((name) => ({ id: name, type: name, displayName: TOKEN_NAMES[name]! })),
      ],
    }),
    ...checksIn(ctx),
  };
}

function apiEvent(
  ctx: Koa.Context,
  { passed, checks, claims }: NonNullable<RequestState['access']>,
  directory: Directory,
): Event | undefined {
  // Reading the log page by page would never end if it added an event to it.
  if (ctx.path === LOGS_PATH && ctx.status < 400) return undefined;
  const isRefused = !passed || ctx.status === 403;
  const failed = ctx.status >= 500 ? EVENT_TYPES.apiCallFailed : EVENT_TYPES.apiCall;
  const user = claims?.uid === undefined ? undefined : directory.user(claims.uid);
  const app = claims && directory.app(claims.cid);
  const role = passed && ctx.status === 403 && claims ? [roleResult(directory.roleOf(claims))] : [];
  return {
    ...(isRefused ? EVENT_TYPES.apiCallRefused : failed),
    ...(user ? { actor: userActor(user) } : app && { actor: appActor(app) }),
    ...(app && { client: appClient(app) }),
    checks: [...checks, ...role],
  };
}

/** The table of endpoints names a least role. A 403 after the guard's checks means that the caller does not have it. */
function roleResult(role: string | null): CheckResult<string> {
  return checkResult('role', false, { expected: 'an admin role that allows this', actual: role ?? 'no role' });
}
