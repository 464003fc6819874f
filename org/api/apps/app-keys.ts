import type { JWK } from 'jose';
import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/body.js';
import { json, noContent } from '../../http/response.js';
import type { ServiceApp, App } from '../../model/app.js';
import { readPublicKey } from '../../model/public-key.js';
import type { ApiContext } from '../endpoint.js';
import { keyId, keyJson } from './app-json.js';
import { appOf, requireService } from './app-of.js';

/** `/api/v1/apps/{appId}/credentials/jwks`: the public keys of a service app (docs/okta-facts.md, section 5.3). */
export function listKeys(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const app = appOf(ctx, directory);
  json(
    ctx,
    keysOf(app).map((key) => linkedKeyJson(origin, app, key)),
  );
}

export function getKey(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const app = appOf(ctx, directory);
  json(ctx, linkedKeyJson(origin, app, keyOf(ctx, app)));
}

export async function addKey(ctx: ApiContext, { origin, directory, appChanges }: OrgContext): Promise<void> {
  const app = requireService(appOf(ctx, directory), 'jwks');
  const key = await readPublicKey(await readJson(ctx));
  const changed = await appChanges.addKey(ctx, app, key);
  ctx.status = 201;
  json(ctx, linkedKeyJson(origin, changed, key));
}

export function removeKey(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  const app = appOf(ctx, directory);
  const key = keyOf(ctx, app);
  appChanges.removeKey(ctx, requireService(app, 'jwks'), key);
  noContent(ctx);
}

function keysOf(app: App): ServiceApp['jwks']['keys'] {
  return app.type === 'service' ? app.jwks.keys : [];
}

/** The key that a path names. */
function keyOf(ctx: ApiContext, app: App): ServiceApp['jwks']['keys'][number] {
  const key = keysOf(app).find((candidate) => keyId(candidate) === ctx.params.keyId);
  if (!key) throw new OktaError('E0000007', `${ctx.params.keyId} (JsonWebKey)`);
  return key;
}

/** A key as these endpoints show it: as in the app, with times and a link. */
function linkedKeyJson(origin: string, { client_id: clientId, created, lastUpdated }: App, key: JWK): object {
  const self = `${origin}/api/v1/apps/${clientId}/credentials/jwks/${keyId(key)}`;
  return {
    ...keyJson(key),
    created,
    lastUpdated,
    _links: { self: { href: self, hints: { allow: ['GET', 'DELETE'] } } },
  };
}
