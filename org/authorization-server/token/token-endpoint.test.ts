import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateProofKey } from '../../../dpop/proof-key.js';
import { authorize, postToken, REDIRECT_URI, requestTokens } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg();
});

afterAll(() => org.close());

/** Answers of the token endpoint by their status. */
const ANSWERS: Record<number, () => Promise<Response>> = {
  200: async () => {
    const { code, verifier } = await authorize(org);
    const form = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };
    return requestTokens(org, { ...form, code, code_verifier: verifier }, await generateProofKey());
  },
  400: () => postToken(org, { grant_type: 'authorization_code', client_id: DPOP_APP }),
  401: () => postToken(org, {}),
};

describe.each([200, 400, 401])('the headers of a %i', (status) => {
  test.each<[string, string | RegExp]>([
    ['Content-Type', 'application/json'],
    ['Cache-Control', 'no-cache, no-store'],
    ['Pragma', 'no-cache'],
    ['Expires', '0'],
    ['X-Okta-Request-Id', /^[0-9a-f]{32}$/],
    ['X-Rate-Limit-Limit', '150'],
    ['X-Rate-Limit-Remaining', '149'],
    ['X-Rate-Limit-Reset', /^\d{10}$/],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-XSS-Protection', '0'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ['P3P', 'CP="HONK"'],
    ['Accept-CH', 'Sec-CH-UA-Platform-Version'],
  ])('hold %s as recorded', async (name, value) => {
    const answer = await ANSWERS[status]!();
    expect(answer.status).toBe(status);
    expect(answer.headers.get(name)).toEqual(value instanceof RegExp ? expect.stringMatching(value) : value);
  });

  test('keep search engines away where there are tokens', async () => {
    const { headers } = await ANSWERS[status]!();
    expect(headers.get('X-Robots-Tag')).toBe(status === 200 ? 'noindex,nofollow' : null);
  });

  test('leave the session alone, and promise no https', async () => {
    const { headers } = await ANSWERS[status]!();
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get('Strict-Transport-Security')).toBeNull();
  });
});
