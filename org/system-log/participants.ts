import { decodeJwt } from 'jose';
import type Koa from 'koa';
import type { App } from '../model/app.js';
import type { Change } from '../model/change.js';
import type { Directory } from '../model/directory.js';
import { fullName, type User } from '../model/user.js';
import type { RequestState } from './request-state.js';
import type { LogEntry } from './system-log.js';

type Target = NonNullable<LogEntry['target']>[number];

export function userActor(user: User): LogEntry['actor'] {
  return { id: user.id, type: 'User', displayName: fullName(user), alternateId: user.profile.login };
}

export function appActor({ client_id: id, label }: App): LogEntry['actor'] {
  return { id, type: 'PublicClientApp', displayName: label, alternateId: id };
}

export function appClient({ client_id: id, label }: App): LogEntry['client'] {
  return { id, displayName: label };
}

export function appTarget({ client_id: id, label }: App): Target {
  return { id, type: 'AppInstance', displayName: label };
}

/** The targets of a change: what was changed and, if any, the scope, role, key or user that it was about. */
export function changeTargets({ target, detail }: Change, directory: Directory): Target[] {
  if (!detail) return [target];
  const { id, type } = detail;
  const user = type === 'User' ? directory.user(id) : undefined;
  return [target, { id, type, displayName: user ? fullName(user) : id }];
}

/** Who makes a change: the user of the Admin Console, or the user or the app behind an access token. */
export function editorOf(ctx: Koa.Context, directory: Directory): Pick<LogEntry, 'actor' | 'client'> {
  const { admin, access } = ctx.state as RequestState;
  const { uid, cid } = access?.claims ?? {};
  const user = admin?.user ?? (uid === undefined ? undefined : directory.user(uid));
  const app = cid === undefined ? undefined : directory.app(cid);
  return {
    ...(user ? { actor: userActor(user) } : app && { actor: appActor(app) }),
    ...(app && { client: appClient(app) }),
  };
}

/** The app that a request to the authorization server claims to come from. The claim may be false. */
export function claimedClient(ctx: Koa.Context, directory: Directory): Pick<LogEntry, 'actor' | 'client'> {
  const { form, access } = ctx.state as RequestState;
  const id =
    access?.claims?.cid ??
    form?.get('client_id') ??
    clientOfAssertion(form) ??
    clientOfBasic(ctx) ??
    ctx.query['client_id'];
  const app = typeof id === 'string' ? directory.app(id) : undefined;
  return app ? { actor: appActor(app), client: appClient(app) } : {};
}

function clientOfAssertion(form: URLSearchParams | undefined): string | undefined {
  try {
    return decodeJwt(form?.get('client_assertion') ?? '').sub;
  } catch {
    return undefined; // no assertion, or an unreadable one
  }
}

function clientOfBasic(ctx: Koa.Context): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(ctx.get('Authorization'))?.[1];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
}
