import { request } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeProof } from '../../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../../dpop/proof-key.js';
import { authorize, postToken, REDIRECT_URI, requestTokens, tokenProof } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
let key: ProofKey;
let nonce: string;

beforeAll(async () => {
  org = await startTestOrg();
  key = await generateProofKey();
  nonce = (await askWith(await tokenProof(org, key))).nonce!;
});

afterAll(() => org.close());

/** What Okta answers to a proof without a nonce of its own. */
const NONCE_NEEDED = 'Authorization server requires nonce in DPoP proof.';

/** Claims of a proof that is good for the org of these tests. */
const good = (): Record<string, unknown> => ({
  htm: 'POST',
  htu: `${org.origin}/oauth2/v1/token`,
  iat: org.now(),
  nonce,
});

test('a request that fails for another reason leaves its proof unused, so nothing has to be remembered of it', async () => {
  const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: 'useless' };
  const headers = { DPoP: await makeProof(key, good()) };
  for (let time = 0; time < 2; time++) {
    expect(await (await postToken(org, parameters, headers)).json()).toMatchObject({ error: 'invalid_grant' });
  }
});

test('of two requests with the same proof and different codes at the same time, one passes', async () => {
  const headers = { DPoP: await makeProof(key, good()) };
  const [one, two] = [await authorize(org), await authorize(org)];
  const answers = await Promise.all(
    [one, two].map(
      ({ code, verifier }) =>
      postToken(org, { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI, code, code_verifier: verifier }, headers), // prettier-ignore
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
});

describe('a proof with a fault is refused, and the code is good afterwards', () => {
  let code: string;
  let verifier: string;

  beforeEach(async () => {
    ({ code, verifier } = await authorize(org));
  });

  test.each<[fault: string, proof: () => Promise<string>, description: string]>([
    ['not a JWT', async () => 'nonsense', 'The DPoP proof JWT cannot be parsed.'],
    ['empty', async () => '', 'The DPoP proof JWT cannot be parsed.'],
    ['jwk as a string', () => proof({}, { jwk: JSON.stringify(key.jwk) }), 'The DPoP proof JWT cannot be parsed.'],
    ['no jwk', () => proof({}, { jwk: undefined }), 'The DPoP proof JWT cannot be parsed.'],
    ['wrong typ', () => proof({}, { typ: 'JWT' }), "'typ' must be 'dpop+jwt' in the DPoP proof JWT."],
    ['alg none', () => proof({}, { alg: 'none' }), 'The DPoP proof JWT signature algorithm is invalid.'],
    ['alg HS256', () => proof({}, { alg: 'HS256' }), 'The DPoP proof JWT signature algorithm is invalid.'],
    ['alg PS256', () => proof({}, { alg: 'PS256' }), 'The DPoP proof JWT signature algorithm is invalid.'],
    ['private jwk', () => proof({}, { jwk: { ...key.jwk, d: 'AA' } }), 'The DPoP proof JWT is invalid.'],
    ['jwk of another type', () => proof({}, { jwk: { kty: 'OKP' } }), 'The DPoP proof JWT is invalid.'],
    ['signature of another key', otherSignature, 'The DPoP proof JWT signature is invalid.'],
    ['wrong htm', () => proof({ htm: 'GET' }), "'htm' claim in the DPoP proof JWT is invalid."],
    ['lower-case htm', () => proof({ htm: 'post' }), "'htm' claim in the DPoP proof JWT is invalid."],
    ['no htm', () => proof({ htm: undefined }), "'htm' claim in the DPoP proof JWT is invalid."],
    ['htu of another path', () => proof({ htu: `${org.origin}/` }), "'htu' claim in the DPoP proof JWT is invalid."],
    [
      'htu of another host',
      () => proof({ htu: 'http://evil.example/oauth2/v1/token' }),
      "'htu' claim in the DPoP proof JWT is invalid.",
    ],
    [
      'htu with a query',
      () => proof({ htu: `${org.origin}/oauth2/v1/token?a=b` }),
      "'htu' claim in the DPoP proof JWT is invalid.",
    ],
    ['no htu', () => proof({ htu: undefined }), "'htu' claim in the DPoP proof JWT is invalid."],
    ['no iat', () => proof({ iat: undefined }), "'iat' claim in the DPoP proof JWT is invalid."],
    ['iat as text', () => proof({ iat: String(org.now()) }), "'iat' claim in the DPoP proof JWT is invalid."],
    ['iat in the future', () => proof({ iat: org.now() + 90 }), 'The DPoP proof JWT is issued in the future.'],
    [
      'iat too old',
      () => proof({ iat: org.now() - 310 }),
      'The DPoP proof JWT is issued more than five minutes in the past.',
    ],
    ['expired', () => proof({ exp: org.now() - 10 }), 'The DPoP proof JWT is expired.'],
    ['no nonce', () => proof({ nonce: undefined }), NONCE_NEEDED],
    ['an unknown nonce', () => proof({ nonce: 'A'.repeat(32) }), NONCE_NEEDED],
    ['a nonce that is no text', () => proof({ nonce: [nonce] }), NONCE_NEEDED],
    ['neither nonce nor jti', () => proof({ nonce: undefined, jti: undefined }), NONCE_NEEDED],
    ['no jti', () => proof({ jti: undefined }), "'jti' claim in the DPoP proof JWT is invalid."],
    ['empty jti', () => proof({ jti: '' }), "'jti' claim in the DPoP proof JWT is invalid."],
  ])('%s', async (_, proofWithFault, description) => {
    const refused = await exchange(code, verifier, await proofWithFault());
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({
      error: description === NONCE_NEEDED ? 'use_dpop_nonce' : 'invalid_dpop_proof',
      error_description: description,
    });
    expect(refused.nonce).toBe(description === NONCE_NEEDED ? nonce : undefined);
    expect((await exchange(code, verifier, await proof())).body).toMatchObject({ token_type: 'DPoP' });
  });

  test('none at all', async () => {
    const response = await postToken(org, parameters(code, verifier));
    expect(response.status).toBe(400);
    expect(response.headers.get('DPoP-Nonce')).toBeNull();
    expect(response.headers.get('WWW-Authenticate')).toBeNull();
    expect(await response.text()).toBe(
      '{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}',
    );
    expect((await exchange(code, verifier, await proof())).status).toBe(200);
  });

  test('two of them', async () => {
    const body = String(new URLSearchParams(parameters(code, verifier)));
    const answer = await postWithTwoProofs(body, [await proof(), await proof()]);
    expect(answer).toEqual({
      error: 'invalid_dpop_proof',
      error_description: 'Multiple DPoP proof JWT headers are not allowed.',
    });
    expect((await exchange(code, verifier, await proof())).status).toBe(200);
  });

  test('one that was used', async () => {
    const used = await proof();
    const other = await authorize(org);
    expect((await exchange(other.code, other.verifier, used)).status).toBe(200);
    expect((await exchange(code, verifier, used)).body).toEqual({
      error: 'invalid_dpop_proof',
      error_description: 'The DPoP proof JWT has already been used.',
    });
    expect((await exchange(code, verifier, await proof())).status).toBe(200);
  });

  test('six identical ones at once: just one passes', async () => {
    const same = await proof();
    const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(code, verifier, same)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => body['error_description']);
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'The DPoP proof JWT has already been used.'));
  });
});

describe('a proof passes', () => {
  test.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'])('when it is signed with %s', async (alg) => {
    const { code, verifier } = await authorize(org);
    const signer = await generateProofKey(alg);
    const response = await requestTokens(org, parameters(code, verifier), signer, nonce);
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(decodeJwt(token)).toHaveProperty('cnf.jkt');
  });

  test.each<[what: string, claims: () => object, header: object]>([
    ['with the members that key generators add', () => ({}), { jwk: 'extra' }],
    ['with an exp in the future', () => ({ exp: org.now() + 300 }), {}],
    ['by a clock that is eight seconds fast', () => ({ iat: org.now() + 8 }), {}],
    ['by a clock that is four minutes slow', () => ({ iat: org.now() - 240 }), {}],
    ['when scheme and host of htu are upper case', () => ({ htu: `${org.origin.toUpperCase()}/oauth2/v1/token` }), {}],
  ])('%s', async (_, claims, header) => {
    const { code, verifier } = await authorize(org);
    const jwk = { ...key.jwk, use: 'sig', kid: 'mine', alg: key.alg };
    const made = await proof(claims(), 'jwk' in header ? { jwk } : {});
    expect((await exchange(code, verifier, made)).status).toBe(200);
  });
});

describe('the nonce of the org', () => {
  const HOUR = 3600;
  const DAY = 24 * HOUR;

  test('is another one every day, and good for three days after it was generated', async () => {
    const other = await startTestOrg();
    const ask = async (given?: string): Promise<{ error?: unknown; nonce: string | null }> => {
      const claims = { htm: 'POST', htu: `${other.origin}/oauth2/v1/token`, iat: other.now(), nonce: given };
      const DPoP = await makeProof(key, claims);
      const response = await postToken(other, parameters('made-up', 'v'), { DPoP });
      const { error } = (await response.json()) as { error: string };
      return { error, nonce: response.headers.get('DPoP-Nonce') };
    };
    const accepted = { error: 'invalid_grant', nonce: null }; // the code is made up
    try {
      const sinceMidnight = other.now() % DAY;
      other.advance(DAY - sinceMidnight); // to the second in which the next one is generated
      const { error, nonce: first } = await ask();
      expect(error).toBe('use_dpop_nonce');

      other.advance(23 * HOUR);
      expect((await ask()).nonce).toBe(first);
      other.advance(HOUR);
      const { nonce: second } = await ask();
      expect(second).not.toBe(first);
      expect(await ask(first!)).toEqual(accepted);
      expect(await ask(second!)).toEqual(accepted);

      other.advance(DAY + 23 * HOUR);
      expect(await ask(first!)).toEqual(accepted);
      other.advance(HOUR);
      const { error: late, nonce: fourth } = await ask(first!);
      expect(late).toBe('use_dpop_nonce');
      expect([first, second]).not.toContain(fourth);
      expect(await ask(second!)).toEqual(accepted);
    } finally {
      await other.close();
    }
  });

  test('lets a client that holds it have tokens with one request, as often as it likes', async () => {
    for (let time = 0; time < 3; time++) {
      const { code, verifier } = await authorize(org);
      const answer = await exchange(code, verifier, await proof());
      expect([answer.status, answer.nonce]).toEqual([200, nonce]);
    }
  });

  test('is that of everybody: it is tied to no key and no app', async () => {
    const { code, verifier } = await authorize(org);
    const response = await requestTokens(org, parameters(code, verifier), await generateProofKey(), nonce);
    expect(response.status).toBe(200);
  });
});

describe('the order of checks', () => {
  test('the client comes before its proof', async () => {
    const response = await postToken(
      org,
      { ...parameters('made-up', 'v'), client_id: 'unknown' },
      { DPoP: 'nonsense' },
    );
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: "Invalid value for 'client_id' parameter.",
    });
  });

  test('the proof comes before the code', async () => {
    const { body } = await exchange('made-up', 'v', await proof({ nonce: undefined }));
    expect(body['error']).toBe('use_dpop_nonce');
  });
});

interface TokenAnswer {
  status: number;
  nonce?: string;
  body: Record<string, unknown>;
}

function parameters(code: string, verifier: string): Record<string, string> {
  const request = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };
  return { ...request, code, code_verifier: verifier };
}

function proof(claims: object = {}, header: object = {}): Promise<string> {
  return makeProof(key, { ...good(), ...claims }, { header });
}

async function otherSignature(): Promise<string> {
  const [ours, theirs] = await Promise.all([proof(), makeProof(await generateProofKey(), good())]);
  return [...ours.split('.').slice(0, 2), theirs.split('.')[2]].join('.');
}

async function exchange(code: string, verifier: string, dpop: string): Promise<TokenAnswer> {
  return answerOf(await postToken(org, parameters(code, verifier), { DPoP: dpop }));
}

async function askWith(dpop: string): Promise<TokenAnswer> {
  return exchange('made-up', 'made-up', dpop);
}

async function answerOf(response: Response): Promise<TokenAnswer> {
  const given = response.headers.get('DPoP-Nonce') ?? undefined;
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, nonce: given, body };
}

/** `fetch` would join the two headers. */
function postWithTwoProofs(body: string, proofs: string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'DPoP': proofs };
    const sent = request(`${org.origin}/oauth2/v1/token`, { method: 'POST', headers }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => resolve(JSON.parse(text)));
    });
    sent.on('error', reject).end(body);
  });
}
