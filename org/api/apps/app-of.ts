import type { Directory } from '../../model/directory.js';
import { OktaError } from '../../http/errors.js';
import type { ServiceApp, App } from '../../model/app.js';
import type { ApiContext } from '../endpoint.js';

/**
 * The app of a path.
 *
 * @param kind what Okta calls it in the error
 * @throws OktaError `E0000007` when there is no such app
 */
export function appOf(ctx: ApiContext, directory: Directory, kind = 'AppInstance'): App {
  const { appId } = ctx.params;
  const app = directory.app(appId);
  if (!app) throw new OktaError('E0000007', `${appId} (${kind})`);
  return app;
}

/** @throws OktaError `E0000001` for a browser app, which cannot have `what` */
export function requireService(app: App, what: string): ServiceApp {
  if (app.type === 'service') return app;
  throw new OktaError('E0000001', what, [`${what}: Only a client with 'application_type' of 'service' can have any.`]);
}

/** The error for one wrong field of a body. */
export function invalid(field: string, cause: string): OktaError {
  return new OktaError('E0000001', field, [`${field}: ${cause}`]);
}
