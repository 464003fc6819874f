import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import type { Seed } from '../model/seed.js';
import { postToken, tokenProof, type Org } from './sign-in.js';

/** The service app of the shipped seed. */
export const SERVICE_APP = '0oa1service00SERVICE';

/** A key of a service app: the private half signs, the public half is in the seed. */
export interface ServiceKey {
  alg: string;
  privateKey: CryptoKey;
  privateJwk: JWK;
  jwk: JWK & { kty: 'RSA' | 'EC' };
}

export async function serviceKey(alg = 'RS256', kid = 'service-key'): Promise<ServiceKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig' } as ServiceKey['jwk'];
  return { alg, privateKey, privateJwk: { ...(await exportJWK(privateKey)), kid }, jwk };
}

type ServiceApp = Extract<Seed['apps'][number], { type: 'service' }>;

/** The service app in a seed, to be changed. */
export function serviceAppOf(seed: Seed): ServiceApp {
  return seed.apps.find((app): app is ServiceApp => app.type === 'service')!;
}

/** A good assertion for the token endpoint. `claims` and `header` replace or, with undefined, remove members. */
export function clientAssertion(org: Org, key: ServiceKey, claims: object = {}, header: object = {}): Promise<string> {
  const iat = org.now?.() ?? Math.floor(Date.now() / 1000);
  const all = { iss: SERVICE_APP, sub: SERVICE_APP, aud: `${org.origin}/oauth2/v1/token`, iat, exp: iat + 300 };
  return new SignJWT({ ...all, jti: crypto.randomUUID(), ...claims })
    .setProtectedHeader({ alg: key.alg, ...header })
    .sign(key.privateKey);
}

/** The form of a client credentials request. */
export function credentialsForm(assertion: string, scope = 'okta.users.read'): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}

/** A service app's token, with the nonce's challenge answered by a new proof and a new assertion. */
export async function serviceToken(
  org: Org,
  key: ServiceKey,
  { scope, dpop }: { scope?: string; dpop?: ProofKey } = {},
): Promise<{ accessToken: string; key: ProofKey; answer: Record<string, unknown>; response: Response }> {
  const proofOf = dpop ?? (await generateProofKey());
  const send = async (nonce?: string): Promise<Response> =>
    postToken(org, credentialsForm(await clientAssertion(org, key), scope), {
      DPoP: await tokenProof(org, proofOf, { nonce }),
    });
  const first = await send();
  const nonce = first.headers.get('DPoP-Nonce');
  const response = first.ok || nonce === null ? first : await send(nonce);
  const answer = (await response.json()) as Record<string, unknown>;
  return { accessToken: String(answer['access_token']), key: proofOf, answer, response };
}
