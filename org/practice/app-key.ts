import type { JWK } from 'jose';
import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import { FormError, readBody } from '../http/body.js';
import { json } from '../http/response.js';
import type { App } from '../model/app.js';
import { readPublicKey, type PublicKey } from '../model/public-key.js';
import { SettingsError } from '../model/settings-error.js';
import { refusalOf, type Refusal } from './own-machine.js';

const PATH = /^\/practice\/v1\/apps\/([A-Za-z0-9]+)\/keys\/([^/]+)$/;

/**
 * `PUT /practice/v1/apps/{clientId}/keys/{kid}`: gives a service app a public key, or replaces the one with this `kid`,
 * without an administrator. A service on this machine can set itself up with it; at Okta an administrator adds the key in
 * the Admin Console.
 */
export function practiceAppKey({ origin, directory, appChanges }: OrgContext): Koa.Middleware {
  return async (ctx, next) => {
    const [, clientId, encodedKid] = PATH.exec(ctx.path) ?? [];
    if (clientId === undefined || encodedKid === undefined) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const refusal =
      refusalOf(ctx, { origin, subject: 'The keys', methods: ['PUT'] }) ?? (await putKey(ctx, clientId, encodedKid));
    if (!refusal) return;
    ctx.status = refusal[0];
    json(ctx, { problems: [refusal[1]] });
  };

  async function putKey(ctx: Koa.Context, clientId: string, encodedKid: string): Promise<Refusal | undefined> {
    const app = directory.app(clientId);
    if (!app) return [404, `There is no app with the client ID ${clientId.slice(0, 50)}.`];
    if (app.type !== 'service') return [400, `${clientId} is no service app. Only a service app has keys.`];
    try {
      const kid = decodeURIComponent(encodedKid);
      const jwk = await readJwk(ctx);
      if (((jwk as JWK | null)?.kid ?? kid) !== kid) {
        return [400, "jwks: Expected the 'kid' of the key to be that of the address, or none."];
      }
      const key = await readPublicKey(typeof jwk === 'object' && jwk !== null ? { ...jwk, kid } : jwk);
      const others = keysOf(directory.app(clientId)).filter((other) => other.kid !== kid);
      appChanges.update(ctx, app, { jwks: { keys: [...others, key] } });
      json(ctx, key);
      return undefined;
    } catch (error) {
      if (error instanceof URIError) return [400, 'The kid in the address cannot be read: check its percent-encoding.'];
      if (error instanceof FormError) return [error.status, error.message];
      if (error instanceof SyntaxError) return [400, 'The body is no JSON. Expected a public key as a JWK.'];
      if (error instanceof SettingsError) return [400, error.message];
      throw error;
    }
  }
}

function keysOf(app: App | undefined): PublicKey[] {
  return app?.type === 'service' ? (app.jwks.keys as PublicKey[]) : [];
}

/** @throws SyntaxError for a body that is not JSON */
async function readJwk(ctx: Koa.Context): Promise<unknown> {
  return JSON.parse((await readBody(ctx)).toString('utf8'));
}
