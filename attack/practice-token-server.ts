import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Answer } from '../dpop/attacks/answer.js';
import type { Form, ProofChange, TokenServer } from '../dpop/attacks/token-endpoint.js';
import { makeProof } from '../dpop/make-proof.js';
import { generateProofKey } from '../dpop/proof-key.js';
import { ADA, BEARER_APP, DPOP_APP, redirectUriOf } from './practice-loot.js';
import { send } from './send.js';
import { authorize } from './sign-in.js';

/** The service app of the seed. */
const SERVICE_APP = '0oa1service00SERVICE';

/** The name of the key that it has during the attacks. */
const KID = 'attack';

const SCOPES = 'openid offline_access okta.users.read';

/**
 * The practice org as an authorization server that is attacked.
 *
 * @param issuer the org's address
 * @param app origin of the app, where the org sends its users back to
 */
export async function practiceTokenServer(issuer: string, app: string, signal: AbortSignal): Promise<TokenServer> {
  const key = await generateProofKey();
  const thiefKey = await generateProofKey();
  const serviceKey = await registerServiceKey(issuer, signal);
  const tokenEndpoint = `${issuer}/oauth2/v1/token`;
  let nonce: string | undefined;

  const proof = async ({ key: signer = key, claims = {}, value }: ProofChange = {}): Promise<string> =>
    value ?? makeProof(signer, { htm: 'POST', htu: tokenEndpoint, ...(nonce !== undefined && { nonce }), ...claims });

  const post: TokenServer['post'] = async (endpoint, form, proofs) => {
    const body = new URLSearchParams(form).toString();
    const answer = await send(
      {
        method: 'POST',
        origin: issuer,
        target: `/oauth2/v1/${endpoint}`,
        headers: [
          ['Host', new URL(issuer).host],
          ['Accept', 'application/json'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['Content-Length', String(Buffer.byteLength(body))],
          ...proofs.map((value): [string, string] => ['DPoP', value]),
        ],
        body,
      },
      signal,
    );
    const given = answer?.headers['dpop-nonce'];
    if (typeof given === 'string') nonce = given;
    return answer;
  };

  const code = async (jkt?: string): Promise<Form> => {
    const redirectUri = redirectUriOf(app);
    const client = { issuer, clientId: DPOP_APP, redirectUri };
    const { callback, verifier } = await authorize(client, ADA, SCOPES, jkt === undefined ? {} : { dpop_jkt: jkt });
    return {
      grant_type: 'authorization_code',
      client_id: DPOP_APP,
      redirect_uri: redirectUri,
      code: callback.searchParams.get('code')!,
      code_verifier: verifier,
    };
  };

  // The nonce is needed for the first proof already.
  await post('token', { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: 'none' }, [await proof()]);

  return {
    ...{ key, thiefKey, clientId: DPOP_APP, otherClientId: BEARER_APP, proof, post, code },
    tokens: async () => {
      const answer = await post('token', await code(), [await proof()]);
      const tokens = JSON.parse(answer?.body ?? '{}') as { access_token?: string; refresh_token?: string };
      if (tokens.access_token === undefined || tokens.refresh_token === undefined) throw refused(answer);
      return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
    },
    credentials: async () => ({
      grant_type: 'client_credentials',
      scope: 'okta.users.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(serviceKey, tokenEndpoint),
    }),
    close: async () => {
      await fetch(keyAddress(issuer), { method: 'DELETE' });
    },
  };
}

function refused(answer: Answer | undefined): Error {
  return new Error(`The org issued no tokens: it answered with ${answer?.status ?? 'a closed connection'}.`);
}

const keyAddress = (issuer: string): string => `${issuer}/practice/v1/apps/${SERVICE_APP}/keys/${KID}`;

/** Gives the service app a key (docs/practice-switches.md). */
async function registerServiceKey(issuer: string, signal: AbortSignal): Promise<CryptoKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const answer = await fetch(keyAddress(issuer), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(await exportJWK(publicKey)),
    signal,
  });
  if (!answer.ok) throw new Error(`The org took no key for ${SERVICE_APP}: it answered with ${answer.status}.`);
  return privateKey;
}

function assertion(key: CryptoKey, audience: string): Promise<string> {
  return new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: KID })
    .setIssuer(SERVICE_APP)
    .setSubject(SERVICE_APP)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}
