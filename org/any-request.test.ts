import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signIn } from './testing/sign-in.js';
import { startTestOrg, type TestOrg } from './testing/test-org.js';

/** Every endpoint of the org, and some that are none. */
const PATHS = [
  '/',
  '/.well-known/openid-configuration',
  '/oauth2/v1/authorize',
  '/oauth2/v1/token',
  '/oauth2/v1/keys',
  '/oauth2/v1/logout',
  '/oauth2/v1/userinfo',
  '/oauth2/v1/revoke',
  '/oauth2/v1/introspect',
  '/oauth2/v1/clients/0oa1service00SERVICE/roles',
  '/api/v1/users',
  '/api/v1/users/me',
  '/api/v1/apps',
  '/api/v1/apps/0oa1dpopspa00000DPoP',
  '/api/v1/apps/0oa1dpopspa00000DPoP/grants',
  '/api/v1/apps/0oa1service00SERVICE/credentials/jwks',
  '/api/v1/logs',
  '/api/v1/trustedOrigins',
  '/api/v1/trustedOrigins/tos1',
  '/api/v1/sessions/me',
  '/practice/v1/switches',
  '/signin/x',
  '/login/login.htm',
  '/login/signout',
  '/admin',
  '/admin/apps',
  '/admin/people',
  '/admin/trusted-origins',
  '/admin/log',
  '/admin/switches',
  '/nothing',
];

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

let org: TestOrg;
let token: string;
const rejections: unknown[] = [];
const reject = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  org = await startTestOrg();
  token = (await signIn(org, { clientId: '0oa1bearerspa0BEARER' })).accessToken;
  process.on('unhandledRejection', reject);
});
afterAll(async () => {
  process.off('unhandledRejection', reject);
  await org.close();
});
beforeEach(() => void rejections.splice(0));
afterEach(() => {
  expect(rejections).toEqual([]);
});

/** What a client can put into a header: bytes without control characters. */
const headerText = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 300 })
  .map((text) => text.trim());

const value = fc.oneof(
  fc.string({ maxLength: 100 }),
  fc.webUrl(),
  fc.json(),
  fc.constantFrom('', '%', '../..', '\'"<>'),
);

const form = fc
  .dictionary(
    fc.constantFrom(
      'client_id',
      'grant_type',
      'code',
      'scope',
      'token',
      'refresh_token',
      'client_assertion',
      'username',
      'state',
      'redirect_uri',
      'id_token_hint',
      'after',
      'limit',
      'search',
      'filter',
      'q',
      'fromURI',
    ),
    value,
  )
  .map((members) => new URLSearchParams(members).toString());

const request = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.tuple(
    fc.constantFrom(...PATHS),
    fc.oneof(fc.constant(''), fc.webPath(), fc.constant('/%ff'), fc.constant('//')),
  ),
  query: fc.option(form),
  authorization: fc.option(
    fc.oneof(
      headerText,
      fc.tuple(fc.constantFrom('Bearer', 'DPoP', 'Basic', 'SSWS'), headerText),
      fc.constant('valid'),
    ),
  ),
  proof: fc.option(headerText),
  origin: fc.option(fc.webUrl()),
  type: fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain', 'multipart/form-data'),
  body: fc.oneof(form, fc.json(), fc.string(), fc.constantFrom('{', '[', '')),
});

/** Many in `npm run test:all`: vitest.config.ts. */
const FUZZ_REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 300);

// 3,000 requests take a busy machine its time.
test(
  'whatever is sent to whichever endpoint, the answer is no 5xx, and a good request still passes',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, authorization, proof, origin, type, body }) => {
        const credentials = authorization === 'valid' ? `Bearer ${token}` : [authorization].flat().join(' ');
        const response = await fetch(`${org.origin}${path.join('')}${query === null ? '' : `?${query}`}`, {
          method,
          redirect: 'manual',
          headers: {
            'Content-Type': type,
            ...(authorization !== null && { Authorization: credentials }),
            ...(proof !== null && { DPoP: proof }),
            ...(origin !== null && { Origin: origin }),
          },
          ...(method !== 'GET' && method !== 'HEAD' && { body }),
        });
        await response.arrayBuffer();
        expect(response.status, `${method} ${path.join('')}`).toBeLessThan(500);
      }),
      { numRuns: FUZZ_REQUESTS },
    );
    const good = await fetch(`${org.origin}/api/v1/users?limit=1`, { headers: { Authorization: `Bearer ${token}` } });
    expect(good.status).toBe(200);
    expect(await good.json()).toHaveLength(1);
  },
);
