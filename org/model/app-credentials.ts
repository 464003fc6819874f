import { randomBytes } from 'node:crypto';
import { isSameSecret } from './same-secret.js';
import type { App } from './seed.js';

/**
 * How a service app can say who it is at the token endpoint: Okta's `token_endpoint_auth_method` (OpenID Connect Core 1.0
 * section 9). The org leaves out `client_secret_jwt`.
 */
export const SERVICE_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

export type ServiceAuthMethod = (typeof SERVICE_AUTH_METHODS)[number];

/** How an app says who it is. A service app that was kept before there was a choice has a key. */
export function authMethodOf(app: App): ServiceAuthMethod | 'none' {
  return app.type === 'service' ? (app.token_endpoint_auth_method ?? 'private_key_jwt') : 'none';
}

/** Whether an app says who it is by a client secret. */
export function usesSecret(app: App): boolean {
  return authMethodOf(app).startsWith('client_secret_');
}

/**
 * Gives an app what its method asks for: a secret of its own if there is none yet. With any other method the secret is
 * deleted, for good (docs/okta-facts.md, section 6).
 */
export function withFittingSecret(app: App): App {
  if (app.type !== 'service') return app;
  const { client_secret: secret = newSecret(), ...rest } = app;
  return usesSecret(app) ? { ...rest, client_secret: secret } : rest;
}

/**
 * The secret that an app got by a change; undefined when it has none, or had it before.
 *
 * @param before the app as it was; left out: the app is new
 */
export function newSecretOf(app: App, before?: App): string | undefined {
  const [now, then] = [app, before].map((one) => (one?.type === 'service' ? one.client_secret : undefined));
  return now === then ? undefined : now;
}

/** Whether this is the secret of the app; an app without one has none that fits. */
export function isSecretOf(app: App, guess: string): boolean {
  return app.type === 'service' && app.client_secret !== undefined && isSameSecret(app.client_secret, guess);
}

/** As long as Okta's: 64 characters. */
function newSecret(): string {
  return randomBytes(48).toString('base64url');
}
