import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/body.js';
import { json, noContent } from '../../http/response.js';
import type { App, ServiceApp } from '../../model/app.js';
import { ADMIN_ROLES, ROLE_NAMES, type AdminRole } from '../../model/user.js';
import type { ApiContext } from '../endpoint.js';
import { appOf, invalid, requireService } from './app-of.js';

/** `/oauth2/v1/clients/{appId}/roles`: the admin role of a service app, one at most (docs/okta-facts.md, section 5.3). */
export function listRoles(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const app = clientOf(ctx, directory);
  json(ctx, app.type === 'service' && app.role !== null ? [roleJson(origin, app, app.role)] : []);
}

export async function addRole(ctx: ApiContext, { origin, directory, appChanges }: OrgContext): Promise<void> {
  const app = requireService(clientOf(ctx, directory), 'roles');
  const { type } = await readJson(ctx);
  const role = ADMIN_ROLES.find((name) => name === type);
  if (!role) throw invalid('type', `Expected one of ${ADMIN_ROLES.join(', ')}.`);
  if (app.role !== null) {
    throw new OktaError('E0000090', '', [`The client is ${app.role}. Remove that role to assign another one.`]);
  }
  const changed = appChanges.setRole(ctx, app, role);
  ctx.status = 201;
  json(ctx, roleJson(origin, changed, role));
}

export function removeRole(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  const app = clientOf(ctx, directory);
  const { roleId } = ctx.params;
  if (app.type !== 'service' || app.role === null || idOf(app.role) !== roleId) {
    throw new OktaError('E0000007', `${roleId} (RoleAssignment)`);
  }
  appChanges.setRole(ctx, app, null);
  noContent(ctx);
}

function clientOf(ctx: ApiContext, directory: OrgContext['directory']): App {
  return appOf(ctx, directory, 'PublicClientApp');
}

function roleJson(origin: string, { client_id: clientId, created, lastUpdated }: ServiceApp, type: AdminRole): object {
  return {
    id: idOf(type),
    label: ROLE_NAMES[type],
    type,
    status: 'ACTIVE',
    created,
    lastUpdated,
    assignmentType: 'CLIENT',
    _links: { assignee: { href: `${origin}/oauth2/v1/clients/${clientId}` } },
  };
}

/** The id of a standard role: its name in base32 without padding (RFC 4648 section 6). */
function idOf(role: AdminRole): string {
  const bits = [...Buffer.from(role)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g)!.map((five) => parseInt(five.padEnd(5, '0'), 2));
  return digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[digit]).join('');
}
