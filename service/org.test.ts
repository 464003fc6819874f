import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { LOCAL_APPS } from './configuration.js';
import { all, BEARER_SERVICE_APP, clientAt, clientKey, proofKey, rsaKey, SERVICE_APP } from './testing/client-at.js';
import type { Observe } from './events.js';
import type { ServiceError } from './service-error.js';
import type { SigningKey } from './signing-key.js';

let org: TestOrg;
/** The users that the org lists, in its order. */
let listed: string[];
beforeAll(async () => {
  org = await startTestOrg();
  for (const key of [clientKey, rsaKey]) for (const app of [SERVICE_APP, BEARER_SERVICE_APP]) await register(app, key);
  listed = await logins();
});
afterEach(async () => {
  restoreClocks();
  await fetch(`${org.origin}/practice/v1/switches`, { method: 'DELETE' });
});
afterAll(() => org.close());

const monotonic = performance.now.bind(performance);
let passed = 0;
/** Lets seconds pass, by the clocks of the client and the org. */
function pass(seconds: number): void {
  passed += seconds;
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + passed * 1000);
  org.advance(seconds);
}
function restoreClocks(): void {
  vi.restoreAllMocks();
  org.advance(-passed);
  passed = 0;
}

async function put(path: string, method: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const { status } = await fetch(`${org.origin}/practice/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}
const register = (app: string, { jwk, jkt }: SigningKey): Promise<void> => put(`apps/${app}/keys/${jkt}`, 'PUT', jwk);
const set = (switches: object): Promise<void> => put('switches', 'PATCH', switches);

/** The app has two keys, so assertions have to name theirs. */
const named = { clientKey: { ...clientKey, kid: clientKey.jkt } };
/** It tells of its waits, and does not wait. */
const client = (changes: Parameters<typeof clientAt>[1] = {}): ReturnType<typeof clientAt> =>
  clientAt(org.origin, { ...named, wait: async () => undefined, ...changes });
const waitsOf = ({ events }: ReturnType<typeof client>): number[] =>
  events.flatMap((event) => (event.type === 'retry' && event.seconds > 0 ? [event.seconds] : []));

async function logins(one = client(), limit = 200): Promise<string[]> {
  return (await all(one.users({ limit }))).map(({ profile }) => profile.login);
}

/** Lists with a change after the first page. */
async function listingWith(switches: object, one = client()): Promise<string[]> {
  const found: string[] = [];
  let pages = 0;
  for await (const page of one.users({ limit: 10 })) {
    found.push(...page.map(({ profile }) => profile.login));
    if (++pages === 1) await set(switches);
  }
  return found;
}

const failure = async (work: Promise<unknown>): Promise<ServiceError> =>
  (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as ServiceError;

test('the org has as many users as are worth several pages, each once', () => {
  expect(listed.length).toBeGreaterThan(60);
  expect(new Set(listed).size).toBe(listed.length);
});

test.each([
  ['a P-256 key', proofKey],
  ['an RSA key', rsaKey],
])('a token is bound to %s, and opens every page', async (_, key) => {
  const one = client({ proofKey: key });
  const { tokenType, claims } = await one.token();
  expect([tokenType, claims!['cnf']]).toEqual(['DPoP', { jkt: key.jkt }]);
  expect(await logins(one, 7)).toEqual(listed);
  expect(one.events.filter(({ type }) => type === 'exchange')).toHaveLength(2 + Math.ceil(listed.length / 7));
});

test('an RSA key authenticates the client, too', async () => {
  expect(await logins(client({ clientKey: { ...rsaKey, kid: rsaKey.jkt } }))).toEqual(listed);
});

test('without DPoP a bearer token does, at the app that does not require it', async () => {
  const one = client({ proofKey: undefined });
  expect((await one.token()).tokenType).toBe('Bearer');
  expect(await logins(one, 30)).toEqual(listed);
});

describe('what the org says no to is told with what to do:', () => {
  test.each<[what: string, changes: Parameters<typeof clientAt>[1], code: string, message: string, remedy: string]>([
    [
      'no proof',
      { proofKey: undefined, clientId: LOCAL_APPS.dpop },
      'ERR_REFUSED',
      'The app requires DPoP',
      '--bearer',
    ],
    [
      'a proof for nothing',
      { clientId: LOCAL_APPS.bearer },
      'ERR_TOKEN_TYPE',
      'does not require DPoP',
      'Proof of possession',
    ],
    [
      'a scope that is not granted',
      { scopes: ['okta.logs.read'] },
      'ERR_REFUSED',
      'None of the scopes',
      'grant okta.logs.read',
    ],
    [
      'a scope that is not known',
      { scopes: ['okta.nonsense'] },
      'ERR_REFUSED',
      'does not take the scopes',
      'okta.nonsense',
    ],
    ['a scope for people', { scopes: ['okta.users.read.self'] }, 'ERR_REFUSED', 'no self', 'without .self'],
    ['a scope for sign-in', { scopes: ['openid'] }, 'ERR_REFUSED', 'does not take the scopes', 'okta.* scopes only'],
    ['an unknown client', { clientId: '0oa1nobody0000NOBODY' }, 'ERR_REFUSED', 'no active app', '0oa1nobody0000NOBODY'],
    [
      'an unknown key',
      { clientKey: { ...proofKey, kid: 'mine' }, proofKey: clientKey },
      'ERR_REFUSED',
      'another one',
      'keys show',
    ],
  ])('%s', async (_, changes, code, message, remedy) => {
    const error = await failure(client(changes).token());
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });

  test('a list that the token is not for', async () => {
    const error = await failure(all(client().apps()));
    expect([error.code, error.status, error.remedy]).toEqual([
      'ERR_REFUSED',
      403,
      expect.stringContaining('okta.apps.read'),
    ]);
  });

  test('the lack of a role, which for users is an empty list', async () => {
    const bare = await startTestOrg({
      seed: ({ apps }) => apps.forEach((app) => app.type === 'service' && (app.role = null)),
    });
    const { jwk, jkt } = clientKey;
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${bare.origin}/practice/v1/apps/${SERVICE_APP}/keys/${jkt}`, { method: 'PUT', headers, body: JSON.stringify(jwk) }); // prettier-ignore
    const one = clientAt(bare.origin, { scopes: ['okta.users.read', 'okta.apps.read'] });
    expect(await all(one.users())).toEqual([]);
    expect(await failure(all(one.apps()))).toMatchObject({ error: 'E0000006', remedy: expect.stringContaining('Admin roles') as unknown }); // prettier-ignore
    await bare.close();
  });
});

test.each([
  ['a query', '/api/v1/users?limit=2&q=ad'],
  ['@', '/api/v1/users/ada@example.com'],
  ['%40', '/api/v1/users/ada%40example.com'],
  ['a space in the query', '/api/v1/users?search=profile.lastName eq "Hopper"'],
  ['an address of the org', '{org}/api/v1/users/ada@example.com?x=1#y'],
])('htu is right for a path with %s', async (_, path) => {
  const { status } = await client().call('GET', path.replace('{org}', org.origin));
  expect(status).toBe(200);
});

test('htu is right for a space in the path, of which the org knows nobody', async () => {
  expect(await failure(client().call('GET', '/api/v1/users/no body'))).toMatchObject({ error: 'E0000007' });
  expect(await failure(client().call('GET', '/api/v1/users/no%20body%3F'))).toMatchObject({ error: 'E0000007' });
});

describe('while the org', () => {
  test('asks for nonces at its API, and rotates them, nothing is missed and nothing comes twice', async () => {
    await set({ apiNonce: true });
    const one = client();
    const found: string[] = [];
    for await (const page of one.users({ limit: 10 })) {
      found.push(...page.map(({ profile }) => profile.login));
      await set({ rotateNonce: true });
    }
    expect(found).toEqual(listed);
    const pages = Math.ceil(listed.length / 10);
    expect(one.retries()).toEqual(Array<string>(pages + 1).fill('the org asks for a nonce'));
  });

  test('has rotated its nonce, a token takes one more request', async () => {
    const one = client();
    await one.token();
    await set({ rotateNonce: true, accessTokenLifetime: 3 });
    expect(await logins(one, 50)).toEqual(listed);
  });

  test.each([600, -600])('has a clock that is %i s ahead, the difference is named', async (seconds) => {
    await set({ clockShift: seconds });
    const error = await failure(client().token());
    expect(error.code).toBe('ERR_CLOCK');
    const [, difference, direction] = /is (\d+) s (behind|ahead of) the org's/.exec(error.message)!;
    expect(Math.abs(Number(difference) - 600)).toBeLessThan(5);
    expect(direction).toBe(seconds > 0 ? 'behind' : 'ahead of');
    expect(error.remedy).toContain('time of this machine');
  });

  test.each([600, -600])(
    'puts its clock %i s forward in the middle of a list, the difference is named',
    async (seconds) => {
      const error = await failure(listingWith({ clockShift: seconds }));
      expect([error.code, error.message]).toEqual([
        'ERR_CLOCK',
        expect.stringContaining(seconds > 0 ? 'behind' : 'ahead of'),
      ]);
    },
  );

  test('has a clock that is off by twenty seconds, the list is complete', async () => {
    await set({ clockShift: 20 });
    expect(await logins(client(), 20)).toEqual(listed);
    await set({ clockShift: -20 });
    expect(await logins(client(), 20)).toEqual(listed);
  });

  test('refuses with 429, the list is complete after its reset time', async () => {
    const one = client();
    expect(await listingWith({ tooManyRequests: 1 }, one)).toEqual(listed);
    expect(waitsOf(one)).toHaveLength(1);
    expect(waitsOf(one)[0]).toBeLessThanOrEqual(6);
  });

  test('fails with 503, the list is complete after the pauses that are told', async () => {
    const one = client({ wait: undefined });
    const start = performance.now();
    expect(await listingWith({ serverErrors: 2 }, one)).toEqual(listed);
    const seconds = (performance.now() - start) / 1000;
    expect(one.retries().filter((reason) => reason.includes('503'))).toHaveLength(2);
    const [first = 0, second = 0] = waitsOf(one);
    expect(seconds).toBeGreaterThan(first + second - 0.01);
  });

  test('fails for ever, that is told', async () => {
    expect(await failure(listingWith({ serverErrors: 1000 }))).toMatchObject({ code: 'ERR_FAILED', status: 503 });
  });

  test('is slow, the list is complete', async () => {
    await set({ delay: 100 });
    expect(await logins(client(), 25)).toEqual(listed);
  });

  test('is slower than the client waits, the list is complete when it is faster again', async () => {
    await set({ delay: 30_000 });
    let faster: Promise<void> | undefined;
    const observe: Observe = ({ type }) => {
      if (type === 'retry') faster ??= set({ delay: 0 });
    };
    const one = client({ timeout: 1, observe });
    expect(await logins(one)).toEqual(listed);
    expect(one.retries().some((reason) => reason.includes('within 1 s'))).toBe(true);
    await faster;
  });

  test('issues tokens for two seconds, the list is complete with several of them', async () => {
    await set({ accessTokenLifetime: 2 });
    const one = client();
    const found: string[] = [];
    for await (const page of one.users({ limit: 8 })) {
      found.push(...page.map(({ profile }) => profile.login));
      pass(1);
    }
    expect(found).toEqual(listed);
    const tokens = one.events.flatMap((event) =>
      event.type === 'exchange' ? [event.exchange.headers['authorization']] : [],
    );
    expect(new Set(tokens.filter(Boolean)).size).toBeGreaterThan(1);
    expect(one.retries()).not.toContain('the org does not take the access token any more');
  });

  test('issues tokens that end before they arrive, that is told', async () => {
    await set({ accessTokenLifetime: 1 });
    const observe: Observe = (event) => {
      if (event.type === 'exchange' && event.exchange.answer?.body.includes('"access_token"')) pass(2);
    };
    expect(await failure(logins(client({ observe })))).toMatchObject({ code: 'ERR_TOKEN_ENDED', error: 'invalid_token' }); // prettier-ignore
  });

  test('forgets which proofs it saw, nothing changes', async () => {
    expect(await listingWith({ forgetProofs: true })).toEqual(listed);
  });

  test('is started again, the same client goes on', async () => {
    const one = client();
    const found: string[] = [];
    for await (const page of one.users({ limit: 40 })) {
      found.push(...page.map(({ profile }) => profile.login));
      await org.restart();
    }
    expect(found).toEqual(listed);
  });
});

test('200 calls at the same time have 200 proofs of their own', async () => {
  const one = client();
  await Promise.all(Array.from({ length: 200 }, () => one.call('GET', '/api/v1/users?limit=1')));
  const proofs = one.events.flatMap((event) => (event.type === 'exchange' ? [event.exchange.headers['dpop']!] : []));
  expect(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size).toBe(202);
});
