import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { appOf, noContent, type AppContext, type AppEndpoint } from './app-of.js';
import { requireSuperAdmin } from '../role.js';

/**
 * `/api/v1/apps/{id}/lifecycle/*` and `DELETE /api/v1/apps/{id}`, for super admins (docs/okta-facts.md, section 5.3).
 */
export function appLifecycle({
  directory,
  appChanges,
}: OrgContext): Record<'activate' | 'deactivate' | 'remove', AppEndpoint> {
  return {
    activate: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      appChanges.activate(ctx, appOf(ctx, directory));
      json(ctx, {});
    },

    deactivate: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      appChanges.deactivate(ctx, appOf(ctx, directory));
      json(ctx, {});
    },

    remove: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      if (app.status === 'ACTIVE') {
        throw new OktaError('E0000056', '', ['The application must be deactivated before deletion.']);
      }
      appChanges.delete(ctx, app);
      noContent(ctx);
    },
  };
}
