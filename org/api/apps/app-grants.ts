import { MANAGEMENT_SCOPES } from '../../authorization-server/scopes.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { readJson } from '../../http/json-body.js';
import type { App } from '../../model/app.js';
import { appOf, noContent, type AppContext, type AppEndpoint } from './app-of.js';
import { derivedId } from '../../model/id.js';
import { requireAdmin, requireSuperAdmin } from '../role.js';

/**
 * `/api/v1/apps/{id}/grants`: the scopes that an admin has granted to an app (docs/okta-facts.md, section 5.3). They
 * count from the next token on.
 */
export function appGrants({
  origin,
  directory,
  appChanges,
}: OrgContext): Record<'list' | 'get' | 'add' | 'remove', AppEndpoint> {
  return {
    list: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      json(
        ctx,
        app.granted_scopes.map((scope) => grantJson(app, scope)),
      );
    },

    get: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      json(ctx, grantJson(app, scopeOf(ctx, app)));
    },

    add: async (ctx: AppContext): Promise<void> => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      const { scopeId, issuer } = await readJson(ctx);
      if (issuer !== origin) throw invalid('issuer', `Expected the org authorization server, ${origin}.`);
      if (typeof scopeId !== 'string' || !MANAGEMENT_SCOPES.includes(scopeId)) {
        throw invalid('scopeId', 'Expected the name of an Okta API scope, such as okta.users.read.');
      }
      const changed = appChanges.grantScope(ctx, app, scopeId);
      ctx.status = 201;
      json(ctx, grantJson(changed, scopeId));
    },

    remove: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      appChanges.revokeScope(ctx, app, scopeOf(ctx, app));
      noContent(ctx);
    },
  };

  function scopeOf(ctx: AppContext, app: App): string {
    const scope = app.granted_scopes.find((granted) => grantId(app, granted) === ctx.params.item);
    if (scope === undefined) throw new OktaError('E0000007', `${ctx.params.item} (OAuth2ScopeConsentGrant)`);
    return scope;
  }

  function grantJson(app: App, scopeId: string): Record<string, unknown> {
    const id = grantId(app, scopeId);
    const self = `${origin}/api/v1/apps/${app.client_id}`;
    return {
      id,
      status: 'ACTIVE',
      created: app.created,
      // Who it was is not kept; only a super admin can have been it.
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
}

function grantId({ client_id: clientId }: App, scope: string): string {
  return derivedId('oag', clientId, scope);
}

function invalid(field: string, cause: string): OktaError {
  return new OktaError('E0000001', field, [`${field}: ${cause}`]);
}
