import type { OrgContext } from '../../context.js';
import { json } from '../../http/errors.js';
import type { App } from '../../model/app.js';
import { appJson } from './app-json.js';
import { parseExpression, type Vocabulary } from '../expression.js';
import type { GuardedContext } from '../guard.js';
import { page } from '../page.js';
import { requireAdmin } from '../role.js';

const FILTER: Vocabulary<App> = {
  operators: (property) => (property === 'status' ? ['eq'] : []),
  value: (app) => app.status,
  ignoreCase: false,
};

/** `GET /api/v1/apps`: the org's apps by page, for admins. `q` looks at the start of the label. */
export function listApps({ origin, directory }: OrgContext): (ctx: GuardedContext) => void {
  return (ctx) => {
    requireAdmin(ctx.state.claims, directory);
    const query = new URLSearchParams(ctx.querystring);
    const q = query.get('q')?.toLowerCase() ?? '';
    const filter = query.get('filter');
    const meetsFilter = filter ? parseExpression(filter, FILTER) : () => true;
    const apps = page(ctx, origin, directory.apps(), {
      limit: 20,
      cursor: ({ client_id }) => client_id,
      matches: (app) => app.label.toLowerCase().startsWith(q) && meetsFilter(app),
    });
    json(
      ctx,
      apps.map((app) => appJson(origin, app)),
    );
  };
}
