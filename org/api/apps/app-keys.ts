import type { JWK } from 'jose';
import type { ServiceApp, App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { readJson } from '../../http/json-body.js';
import { appOf, noContent, requireService, type AppContext, type AppEndpoint } from './app-of.js';
import { keyId, keyJson } from './key-json.js';
import { readPublicKey } from '../../model/public-key.js';
import { requireAdmin, requireSuperAdmin } from '../role.js';

/** `/api/v1/apps/{id}/credentials/jwks`: the public keys of a service app (docs/okta-facts.md, section 5.3). */
export function appKeys({
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
        keysOf(app).map((key) => fullKeyJson(app, key)),
      );
    },

    get: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      json(ctx, fullKeyJson(app, keyOf(ctx, app)));
    },

    add: async (ctx: AppContext): Promise<void> => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = requireService(appOf(ctx, directory), 'jwks');
      const key = await readPublicKey(await readJson(ctx));
      const changed = await appChanges.addKey(ctx, app, key);
      ctx.status = 201;
      json(ctx, fullKeyJson(changed, key));
    },

    remove: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      const key = keyOf(ctx, app);
      appChanges.removeKey(ctx, requireService(app, 'jwks'), key);
      noContent(ctx);
    },
  };

  function fullKeyJson({ client_id: clientId, created, lastUpdated }: App, key: JWK): object {
    const self = `${origin}/api/v1/apps/${clientId}/credentials/jwks/${keyId(key)}`;
    return {
      ...keyJson(key),
      created,
      lastUpdated,
      _links: { self: { href: self, hints: { allow: ['GET', 'DELETE'] } } },
    };
  }
}

function keysOf(app: App): ServiceApp['jwks']['keys'] {
  return app.type === 'service' ? app.jwks.keys : [];
}

function keyOf(ctx: AppContext, app: App): ServiceApp['jwks']['keys'][number] {
  const key = keysOf(app).find((one) => keyId(one) === ctx.params.item);
  if (!key) throw new OktaError('E0000007', `${ctx.params.item} (JsonWebKey)`);
  return key;
}
