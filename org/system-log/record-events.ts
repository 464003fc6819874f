import { decodeJwt } from 'jose';
import type Koa from 'koa';
import type { CheckResult } from '../../dpop/decision.js';
import type { AppChange, AppDeed } from '../apps/app-changes.js';
import {
  AUTHORIZE_PATH,
  INTROSPECT_PATH,
  LOGOUT_PATH,
  REVOKE_PATH,
  SIGN_IN_PATH,
  TOKEN_PATH,
} from '../authorization-server/paths.js';
import { checkResult } from '../checks.js';
import type { OrgContext } from '../context.js';
import type { AccessDecision } from '../resource-server/access-decision.js';
import { roleOf } from '../resource-server/role.js';
import type { App, User } from '../seed.js';
import type { TrustedOriginChange } from '../trusted-origins.js';
import { CHANGE_EVENT_TYPES, EVENT_TYPES, TRUSTED_ORIGIN_EVENT_TYPES, type EventType } from './event-types.js';
import { withoutSecrets } from './secrets.js';
import type { LogEntry, Outcome } from './system-log.js';

/** What endpoints leave in `ctx.state`; they know nothing of the log. */
interface Traces {
  /** Of the sign-in form: the user, if the password was right, and the login that was typed in. */
  signIn?: { user?: User; login: string };
  /** Of the authorization endpoint: whom it decided about, for which app, and what the app is told if not let through. */
  authorization?: { userId: string; clientId: string };
  notAuthorized?: string;
  /** Of the logout endpoint: whose session ended, and the app that asked for it. */
  signOut?: { userId?: string; clientId?: string };
  /** Of the OAuth endpoints: the checks that ran. */
  checks?: readonly CheckResult<string>[];
  /** Of the guard. */
  access?: AccessDecision;
  /** Of a form: its fields. */
  form?: URLSearchParams;
  /** Of the console: who uses it. */
  admin?: { user: User };
  /** Of the API and the console: what was done to an app. */
  change?: AppChange;
  /** The same for a trusted origin. */
  trustedOriginChange?: TrustedOriginChange;
  /** What a page that shows an error says. */
  explanation?: string;
}

/** The most characters that are kept of what a client may make as long as it likes. */
const MAX_LENGTH = 300;

/**
 * The one place that writes the System Log: it looks at a request when its answer is ready, at what the endpoints left
 * in `ctx.state`, and records sign-ins and sign-outs, authorization and token requests, nonce challenges, refused API
 * calls, and changes of apps and of trusted origins. No secret gets in.
 */
export function recordEvents(context: OrgContext): Koa.Middleware {
  return async (ctx, next) => {
    await next();
    try {
      const event = eventOf(ctx, context);
      if (event)
        context.log.record(withoutSecrets(ctx, { ...event, outcome: outcomeOf(ctx), request: requestOf(ctx) }));
    } catch (error) {
      // A bug of the log must not cost anybody the answer.
      console.error('The System Log misses an event:', error instanceof Error ? error.stack : error);
    }
  };
}

type Event = Omit<LogEntry, 'outcome' | 'request'>;

/** What happened; undefined for what is not recorded. */
function eventOf(ctx: Koa.Context, context: OrgContext): Event | undefined {
  const { signIn, signOut, access, change, trustedOriginChange, authorization, notAuthorized, explanation } =
    ctx.state as Traces;
  if (ctx.status === 429) return { ...EVENT_TYPES.rateLimit, ...clientOf(ctx, context) };
  if (signIn) return signInEvent(signIn, context);
  if (change && ctx.status < 400) return changeEvent(ctx, change, context);
  if (trustedOriginChange && ctx.status < 400) return trustedOriginEvent(ctx, trustedOriginChange, context);
  if (ctx.method === 'POST') {
    if (ctx.path === TOKEN_PATH) return tokenEvent(ctx, context);
    const type = { [REVOKE_PATH]: EVENT_TYPES.tokenRevoked, [INTROSPECT_PATH]: EVENT_TYPES.tokenIntrospected }[
      ctx.path
    ];
    if (type) return { ...type, ...clientOf(ctx, context), ...checksIn(ctx) };
  }
  if (access && ctx.status >= 400) return apiEvent(ctx, access, context);
  if (signOut ?? (ctx.path === LOGOUT_PATH && explanation !== undefined)) return signOutEvent(ctx, context);
  if (ctx.path.startsWith(`${SIGN_IN_PATH}/`) && explanation !== undefined) return { ...EVENT_TYPES.signIn };
  if (authorization) return { ...authorizationEvent(authorization, context), ...checksIn(ctx) };
  if (ctx.path.startsWith(AUTHORIZE_PATH) && (explanation ?? notAuthorized) !== undefined) {
    return { ...EVENT_TYPES.authorize, ...clientOf(ctx, context) };
  }
  return undefined;
}

function checksIn(ctx: Koa.Context): Pick<LogEntry, 'checks'> {
  const { checks } = ctx.state as Traces;
  return checks ? { checks } : {};
}

function authorizationEvent(
  { userId, clientId }: NonNullable<Traces['authorization']>,
  { directory }: OrgContext,
): Event {
  const [user, app] = [directory.user(userId), directory.app(clientId)];
  return {
    ...EVENT_TYPES.authorize,
    ...(user && { actor: userActor(user) }),
    ...(app && { client: { id: app.client_id, displayName: app.label }, target: [appTarget(app)] }),
  };
}

function signOutEvent(ctx: Koa.Context, { directory }: OrgContext): Event {
  const { signOut: { userId, clientId } = {} } = ctx.state as Traces;
  const user = userId === undefined ? undefined : directory.user(userId);
  const app = clientId === undefined ? undefined : directory.app(clientId);
  return {
    ...EVENT_TYPES.signOut,
    ...(user && { actor: userActor(user) }),
    ...(app && { client: { id: app.client_id, displayName: app.label } }),
  };
}

/** What was done to an app, and by whom. */
function changeEvent(ctx: Koa.Context, { deed, app, about }: AppChange, context: OrgContext): Event {
  return {
    ...CHANGE_EVENT_TYPES[deed],
    ...adminOf(ctx, context),
    target: [appTarget(app), ...aboutTarget(ABOUT[deed] ?? 'Settings', about, context)],
  };
}

/** What was done to a trusted origin, and by whom. */
function trustedOriginEvent(
  ctx: Koa.Context,
  { deed, trustedOrigin: { id, name }, about }: TrustedOriginChange,
  context: OrgContext,
): Event {
  return {
    ...TRUSTED_ORIGIN_EVENT_TYPES[deed],
    ...adminOf(ctx, context),
    target: [{ id, type: 'TrustedOrigin', displayName: name }, ...aboutTarget('Settings', about, context)],
  };
}

/** Who makes a change: somebody in the console, or the user or the app behind an access token. */
function adminOf(ctx: Koa.Context, { directory }: OrgContext): Pick<LogEntry, 'actor' | 'client'> {
  const { admin, access } = ctx.state as Traces;
  const { uid, cid } = access?.claims ?? {};
  const user = admin?.user ?? (uid === undefined ? undefined : directory.user(uid));
  const by = cid === undefined ? undefined : directory.app(cid);
  return {
    ...(user ? { actor: userActor(user) } : by && { actor: appActor(by) }),
    ...(by && { client: { id: by.client_id, displayName: by.label } }),
  };
}

function aboutTarget(
  type: string,
  about: string | undefined,
  { directory }: OrgContext,
): NonNullable<LogEntry['target']> {
  if (about === undefined) return [];
  const subject = type === 'User' ? directory.user(about) : undefined;
  return [{ id: about, type, displayName: subject ? nameOf(subject) : about }];
}

/** What the second target of a change is. */
const ABOUT: Partial<Record<AppDeed, string>> = {
  grantScope: 'Scope',
  revokeScope: 'Scope',
  assignRole: 'Role',
  removeRole: 'Role',
  addKey: 'JsonWebKey',
  removeKey: 'JsonWebKey',
  assignUser: 'User',
  unassignUser: 'User',
};

function appTarget({ client_id: id, label }: { client_id: string; label: string }): {
  id: string;
  type: string;
  displayName: string;
} {
  // prettier-ignore
  return { id, type: 'AppInstance', displayName: label };
}

function signInEvent({ user, login }: NonNullable<Traces['signIn']>, { directory }: OrgContext): Event {
  // Only a login that exists: people type their password into the wrong field.
  const actor = user ?? directory.user(login);
  return { ...EVENT_TYPES.signIn, ...(actor && { actor: userActor(actor) }) };
}

function tokenEvent(ctx: Koa.Context, context: OrgContext): Event {
  const body = bodyOf(ctx);
  const granted = typeof body['access_token'] === 'string' ? decodeJwt(body['access_token']) : undefined;
  const user = typeof granted?.['uid'] === 'string' ? context.directory.user(granted['uid']) : undefined;
  const tokens = ['access_token', 'id_token', 'refresh_token'].filter((name) => body[name] !== undefined);
  let type: EventType = EVENT_TYPES.tokenRequest;
  if (granted) type = EVENT_TYPES.tokenGranted;
  else if (body['error'] === 'invalid_client') type = EVENT_TYPES.invalidClient;
  else if (checksIn(ctx).checks?.some(({ check, passed }) => check === 'reuse' && !passed))
    type = EVENT_TYPES.tokenReused;
  return {
    ...type,
    ...clientOf(ctx, context),
    ...(granted && {
      target: [
        ...(user ? [{ id: user.id, type: 'User', displayName: nameOf(user) }] : []),
        ...tokens.map((name) => ({ id: name, type: name, displayName: TOKEN_NAMES[name]! })),
      ],
    }),
    ...checksIn(ctx),
  };
}

const TOKEN_NAMES: Record<string, string> = {
  access_token: 'Access Token',
  id_token: 'ID Token',
  refresh_token: 'Refresh Token',
};

function apiEvent(
  ctx: Koa.Context,
  { passed, checks, claims }: AccessDecision,
  context: OrgContext,
): Event | undefined {
  const { directory } = context;
  // A request that may pass, and then asks for what is not there or makes no sense, is no refusal.
  if (passed && ctx.status < 500 && ctx.status !== 403) return undefined;
  const user = claims?.uid === undefined ? undefined : directory.user(claims.uid);
  const app = claims && directory.app(claims.cid);
  const role = passed && ctx.status === 403 && claims ? [roleResult(roleOf(claims, directory))] : [];
  return {
    ...EVENT_TYPES.apiAccess,
    ...(user ? { actor: userActor(user) } : app && { actor: appActor(app) }),
    ...(app && { client: { id: app.client_id, displayName: app.label } }),
    checks: [...checks, ...role],
  };
}

/** The role is the endpoints' own matter; that it did not do is what a 403 after all checks means. */
function roleResult(role: string | null): CheckResult<string> {
  return checkResult('role', false, { expected: 'an admin role that allows this', actual: role ?? 'no role' });
}

/** The app that a request to the authorization server says it is from; whether it is, the outcome tells. */
function clientOf(ctx: Koa.Context, { directory }: OrgContext): Pick<LogEntry, 'actor' | 'client'> {
  const { form, access } = ctx.state as Traces;
  const id =
    access?.claims?.cid ??
    form?.get('client_id') ??
    clientOfAssertion(form) ??
    clientOfBasic(ctx) ??
    ctx.query['client_id'];
  const app = typeof id === 'string' ? directory.app(id) : undefined;
  return app ? { actor: appActor(app), client: { id: app.client_id, displayName: app.label } } : {};
}

function clientOfAssertion(form: URLSearchParams | undefined): string | undefined {
  try {
    return decodeJwt(form?.get('client_assertion') ?? '').sub;
  } catch {
    return undefined; // no assertion, or one that says nothing
  }
}

function clientOfBasic(ctx: Koa.Context): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(ctx.get('Authorization'))?.[1];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
}

function userActor(user: User): LogEntry['actor'] {
  return { id: user.id, type: 'User', displayName: nameOf(user), alternateId: user.profile.login };
}

function appActor({ client_id: id, label }: App): LogEntry['actor'] {
  return { id, type: 'PublicClientApp', displayName: label, alternateId: id };
}

function nameOf({ profile }: User): string {
  return `${profile.firstName} ${profile.lastName}`;
}

function outcomeOf(ctx: Koa.Context): LogEntry['outcome'] {
  const { signIn, explanation, notAuthorized } = ctx.state as Traces;
  if (signIn && !signIn.user) return { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' };
  const body = bodyOf(ctx);
  const challenge = headerOf(ctx, 'WWW-Authenticate');
  const member = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const code = body['error'] ?? member('error');
  const reason =
    explanation ?? notAuthorized ?? body['error_description'] ?? body['errorSummary'] ?? member('error_description');
  return { result: resultOf(ctx, code), ...(typeof reason === 'string' && { reason: reason.slice(0, MAX_LENGTH) }) };
}

function resultOf(ctx: Koa.Context, code: unknown): Outcome {
  if (code === 'use_dpop_nonce') return 'CHALLENGE';
  if (ctx.status === 403 || ctx.status === 429) return 'DENY';
  const { notAuthorized } = ctx.state as Traces;
  return ctx.status >= 400 || notAuthorized !== undefined ? 'FAILURE' : 'SUCCESS';
}

/** A header of the answer; empty when there is none (Koa has undefined, whatever its types say). */
function headerOf(ctx: Koa.Context, name: string): string {
  return String(ctx.res.getHeader(name) ?? '');
}

/** The answer's JSON, whether as an object or as text; empty for anything else. */
function bodyOf(ctx: Koa.Context): Record<string, unknown> {
  const { body } = ctx;
  if (typeof body === 'string' && ctx.response.is('json')) return JSON.parse(body) as Record<string, unknown>;
  return typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? (body as Record<string, unknown>) : {};
}

function requestOf(ctx: Koa.Context): LogEntry['request'] {
  const userAgent = ctx.get('User-Agent').slice(0, MAX_LENGTH);
  const ipAddress = ctx.req.socket.remoteAddress;
  return {
    id: headerOf(ctx, 'x-okta-request-id'),
    method: ctx.method,
    path: pathOf(ctx),
    status: ctx.status,
    ...(userAgent !== '' && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
  };
}

/** Without the id of a sign-in attempt, which is in its cookie, too. */
function pathOf({ path }: Koa.Context): string {
  const endpoint = [SIGN_IN_PATH, AUTHORIZE_PATH].find((prefix) => path.startsWith(`${prefix}/`));
  return endpoint ?? path.slice(0, MAX_LENGTH);
}
