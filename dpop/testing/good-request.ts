import { base64url } from 'jose';
import { makeProof, type ProofChanges } from '../make-proof.js';
import { generateProofKey, type ProofKey } from '../proof-key.js';
import type { ProofRequest } from '../request.js';
import { thumbprint } from '../thumbprint.js';

export const NOW = 1_800_000_000;
export const HTU = 'https://org.example/api/v1/users';
export const TOKEN = 'an.access.token';
export const NONCE = 'good nonce';
/** Without the code under test. */
const ATH = base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(TOKEN))));

/** Claims that are good for {@link goodRequest}. */
export const GOOD_CLAIMS = { htm: 'GET', htu: HTU, iat: NOW, ath: ATH, nonce: NONCE };

/** What the token is bound to. */
export const key: ProofKey = await generateProofKey();
export const otherKey: ProofKey = await generateProofKey();
export const jkt = await thumbprint(key.jwk);
export const otherJkt = await thumbprint(otherKey.jwk);

/** A request to an API that asks for everything a server can ask for. Its store of used proofs is empty. */
export function goodRequest(...proofs: string[]): ProofRequest {
  return {
    method: 'GET',
    url: `${HTU}?limit=2`,
    proofs,
    now: NOW,
    accessToken: { scheme: 'DPoP', value: TOKEN, jkt },
    isNonce: (nonce) => nonce === NONCE,
    remember: () => true,
  };
}

/** Something to do differently from {@link goodRequest} and its proof. */
export interface Change extends Pick<ProofChanges, 'sign'> {
  header?: object;
  claims?: object;
  request?: Partial<ProofRequest>;
  token?: Partial<NonNullable<ProofRequest['accessToken']>>;
}

/** The good request, with all these changes. */
export async function requestWith(...changes: Change[]): Promise<ProofRequest> {
  const header = Object.assign({}, ...changes.map((change) => change.header)) as object;
  const claims = Object.assign({}, GOOD_CLAIMS, ...changes.map((change) => change.claims)) as object;
  const sign = changes.find((change) => change.sign)?.sign;
  const good = goodRequest(await makeProof(key, claims, { header, ...(sign && { sign }) }));
  const request = Object.assign(good, ...changes.map((change) => change.request)) as ProofRequest;
  const token = Object.assign({}, request.accessToken, ...changes.map((change) => change.token)) as Change['token'];
  return request.accessToken ? { ...request, accessToken: { ...request.accessToken, ...token } } : request;
}
