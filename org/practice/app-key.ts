import type { JWK } from 'jose';
import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import { readBody } from '../http/body.js';
import type { App } from '../model/app.js';
import { readPublicKey, type PublicKey } from '../model/public-key.js';
import { practiceEndpoint, Refusal } from './own-machine.js';

const PATH = /^\/practice\/v1\/apps\/([A-Za-z0-9]+)\/keys\/([^/]+)$/;

/**
 * `PUT /practice/v1/apps/{clientId}/keys/{kid}`: gives a service app a public key, or replaces the one with this `kid`,
 * without an administrator. A service on this machine can set itself up with it; at Okta an administrator adds the key in
 * the Admin Console. `DELETE` takes the key away again. `PUT` answers with the key as the org keeps it.
 */
export function practiceAppKey({ origin, directory, appChanges }: OrgContext): Koa.Middleware {
  const endpoint = { origin, path: PATH, subject: 'The keys', methods: ['PUT', 'DELETE'] };
  return practiceEndpoint(endpoint, async (ctx, [clientId, encodedKid]) => {
    const app = directory.app(clientId!);
    if (!app) throw new Refusal(404, `There is no app with the client ID ${clientId!.slice(0, 50)}.`);
    if (app.type !== 'service') throw new Refusal(400, `${clientId} is no service app. Only a service app has keys.`);
    const kid = decode(encodedKid!);
    const key = ctx.method === 'PUT' ? await readKey(ctx, kid) : undefined;
    const others = keysOf(directory.app(app.client_id)).filter((other) => other.kid !== kid);
    appChanges.update(ctx, app, { jwks: { keys: key ? [...others, key] : others } });
    return key ?? {};
  });
}

/** @throws Refusal */
function decode(kid: string): string {
  try {
    return decodeURIComponent(kid);
  } catch {
    throw new Refusal(400, 'The kid in the address cannot be read: check its percent-encoding.');
  }
}

/** @throws Refusal or SettingsError for anything but a public key with this `kid`, or without one */
async function readKey(ctx: Koa.Context, kid: string): Promise<PublicKey> {
  try {
    const jwk = JSON.parse((await readBody(ctx)).toString('utf8')) as unknown;
    if (((jwk as JWK | null)?.kid ?? kid) !== kid) {
      throw new Refusal(400, "jwks: Expected the 'kid' of the key to be that of the address, or none.");
    }
    return await readPublicKey(typeof jwk === 'object' && jwk !== null ? { ...jwk, kid } : jwk);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Refusal(400, 'The body is no JSON. Expected a public key as a JWK.');
    }
    throw error;
  }
}

function keysOf(app: App | undefined): PublicKey[] {
  return app?.type === 'service' ? (app.jwks.keys as PublicKey[]) : [];
}
