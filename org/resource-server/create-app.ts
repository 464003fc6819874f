import { AppError } from '../app-error.js';
import type { OrgContext } from '../context.js';
import { json } from '../http/errors.js';
import { AUTHENTICATION, readAppBody } from './app-body.js';
import { appJson } from './app-json.js';
import type { GuardedContext } from './guard.js';
import { requireSuperAdmin } from './role.js';

/**
 * `POST /api/v1/apps`: makes an app, for super admins; with `?activate=false` one that is not in use yet. An app made
 * this way gets bearer tokens unless the body asks for others, and is for nobody until people are assigned; the Admin
 * Console has its own defaults.
 */
export function createApp({ origin, directory, appChanges }: OrgContext): (ctx: GuardedContext) => Promise<void> {
  return async (ctx) => {
    requireSuperAdmin(ctx.state.claims, directory);
    const { type, method, settings } = await readAppBody(ctx);
    if (!type) throw new AppError([['application_type', 'Expected browser or service.']]);
    if ((method ?? AUTHENTICATION[type]) !== AUTHENTICATION[type]) {
      throw new AppError([['token_endpoint_auth_method', `Expected ${AUTHENTICATION[type]} for an app of this type.`]]);
    }
    const status = ctx.query['activate'] === 'false' ? 'INACTIVE' : 'ACTIVE';
    // At Okta nobody is assigned to an app that the API made, unless the body opens it to everyone.
    const forNobody = type === 'browser' && { implicit_assignment: false };
    json(ctx, appJson(origin, appChanges.create(ctx, type, { ...forNobody, ...settings }, status)));
  };
}
