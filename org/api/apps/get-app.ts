import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { appJson } from './app-json.js';
import type { GuardedContext } from '../guard.js';
import { requireAdmin } from '../role.js';

/** `GET /api/v1/apps/{id}`: one app, for admins. */
export function getApp({ origin, directory }: OrgContext): (ctx: GuardedContext & { params: { id: string } }) => void {
  return (ctx) => {
    requireAdmin(ctx.state.claims, directory);
    const app = directory.app(ctx.params.id);
    if (!app) throw new OktaError('E0000007', `${ctx.params.id} (AppInstance)`);
    json(ctx, appJson(origin, app));
  };
}
