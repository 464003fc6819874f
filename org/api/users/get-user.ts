import { createHash } from 'node:crypto';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import type { GuardedContext } from '../guard.js';
import { roleOf } from '../role.js';
import { hasScope } from '../scope.js';
import { singleUserJson } from './user-json.js';

/**
 * `GET /api/v1/users/{id}`: one user by id, by login, or `me`. Oneself always; others with `okta.users.read` and an
 * admin role. Who may not read others does not learn whether they exist.
 */
export function getUser({ origin, directory }: OrgContext): (ctx: GuardedContext & { params: { id: string } }) => void {
  return (ctx) => {
    const { id } = ctx.params;
    const { uid, scp } = ctx.state.claims;
    const user = id === 'me' ? directory.user(uid ?? '') : directory.user(id);
    const isSelf = id === 'me' || (user !== undefined && user.id === uid);
    if (!isSelf && !(hasScope(scp, 'okta.users.read') && roleOf(ctx.state.claims, directory) !== null)) {
      throw new OktaError('E0000006');
    }
    if (!user) throw new OktaError('E0000007', `${id} (User)`);
    const body = singleUserJson(origin, user);
    ctx.etag = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    json(ctx, body);
  };
}
