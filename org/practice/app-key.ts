import type { JWK } from 'jose';
import type Koa from 'koa';
import { AppError } from '../model/app-error.js';
import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { json } from '../http/json.js';
import { FormError, readBody } from '../http/body.js';
import type { PublicKey } from '../model/public-key.js';
import { readKey } from '../api/apps/read-key.js';
import type { App } from '../model/seed.js';
import { refusalOf, type Refusal } from './own-machine.js';

const PATH = /^\/practice\/v1\/apps\/([A-Za-z0-9]+)\/keys\/([\w.~-]{1,100})$/;

/**
 * `PUT /practice/v1/apps/{clientId}/keys/{kid}`: gives a service app a public key, or another one in the place of the one
 * with this `kid`, without an administrator. So a service on this machine can set itself up; at Okta a person does it in
 * the Admin Console.
 */
export function practiceAppKey({ origin, directory, appChanges }: OrgContext): Koa.Middleware {
  return async (ctx, next) => {
    const [, clientId, kid] = PATH.exec(ctx.path) ?? [];
    if (clientId === undefined || kid === undefined) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const refusal =
      refusalOf(ctx, { origin, subject: 'The keys', methods: ['PUT'] }) ?? (await put(ctx, clientId, kid));
    if (!refusal) return;
    ctx.status = refusal[0];
    json(ctx, { problems: [refusal[1]] });
  };

  async function put(ctx: Koa.Context, clientId: string, kid: string): Promise<Refusal | undefined> {
    const app = directory.app(clientId);
    if (!app) return [404, `There is no app with the client ID ${clientId.slice(0, 50)}.`];
    if (app.type !== 'service') return [400, `${clientId} is no service app. Only a service app has keys.`];
    try {
      const key = { ...(await readKey(await readJwk(ctx, kid))), kid };
      const others = keysOf(directory.app(clientId)).filter((other) => other.kid !== kid);
      appChanges.update(ctx, app, { jwks: { keys: [...others, key] } });
      json(ctx, key);
      return undefined;
    } catch (error) {
      if (error instanceof FormError) return [error.status, error.message];
      if (error instanceof AppError) return [400, error.message];
      if (error instanceof OktaError) return [400, error.causes.join(' ')];
      throw error;
    }
  }
}

function keysOf(app: App | undefined): PublicKey[] {
  return app?.type === 'service' ? (app.jwks.keys as PublicKey[]) : [];
}

/** @throws OktaError for what is no JSON, or has another `kid` than the address */
async function readJwk(ctx: Koa.Context, kid: string): Promise<unknown> {
  const text = (await readBody(ctx)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OktaError('E0000003', '', ['The body is no JSON. Expected a public key as a JWK.']);
  }
  const named = (value as JWK | null)?.kid;
  if (named !== undefined && named !== kid) {
    throw new OktaError('E0000001', 'kid', ["jwks: Expected the 'kid' of the key to be that of the address, or none."]);
  }
  return value;
}
