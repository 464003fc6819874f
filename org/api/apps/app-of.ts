import type { ServiceApp, App } from '../../model/app.js';
import type { Directory } from '../../model/directory.js';
import { OktaError } from '../../http/errors.js';
import type { GuardedContext } from '../guard.js';

/** The context of an endpoint below one app. */
export type AppContext = GuardedContext & { params: { id: string; item?: string } };

/** What answers at a path below one app. */
export type AppEndpoint = (ctx: AppContext) => unknown;

/** The app that a path names. @throws OktaError `E0000007` when there is none */
export function appOf(ctx: AppContext, directory: Directory, kind = 'AppInstance'): App {
  const app = directory.app(ctx.params.id);
  if (!app) throw new OktaError('E0000007', `${ctx.params.id} (${kind})`);
  return app;
}

/** What only service apps can have. @throws OktaError `E0000001` for the others */
export function requireService(app: App, what: string): ServiceApp {
  if (app.type === 'service') return app;
  throw new OktaError('E0000001', what, [`${what}: Only a client with 'application_type' of 'service' can have any.`]);
}

/** Answers that something is gone. */
export function noContent(ctx: GuardedContext): void {
  ctx.body = null;
  ctx.status = 204;
}
