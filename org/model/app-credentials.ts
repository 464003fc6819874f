import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * How a service app can authenticate at the token endpoint: Okta's `token_endpoint_auth_method` (OpenID Connect Core 1.0
 * section 9). The org does not support `client_secret_jwt`.
 */
export const SERVICE_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

export type ServiceAuthMethod = (typeof SERVICE_AUTH_METHODS)[number];

/** What the schema of a service app includes for its credentials. */
export const credentialFields = {
  /** Left out: `private_key_jwt`. */
  token_endpoint_auth_method: z
    .enum(SERVICE_AUTH_METHODS, `Expected one of ${SERVICE_AUTH_METHODS.join(', ')} for a service app.`)
    .optional(),
  /** Present when the method needs a secret (characters: RFC 6749 appendix A.2). */
  client_secret: z
    .string()
    .regex(/^[\x21-\x7e]{14,100}$/, 'Expected 14 to 100 characters of ASCII without spaces.')
    .optional(),
  jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string().optional() })) }),
};

/** Any app, as far as credentials are concerned: a browser app has none. */
type WithCredentials = { type: string } & Partial<z.infer<z.ZodObject<typeof credentialFields>>>;

/** How an app authenticates. `private_key_jwt` for a service app that does not say. */
export function authMethodOf(app: WithCredentials): ServiceAuthMethod | 'none' {
  return app.type === 'service' ? (app.token_endpoint_auth_method ?? 'private_key_jwt') : 'none';
}

/** Whether an app authenticates with a client secret. */
export function usesSecret(app: WithCredentials): boolean {
  return authMethodOf(app).startsWith('client_secret_');
}

/**
 * The secret that an app got by a change; undefined when it has none, or had it before.
 *
 * @param before the app before the change; left out: the app is new
 */
export function newSecretOf(app: WithCredentials, before?: WithCredentials): string | undefined {
  return app.client_secret === before?.client_secret ? undefined : app.client_secret;
}

/** Whether this is the secret of the app; false for an app without one. */
export function isSecretOf(app: WithCredentials, guess: string): boolean {
  return app.client_secret !== undefined && isSameSecret(app.client_secret, guess);
}

/** A new client secret of 64 characters, as long as Okta's. */
export function newSecret(): string {
  return randomBytes(48).toString('base64url');
}

/** Compares secrets in a time that depends neither on where they differ nor on their length. */
export function isSameSecret(secret: string, guess: string): boolean {
  return timingSafeEqual(digest(secret), digest(guess));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
