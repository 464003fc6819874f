import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { json, noContent } from '../http/response.js';
import {
  ORIGIN_SCOPES,
  type TrustedOrigin,
  type TrustedOriginEdit,
  type TrustedOriginSettings,
} from '../model/trusted-origins.js';
import type { ApiContext, Endpoint } from './endpoint.js';
import { parseExpression, type Properties } from './expression.js';
import { paginate } from './paginate.js';
import type Koa from 'koa';
import { readJson } from '../http/body.js';

const READ = 'okta.trustedOrigins.read';
const MANAGE = 'okta.trustedOrigins.manage';

/** `/api/v1/trustedOrigins` (docs/okta-facts.md, section 5.3). */
// prettier-ignore
export const TRUSTED_ORIGIN_ENDPOINTS: readonly Endpoint[] = [
  ['GET',    '/api/v1/trustedOrigins',                                       READ,   'admin',       list],
  ['POST',   '/api/v1/trustedOrigins',                                       MANAGE, 'super-admin', add],
  ['GET',    '/api/v1/trustedOrigins/:trustedOriginId',                      READ,   'admin',       get],
  ['PUT',    '/api/v1/trustedOrigins/:trustedOriginId',                      MANAGE, 'super-admin', replace],
  ['DELETE', '/api/v1/trustedOrigins/:trustedOriginId',                      MANAGE, 'super-admin', remove],
  ['POST',   '/api/v1/trustedOrigins/:trustedOriginId/lifecycle/activate',   MANAGE, 'super-admin', activate],
  ['POST',   '/api/v1/trustedOrigins/:trustedOriginId/lifecycle/deactivate', MANAGE, 'super-admin', deactivate],
];

const FILTER: Properties<TrustedOrigin> = {
  operators: (property) => (['id', 'name', 'origin', 'status'].includes(property) ? ['eq'] : []),
  value: (trusted, property) => trusted[property as 'id' | 'name' | 'origin' | 'status'],
  ignoreCase: false,
};

function list(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): void {
  const filter = new URLSearchParams(ctx.querystring).get('filter');
  const page = paginate(ctx, origin, trustedOrigins.all(), {
    limit: 20,
    cursor: ({ id }) => id,
    matches: filter ? parseExpression(filter, FILTER) : () => true,
  });
  json(
    ctx,
    page.map((trusted) => trustedOriginJson(origin, trusted)),
  );
}

function get(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): void {
  json(ctx, trustedOriginJson(origin, trustedOriginOf(ctx, trustedOrigins)));
}

async function add(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): Promise<void> {
  const settings = await readTrustedOrigin(ctx);
  json(ctx, trustedOriginJson(origin, trustedOrigins.create(changeBy(ctx), settings)));
}

async function replace(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): Promise<void> {
  trustedOriginOf(ctx, trustedOrigins);
  const settings = await readTrustedOrigin(ctx);
  // Found again: it may have been changed or deleted while the body was read.
  const trusted = trustedOriginOf(ctx, trustedOrigins);
  json(ctx, trustedOriginJson(origin, trustedOrigins.update(changeBy(ctx), trusted, settings)));
}

function remove(ctx: ApiContext, { trustedOrigins }: OrgContext): void {
  trustedOrigins.delete(changeBy(ctx), trustedOriginOf(ctx, trustedOrigins));
  noContent(ctx);
}

function activate(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): void {
  const trusted = trustedOriginOf(ctx, trustedOrigins);
  json(ctx, trustedOriginJson(origin, trustedOrigins.activate(changeBy(ctx), trusted)));
}

function deactivate(ctx: ApiContext, { origin, trustedOrigins }: OrgContext): void {
  const trusted = trustedOriginOf(ctx, trustedOrigins);
  json(ctx, trustedOriginJson(origin, trustedOrigins.deactivate(changeBy(ctx), trusted)));
}

/** The trusted origin of a path. */
function trustedOriginOf(ctx: ApiContext, trustedOrigins: OrgContext['trustedOrigins']): TrustedOrigin {
  const { trustedOriginId: id } = ctx.params;
  const trusted = trustedOrigins.get(id);
  if (!trusted) throw new OktaError('E0000007', `${id} (TrustedOrigin)`);
  return trusted;
}

/** A change made by the user of the access token or, without a user, by its service app. */
function changeBy(ctx: ApiContext): TrustedOriginEdit {
  const { uid, cid } = ctx.state.claims;
  return { context: ctx, by: uid ?? cid };
}

/** A trusted origin, members and links in Okta's order (docs/okta-facts.md, section 5.3). */
export function trustedOriginJson(orgOrigin: string, trusted: TrustedOrigin): Record<string, unknown> {
  const { id, name, origin, scopes, status, created, createdBy, lastUpdated, lastUpdatedBy } = trusted;
  const href = `${orgOrigin}/api/v1/trustedOrigins/${id}`;
  const self = { href, hints: { allow: ['GET', 'PUT', 'DELETE'] } };
  const lifecycle = (step: string): object => ({ href: `${href}/lifecycle/${step}`, hints: { allow: ['POST'] } });
  return {
    id,
    name,
    origin,
    scopes,
    status,
    created,
    createdBy,
    lastUpdated,
    lastUpdatedBy,
    _links:
      status === 'ACTIVE' ? { self, deactivate: lifecycle('deactivate') } : { activate: lifecycle('activate'), self },
  };
}

/**
 * Reads the members of a trusted origin's JSON that can be set. Others, such as `_links` in the answer to a GET, are
 * ignored. {@link TrustedOrigins} checks the values.
 *
 * @throws OktaError when the body is not JSON, and `E0000003` for an unknown type of scope, as Okta answers it
 *   (okta/terraform-provider-okta, issue 609)
 */
export async function readTrustedOrigin(ctx: Koa.ParameterizedContext): Promise<TrustedOriginSettings> {
  const { name, origin, scopes } = await readJson(ctx);
  if (!Array.isArray(scopes)) return { name, origin, scopes };
  const types = scopes.map(typeOf);
  const unknown = types.findIndex((type) => typeof type === 'string' && !ORIGIN_SCOPES.some((name) => name === type));
  if (unknown >= 0) {
    const expected = ORIGIN_SCOPES.join(' or ');
    throw new OktaError('E0000003', '', [`scopes[${unknown}].type: Expected ${expected}, in capital letters.`]);
  }
  return { name, origin, scopes: types.map((type) => ({ type })) };
}

function typeOf(scope: unknown): unknown {
  return typeof scope === 'object' && scope !== null && 'type' in scope ? scope.type : undefined;
}
