import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/body.js';
import { json, noContent } from '../../http/response.js';
import { MANAGEMENT_SCOPES } from '../../model/scopes.js';
import type { App } from '../../model/app.js';
import type { ApiContext } from '../endpoint.js';
import { derivedId } from '../../model/fields.js';
import { appOf, invalid } from './app-of.js';

/**
 * `/api/v1/apps/{appId}/grants`: the scopes that an admin has granted to an app (docs/okta-facts.md, section 5.3). A change
 * applies to tokens issued from then on.
 */
export function listGrants(ctx: ApiContext, org: OrgContext): void {
  const app = appOf(ctx, org.directory);
  json(
    ctx,
    app.granted_scopes.map((scope) => grantJson(org, app, scope)),
  );
}

export function getGrant(ctx: ApiContext, org: OrgContext): void {
  const app = appOf(ctx, org.directory);
  json(ctx, grantJson(org, app, scopeOf(ctx, app)));
}

export async function addGrant(ctx: ApiContext, org: OrgContext): Promise<void> {
  const app = appOf(ctx, org.directory);
  const { scopeId, issuer } = await readJson(ctx);
  if (issuer !== org.origin) throw invalid('issuer', `Expected the org authorization server, ${org.origin}.`);
  if (typeof scopeId !== 'string' || !MANAGEMENT_SCOPES.includes(scopeId)) {
    throw invalid('scopeId', 'Expected the name of an Okta API scope, such as okta.users.read.');
  }
  const changed = org.appChanges.grantScope(ctx, app, scopeId);
  ctx.status = 201;
  json(ctx, grantJson(org, changed, scopeId));
}

export function removeGrant(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  const app = appOf(ctx, directory);
  appChanges.revokeScope(ctx, app, scopeOf(ctx, app));
  noContent(ctx);
}

/** The scope whose grant a path names. */
function scopeOf(ctx: ApiContext, app: App): string {
  const { grantId } = ctx.params;
  const scope = app.granted_scopes.find((granted) => idOf(app, granted) === grantId);
  if (scope === undefined) throw new OktaError('E0000007', `${grantId} (OAuth2ScopeConsentGrant)`);
  return scope;
}

function grantJson({ origin, directory }: OrgContext, app: App, scopeId: string): Record<string, unknown> {
  const id = idOf(app, scopeId);
  const self = `${origin}/api/v1/apps/${app.client_id}`;
  return {
    id,
    status: 'ACTIVE',
    created: app.created,
    // The org does not store who granted it; only a super admin can.
    createdBy: { id: directory.users().find(({ role }) => role === 'SUPER_ADMIN')?.id ?? null, type: 'User' },
    lastUpdated: app.lastUpdated,
    issuer: origin,
    clientId: app.client_id,
    scopeId,
    source: 'ADMIN',
    _embedded: { scope: { id: scopeId } },
    _links: {
      app: { href: self, title: app.label },
      scope: { href: `${origin}/api/v1/scopes/${scopeId}`, title: scopeId },
      client: { href: `${origin}/oauth2/v1/clients/${app.client_id}`, title: app.label },
      self: { href: `${self}/grants/${id}`, hints: { allow: ['GET', 'DELETE'] } },
    },
  };
}

function idOf({ client_id: clientId }: App, scope: string): string {
  return derivedId('oag', clientId, scope);
}
