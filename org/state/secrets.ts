import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose';
import { z } from 'zod';

const privateRsaKey = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});
const secret = z.string().min(32);

/** Keys and secrets of the org, which it keeps over a restart. */
export const secretsSchema = z.strictObject({
  /** Signs ID tokens; its public half is at `/oauth2/v1/keys`. */
  idTokenKey: privateRsaKey,
  /** Signs access tokens. As at Okta, its public half is not published: only the org itself verifies its access tokens. */
  accessTokenKey: privateRsaKey,
  cookieKey: secret,
  nonceSecret: secret,
});

export type Secrets = z.infer<typeof secretsSchema>;

/** New secrets, for an org that starts for the first time. */
export async function createSecrets(): Promise<Secrets> {
  const [idTokenKey, accessTokenKey] = await Promise.all([createRsaKey(), createRsaKey()]);
  return { idTokenKey, accessTokenKey, cookieKey: randomSecret(), nonceSecret: randomSecret() };
}

async function createRsaKey(): Promise<Secrets['idTokenKey']> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk: JWK = await exportJWK(privateKey);
  return privateRsaKey.parse({ ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
