import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestOrg, type TestOrg } from '../../org/testing/test-org.js';
import { LOCAL_APPS } from '../configuration/local-configuration.js';
import {
  BEARER_SERVICE_APP,
  clientAt,
  clientKey,
  collect,
  proofKey,
  rsaKey,
  SERVICE_APP,
} from '../testing/client-at.js';
import type { Observe } from '../events.js';
import type { ServiceError } from '../errors/service-error.js';
import type { SigningKey } from '../keys/signing-key.js';

let org: TestOrg;
/** The logins of all users, in the order of the org. */
let allLogins: string[];
beforeAll(async () => {
  org = await startTestOrg();
  for (const key of [clientKey, rsaKey]) for (const app of [SERVICE_APP, BEARER_SERVICE_APP]) await register(app, key);
  allLogins = await logins();
});
afterEach(async () => {
  restoreClocks();
  await fetch(`${org.origin}/practice/v1/switches`, { method: 'DELETE' });
});
afterAll(() => org.close());

const monotonic = performance.now.bind(performance);
let advanced = 0;
/** Advances the clocks of the client and of the org by seconds. */
function advance(seconds: number): void {
  advanced += seconds;
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + advanced * 1000);
  org.advance(seconds);
}
function restoreClocks(): void {
  vi.restoreAllMocks();
  org.advance(-advanced);
  advanced = 0;
}

async function practice(path: string, method: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const { status } = await fetch(`${org.origin}/practice/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}
const register = (app: string, { jwk, jkt }: SigningKey): Promise<void> =>
  practice(`apps/${app}/keys/${jkt}`, 'PUT', jwk);
const set = (switches: object): Promise<void> => practice('switches', 'PATCH', switches);

/** The app has two keys, so that assertions need a kid. */
const keyWithKid = { clientKey: { ...clientKey, kid: clientKey.jkt } };
/** A client that records its waits, and does not wait. */
const client = (changes: Parameters<typeof clientAt>[1] = {}): ReturnType<typeof clientAt> =>
  clientAt(org.origin, { ...keyWithKid, wait: async () => undefined, ...changes });
const waitsOf = ({ events }: ReturnType<typeof client>): number[] =>
  events.flatMap((event) => (event.type === 'retry' && event.seconds > 0 ? [event.seconds] : []));

async function logins(from = client(), limit = 200): Promise<string[]> {
  return (await collect(from.users({ limit }))).map(({ profile }) => profile.login);
}

/** Lists the users, and changes switches of the org after the first page. */
async function loginsWithChange(switches: object, from = client()): Promise<string[]> {
  const found: string[] = [];
  let pages = 0;
  for await (const page of from.users({ limit: 10 })) {
    found.push(...page.map(({ profile }) => profile.login));
    if (++pages === 1) await set(switches);
  }
  return found;
}

/** The error of an operation that must fail. */
const failure = async (operation: Promise<unknown>): Promise<ServiceError> =>
  (await operation.then(
    () => undefined,
    (error: unknown) => error,
  )) as ServiceError;

test('the org lists more users than fit on a page, each once', () => {
  expect(allLogins.length).toBeGreaterThan(60);
  expect(new Set(allLogins).size).toBe(allLogins.length);
});

test.each([
  ['a P-256 key', proofKey],
  ['an RSA key', rsaKey],
])('a token that is bound to %s gives access to every page', async (_, key) => {
  const service = client({ proofKey: key });
  const { tokenType, claims } = await service.token();
  expect([tokenType, claims!['cnf']]).toEqual(['DPoP', { jkt: key.jkt }]);
  expect(await logins(service, 7)).toEqual(allLogins);
  expect(service.events.filter(({ type }) => type === 'exchange')).toHaveLength(2 + Math.ceil(allLogins.length / 7));
});

test('an RSA key can authenticate the client', async () => {
  expect(await logins(client({ clientKey: { ...rsaKey, kid: rsaKey.jkt } }))).toEqual(allLogins);
});

test('without DPoP, the app that does not require it gets a bearer token', async () => {
  const service = client({ proofKey: undefined });
  expect((await service.token()).tokenType).toBe('Bearer');
  expect(await logins(service, 30)).toEqual(allLogins);
});

describe('a refusal is explained, with a remedy:', () => {
  test.each<[what: string, changes: Parameters<typeof clientAt>[1], code: string, message: string, remedy: string]>([
    [
      'a missing proof',
      { proofKey: undefined, clientId: LOCAL_APPS.dpop },
      'ERR_REFUSED',
      'The app requires DPoP',
      '--bearer',
    ],
    [
      'a proof for an app without DPoP',
      { clientId: LOCAL_APPS.bearer },
      'ERR_TOKEN_TYPE',
      'does not require DPoP',
      'Proof of possession',
    ],
    [
      'a scope that is not granted',
      { scopes: ['okta.logs.read'] },
      'ERR_REFUSED',
      'None of the requested scopes',
      'grant okta.logs.read',
    ],
    [
      'an unknown scope',
      { scopes: ['okta.nonsense'] },
      'ERR_REFUSED',
      'rejected the requested scopes',
      'okta.nonsense',
    ],
    ['a scope for users', { scopes: ['okta.users.read.self'] }, 'ERR_REFUSED', 'has no user', 'without .self'],
    [
      'a scope for sign-in',
      { scopes: ['openid'] },
      'ERR_REFUSED',
      'rejected the requested scopes',
      'okta.* scopes only',
    ],
    ['an unknown client', { clientId: '0oa1nobody0000NOBODY' }, 'ERR_REFUSED', 'no active app', '0oa1nobody0000NOBODY'],
    [
      'an unknown key',
      { clientKey: { ...proofKey, kid: 'mine' }, proofKey: clientKey },
      'ERR_REFUSED',
      'not signed with a key that is registered',
      'keys show',
    ],
  ])('%s', async (_, changes, code, message, remedy) => {
    const error = await failure(client(changes).token());
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });

  test('a list for which the token has no scope', async () => {
    const error = await failure(collect(client().apps()));
    expect([error.code, error.status, error.remedy]).toEqual([
      'ERR_REFUSED',
      403,
      expect.stringContaining('okta.apps.read'),
    ]);
  });

  test('a missing admin role: 403 for apps, an empty list for users', async () => {
    const orgWithoutRole = await startTestOrg({
      seed: ({ apps }) => apps.forEach((app) => app.type === 'service' && (app.role = null)),
    });
    const { jwk, jkt } = clientKey;
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${orgWithoutRole.origin}/practice/v1/apps/${SERVICE_APP}/keys/${jkt}`, { method: 'PUT', headers, body: JSON.stringify(jwk) }); // prettier-ignore
    const service = clientAt(orgWithoutRole.origin, { scopes: ['okta.users.read', 'okta.apps.read'] });
    expect(await collect(service.users())).toEqual([]);
    expect(await failure(collect(service.apps()))).toMatchObject({ error: 'E0000006', remedy: expect.stringContaining('Admin roles') as unknown }); // prettier-ignore
    await orgWithoutRole.close();
  });
});

test.each([
  ['a query', '/api/v1/users?limit=2&q=ad'],
  ['@', '/api/v1/users/ada@example.com'],
  ['%40', '/api/v1/users/ada%40example.com'],
  ['a space in the query', '/api/v1/users?search=profile.lastName eq "Hopper"'],
  ['a URL of the org', '{org}/api/v1/users/ada@example.com?x=1#y'],
])('the org accepts the htu of a path with %s', async (_, path) => {
  const { status } = await client().call('GET', path.replace('{org}', org.origin));
  expect(status).toBe(200);
});

test('the org accepts the htu of a path with a space: its error is about the user', async () => {
  expect(await failure(client().call('GET', '/api/v1/users/no body'))).toMatchObject({ error: 'E0000007' });
  expect(await failure(client().call('GET', '/api/v1/users/no%20body%3F'))).toMatchObject({ error: 'E0000007' });
});

describe('if the org', () => {
  test('requires nonces at its API, and rotates them, each user is listed once', async () => {
    await set({ apiNonce: true });
    const service = client();
    const found: string[] = [];
    for await (const page of service.users({ limit: 10 })) {
      found.push(...page.map(({ profile }) => profile.login));
      await set({ rotateNonce: true });
    }
    expect(found).toEqual(allLogins);
    const pages = Math.ceil(allLogins.length / 10);
    expect(service.retries()).toEqual(Array<string>(pages + 1).fill('the org requires a nonce'));
  });

  test('rotates its nonce, a new token is requested with the new nonce', async () => {
    const service = client();
    await service.token();
    await set({ rotateNonce: true, accessTokenLifetime: 3 });
    expect(await logins(service, 50)).toEqual(allLogins);
  });

  test.each([600, -600])('has a clock that is %i s ahead, the error contains the difference', async (seconds) => {
    await set({ clockShift: seconds });
    const error = await failure(client().token());
    expect(error.code).toBe('ERR_CLOCK');
    const [, difference, direction] = /is (\d+) s (behind|ahead of) the org's/.exec(error.message)!;
    expect(Math.abs(Number(difference) - 600)).toBeLessThan(5);
    expect(direction).toBe(seconds > 0 ? 'behind' : 'ahead of');
    expect(error.remedy).toContain('clock of this machine');
  });

  test.each([600, -600])(
    'moves its clock by %i s in the middle of a list, the error contains the difference',
    async (seconds) => {
      const error = await failure(loginsWithChange({ clockShift: seconds }));
      expect([error.code, error.message]).toEqual([
        'ERR_CLOCK',
        expect.stringContaining(seconds > 0 ? 'behind' : 'ahead of'),
      ]);
    },
  );

  test('has a clock that is off by twenty seconds, the list is complete', async () => {
    await set({ clockShift: 20 });
    expect(await logins(client(), 20)).toEqual(allLogins);
    await set({ clockShift: -20 });
    expect(await logins(client(), 20)).toEqual(allLogins);
  });

  test('returns 429, the list is complete after a wait until the reset time', async () => {
    const service = client();
    expect(await loginsWithChange({ tooManyRequests: 1 }, service)).toEqual(allLogins);
    expect(waitsOf(service)).toHaveLength(1);
    expect(waitsOf(service)[0]).toBeLessThanOrEqual(6);
  });

  test('returns 503, the list is complete after the announced pauses', async () => {
    const service = client({ wait: undefined });
    const start = performance.now();
    expect(await loginsWithChange({ serverErrors: 2 }, service)).toEqual(allLogins);
    const seconds = (performance.now() - start) / 1000;
    expect(service.retries().filter((reason) => reason.includes('503'))).toHaveLength(2);
    const [first = 0, second = 0] = waitsOf(service);
    expect(seconds).toBeGreaterThan(first + second - 0.01);
  });

  test('never recovers from 503, the list fails', async () => {
    expect(await failure(loginsWithChange({ serverErrors: 1000 }))).toMatchObject({ code: 'ERR_FAILED', status: 503 });
  });

  test('is slow, the list is complete', async () => {
    await set({ delay: 100 });
    expect(await logins(client(), 25)).toEqual(allLogins);
  });

  test('is slower than the timeout, the list is complete once it is faster again', async () => {
    await set({ delay: 30_000 });
    let faster: Promise<void> | undefined;
    const observe: Observe = ({ type }) => {
      if (type === 'retry') faster ??= set({ delay: 0 });
    };
    const service = client({ timeout: 1, observe });
    expect(await logins(service)).toEqual(allLogins);
    expect(service.retries().some((reason) => reason.includes('within 1 s'))).toBe(true);
    await faster;
  });

  test('issues tokens for two seconds, the list is complete with several tokens', async () => {
    await set({ accessTokenLifetime: 2 });
    const service = client();
    const found: string[] = [];
    for await (const page of service.users({ limit: 8 })) {
      found.push(...page.map(({ profile }) => profile.login));
      advance(1);
    }
    expect(found).toEqual(allLogins);
    const tokens = service.events.flatMap((event) =>
      event.type === 'exchange' ? [event.exchange.headers['authorization']] : [],
    );
    expect(new Set(tokens.filter(Boolean)).size).toBeGreaterThan(1);
    expect(service.retries()).not.toContain('the org rejected the access token');
  });

  test('issues tokens that expire on their way, the error says so', async () => {
    await set({ accessTokenLifetime: 1 });
    const observe: Observe = (event) => {
      if (event.type === 'exchange' && event.exchange.response?.body.includes('"access_token"')) advance(2);
    };
    expect(await failure(logins(client({ observe })))).toMatchObject({ code: 'ERR_TOKEN_ENDED', error: 'invalid_token' }); // prettier-ignore
  });

  test('forgets the used proofs, the list is complete', async () => {
    expect(await loginsWithChange({ forgetProofs: true })).toEqual(allLogins);
  });

  test('restarts, the same client continues', async () => {
    const service = client();
    const found: string[] = [];
    for await (const page of service.users({ limit: 40 })) {
      found.push(...page.map(({ profile }) => profile.login));
      await org.restart();
    }
    expect(found).toEqual(allLogins);
  });
});

test('200 concurrent calls have 200 different proofs', async () => {
  const service = client();
  await Promise.all(Array.from({ length: 200 }, () => service.call('GET', '/api/v1/users?limit=1')));
  const proofs = service.events.flatMap((event) =>
    event.type === 'exchange' ? [event.exchange.headers['dpop']!] : [],
  );
  expect(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size).toBe(202);
});
