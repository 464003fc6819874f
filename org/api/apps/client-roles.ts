import type { ServiceApp } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { readJson } from '../../http/json-body.js';
import { ADMIN_ROLES, type AdminRole } from '../../model/user.js';
import { appOf, noContent, requireService, type AppContext, type AppEndpoint } from './app-of.js';
import { requireAdmin, requireSuperAdmin } from '../role.js';

const LABELS: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Super Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
};

/** `/oauth2/v1/clients/{id}/roles`: the one admin role of a service app (docs/okta-facts.md, section 5.3). */
export function clientRoles({
  origin,
  directory,
  appChanges,
}: OrgContext): Record<'list' | 'add' | 'remove', AppEndpoint> {
  return {
    list: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory, 'PublicClientApp');
      json(ctx, app.type === 'service' && app.role !== null ? [roleJson(app, app.role)] : []);
    },

    add: async (ctx: AppContext): Promise<void> => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = requireService(appOf(ctx, directory, 'PublicClientApp'), 'roles');
      const { type } = await readJson(ctx);
      const role = ADMIN_ROLES.find((name) => name === type);
      if (!role) throw new OktaError('E0000001', 'type', [`type: Expected one of ${ADMIN_ROLES.join(', ')}.`]);
      if (app.role !== null) {
        throw new OktaError('E0000090', '', [`The client is ${app.role}. Remove that role to assign another one.`]);
      }
      const changed = appChanges.setRole(ctx, app, role);
      ctx.status = 201;
      json(ctx, roleJson(changed, role));
    },

    remove: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory, 'PublicClientApp');
      if (app.type !== 'service' || app.role === null || roleId(app.role) !== ctx.params.item) {
        throw new OktaError('E0000007', `${ctx.params.item} (RoleAssignment)`);
      }
      appChanges.setRole(ctx, app, null);
      noContent(ctx);
    },
  };

  function roleJson({ client_id: clientId, created, lastUpdated }: ServiceApp, type: AdminRole): object {
    return {
      id: roleId(type),
      label: LABELS[type],
      type,
      status: 'ACTIVE',
      created,
      lastUpdated,
      assignmentType: 'CLIENT',
      _links: { assignee: { href: `${origin}/oauth2/v1/clients/${clientId}` } },
    };
  }
}

/** The id of a standard role is its name in base32 (RFC 4648 section 6), without padding. */
function roleId(role: AdminRole): string {
  const bits = [...Buffer.from(role)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g)!.map((five) => parseInt(five.padEnd(5, '0'), 2));
  return digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[digit]).join('');
}
