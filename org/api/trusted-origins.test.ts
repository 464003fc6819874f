/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument --
   the answers are JSON, and their shapes are what is tested */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Seed } from '../model/seed.js';
import type { TrustedOrigin } from '../model/trusted-origins.js';
import { SERVICE_APP, serviceAppOf, serviceKey, serviceToken } from '../testing/service.js';
import { signIn } from '../testing/sign-in.js';
import { BEARER_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

const PATH = '/api/v1/trustedOrigins';
const ADA = '00uf0fncdzKWhktBud9p';
const GRACE = '00uMqfCNWh1P4hD41aAI';

/** One that a seed may have. */
const SEEDED: TrustedOrigin = {
  id: 'tosSeeded00000000000',
  name: 'Seeded',
  origin: 'http://localhost:4200',
  scopes: [{ type: 'CORS' }],
  status: 'ACTIVE',
  created: '2024-03-04T10:00:00.000Z',
  createdBy: GRACE,
  lastUpdated: '2024-03-04T10:00:00.000Z',
  lastUpdatedBy: GRACE,
};

let org: TestOrg;
let superAdmin: string;
let readOnlyAdmin: string;
let noAdmin: string;

beforeAll(async () => {
  org = await startTestOrg({
    appPort: 4321,
    seed: (seed) => {
      const scopes = ['okta.trustedOrigins.manage', 'okta.trustedOrigins.read', 'okta.logs.read'];
      for (const app of seed.apps) app.granted_scopes.push(...scopes);
      seed.trustedOrigins = [SEEDED];
      for (const app of seed.apps) app.redirect_uris.push(...(app.type === 'browser' ? [REDIRECT_URI] : []));
    },
  });
  const scopes = ['openid', 'okta.trustedOrigins.manage', 'okta.logs.read'];
  const options = { clientId: BEARER_APP, scopes, redirectUri: REDIRECT_URI };
  superAdmin = (await signIn(org, options)).accessToken;
  readOnlyAdmin = (await signIn(org, { ...options, person: 'grace@example.com' })).accessToken;
  noAdmin = (await signIn(org, { ...options, person: 'linus@example.com' })).accessToken;
});

afterAll(() => org.close());

const REDIRECT_URI = 'http://localhost:4321/callback';

interface Answer {
  status: number;
  headers: Headers;
  // The shapes are what the tests are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

async function call(method: string, path: string, body?: unknown, token = superAdmin): Promise<Answer> {
  const response = await fetch(org.origin + path, {
    method,
    headers: { 'Authorization': `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}

let count = 0;

/** Settings that nobody else has. */
function settings(changes: object = {}): { name: string; origin: string; scopes: object[] } {
  count += 1;
  return { name: `Origin ${count}`, origin: `https://app${count}.example.com`, scopes: [{ type: 'CORS' }], ...changes };
}

async function make(changes?: object): Promise<Answer['json']> {
  const answer = await call('POST', PATH, settings(changes));
  expect(answer.status).toBe(200);
  return answer.json;
}

const causes = ({ json }: Answer): string[] =>
  (json as { errorCauses: { errorSummary: string }[] }).errorCauses.map(({ errorSummary }) => errorSummary);

describe('a trusted origin', () => {
  test('is made, read, changed, deactivated, activated and deleted, in the shape that was recorded of Okta', async () => {
    const sent = settings({ scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }] });
    const made = await call('POST', PATH, sent);
    expect(made.status).toBe(200);
    const { id } = made.json;
    const href = `${org.origin}${PATH}/${id}`;
    const self = { href, hints: { allow: ['GET', 'PUT', 'DELETE'] } };
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const active = {
      id: expect.stringMatching(/^tos[A-Za-z0-9]{17}$/),
      ...sent,
      status: 'ACTIVE',
      created: time,
      createdBy: ADA,
      lastUpdated: time,
      lastUpdatedBy: ADA,
      _links: { self, deactivate: { href: `${href}/lifecycle/deactivate`, hints: { allow: ['POST'] } } },
    };
    expect(made.json).toEqual(active);
    expect(Object.keys(made.json)).toEqual(Object.keys(active));
    expect((await call('GET', `${PATH}/${id}`)).json).toEqual(made.json);

    org.advance(60);
    const inactive = await call('POST', `${PATH}/${id}/lifecycle/deactivate`);
    expect(inactive.status).toBe(200);
    expect(inactive.json).toMatchObject({ id, status: 'INACTIVE', created: made.json.created });
    expect(Date.parse(inactive.json.lastUpdated)).toBeGreaterThanOrEqual(Date.parse(made.json.lastUpdated) + 60_000);
    const activate = { href: `${href}/lifecycle/activate`, hints: { allow: ['POST'] } };
    expect(inactive.json._links).toEqual({ activate, self });

    // As recorded: the status stays what it is.
    const other = { ...settings(), scopes: [{ type: 'REDIRECT' }] };
    const changed = await call('PUT', `${PATH}/${id}`, { ...inactive.json, ...other, status: 'ACTIVE' });
    expect([changed.status, changed.json]).toMatchObject([200, { id, ...other, status: 'INACTIVE' }]);

    expect((await call('POST', `${PATH}/${id}/lifecycle/activate`)).json).toMatchObject({ ...other, status: 'ACTIVE' });
    const deleted = await call('DELETE', `${PATH}/${id}`);
    expect([deleted.status, deleted.json]).toEqual([204, undefined]);
    expect((await call('GET', `${PATH}/${id}`)).status).toBe(404);
  });

  test.each([
    ['https://Shop.Example.com', 'https://shop.example.com'],
    ['http://localhost:4999/', 'http://localhost:4999'],
    ['https://shop2.example.com:443', 'https://shop2.example.com'],
    ['http://[::1]:4999', 'http://[::1]:4999'],
  ])('%s is kept as browsers write it, %s', async (origin, kept) => {
    expect((await make({ origin })).origin).toBe(kept);
  });

  test('is logged with who did what to it', async () => {
    const { id, name } = await make();
    await call('PUT', `${PATH}/${id}`, settings({ name }));
    await call('POST', `${PATH}/${id}/lifecycle/deactivate`);
    await call('POST', `${PATH}/${id}/lifecycle/activate`);
    await call('DELETE', `${PATH}/${id}`);
    const log = (await call('GET', '/api/v1/logs?limit=1000')).json as Answer['json'][];
    const events = log.filter(({ target }) => target?.[0]?.id === id);
    expect(events.map(({ eventType }) => String(eventType))).toEqual(
      ['create', 'update', 'deactivate', 'activate', 'delete'].map((deed) => `security.trusted_origin.${deed}`),
    );
    for (const { actor, client, outcome, target } of events) {
      expect(actor).toMatchObject({ id: ADA, alternateId: 'ada@example.com' });
      expect([client.id, outcome.result]).toEqual([BEARER_APP, 'SUCCESS']);
      expect(target[0]).toMatchObject({ type: 'TrustedOrigin', displayName: name });
    }
    expect(events[1].target[1]).toMatchObject({ type: 'Settings', displayName: 'origin' });
  });

  test('that a service app makes is made by that app', async () => {
    const key = await serviceKey();
    const other = await startTestOrg({
      seed: (seed) => {
        const app = serviceAppOf(seed);
        app.jwks.keys = [key.jwk];
        app.granted_scopes.push('okta.trustedOrigins.manage');
        Object.assign(app, { role: 'SUPER_ADMIN', dpop_bound_access_tokens: false });
      },
    });
    const { accessToken } = await serviceToken(other, key, { scope: 'okta.trustedOrigins.manage' });
    const response = await fetch(other.origin + PATH, {
      method: 'POST',
      headers: { 'Authorization': `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(settings()),
    });
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { createdBy: SERVICE_APP, lastUpdatedBy: SERVICE_APP },
    ]);
    await other.close();
  });
});

describe('what is no trusted origin', () => {
  test.each([
    ['has a path', 'https://a.example.com/app'],
    ['has a query', 'https://a.example.com?x'],
    ['has a fragment', 'https://a.example.com/#x'],
    ['has a wildcard', 'https://*.example.com'],
    ['has no scheme', 'example.com'],
    ['has no host', 'https://'],
    ['has another scheme', 'javascript:alert(1)'],
    ['has another scheme and a host', 'ftp://a.example.com'],
    ['has a user name', 'https://trusted@a.example.com'],
    ['has a port that is none', 'http://localhost:99999'],
    ['has two of them', 'https://a.example.com https://b.example.com'],
    ['has a backslash', 'https://a.example.com\\b'],
    ['is null, as sandboxes have it', 'null'],
    ['is a star', '*'],
  ])('%s: is refused with what came and what would be right', async (_, origin) => {
    const answer = await call('POST', PATH, settings({ origin }));
    expect([answer.status, answer.json.errorCode, answer.json.errorSummary]).toEqual([
      400,
      'E0000001',
      'Api validation failed: origin',
    ]);
    expect(causes(answer)).toEqual([
      `origin: Origin value is not valid. “${origin}” is not http or https with a host and, if need be, a port: no path, no wildcard, no user name. Expected one like http://localhost:4200.`,
    ]);
  });

  const BLANK = 'The field cannot be left blank';
  const taken = 'An object with this field already exists in the current organization';
  test.each([
    ['no name', { name: undefined }, `name: ${BLANK}`],
    ['a blank name', { name: ' ' }, `name: ${BLANK}`],
    ['a name that is no text', { name: 5 }, 'name: Expected a text.'],
    ['a long name', { name: 'x'.repeat(256) }, 'name: Expected at most 255 characters; there are 256.'],
    ['the name of another', { name: 'Seeded' }, `name: ${taken}`],
    ['no origin', { origin: undefined }, `origin: ${BLANK}`],
    ['an origin that is no text', { origin: null }, 'origin: Expected a text.'],
    ['a long origin', { origin: `https://${'x'.repeat(256)}` }, 'origin: Expected at most 255 characters; there are 264.'],
    ['the origin of another', { origin: 'http://LOCALHOST:4321/' }, `origin: ${taken}`],
    ['no scopes', { scopes: undefined }, `scopes: ${BLANK}`],
    ['an empty list of scopes', { scopes: [] }, 'scopes: Expected at least one of CORS, REDIRECT, or the origin is trusted for nothing.'],
    ['scopes that are no list', { scopes: 'CORS' }, 'scopes: Expected a list, such as [{"type":"CORS"}].'],
    ['a scope without a type', { scopes: [{}] }, 'scopes[0].type: Expected one of CORS, REDIRECT.'],
    ['a scope twice', { scopes: [{ type: 'CORS' }, { type: 'CORS' }] }, 'scopes: Expected each type once.'],
  ])('%s is refused, for a new one and for one that is there', async (_, wrong, cause) => {
    const made = await make();
    for (const [method, path] of [
      ['POST', PATH],
      ['PUT', `${PATH}/${made.id}`],
    ] as const) {
      const answer = await call(method, path, settings(wrong));
      expect([answer.status, answer.json.errorCode, causes(answer)]).toEqual([400, 'E0000001', [cause]]);
    }
    expect((await call('GET', `${PATH}/${made.id}`)).json).toEqual(made);
  }); // prettier-ignore

  test.each(['cors', 'Redirect', 'IFRAME_EMBED', ''])(
    'an unknown type of scope, "%s", is refused as at Okta',
    async (type) => {
      const answer = await call('POST', PATH, settings({ scopes: [{ type: 'CORS' }, { type }] }));
      expect([answer.status, answer.json.errorCode, causes(answer)]).toEqual([
        400,
        'E0000003',
        ['scopes[1].type: Expected CORS or REDIRECT, in capital letters.'],
      ]);
    },
  );

  test('one may keep its own name and origin', async () => {
    const { id, name, origin } = await make();
    const answer = await call('PUT', `${PATH}/${id}`, { name, origin, scopes: [{ type: 'REDIRECT' }] });
    expect([answer.status, answer.json.scopes]).toEqual([200, [{ type: 'REDIRECT' }]]);
  });
});

describe('who may', () => {
  const READS = [PATH, `${PATH}/${SEEDED.id}`];
  const CHANGES: [string, string, unknown][] = [
    ['POST', PATH, settings()],
    ['PUT', READS[1]!, settings()],
    ['DELETE', READS[1]!, undefined],
    ['POST', `${READS[1]!}/lifecycle/activate`, undefined],
    ['POST', `${READS[1]!}/lifecycle/deactivate`, undefined],
  ];

  test.each(READS)('read %s: admins, also read-only ones', async (path) => {
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('GET', path, undefined, readOnlyAdmin)).status).toBe(200);
    const refused = await call('GET', path, undefined, noAdmin);
    expect([refused.status, refused.json.errorCode]).toEqual([403, 'E0000006']);
  });

  test.each(CHANGES)('%s %s: super admins alone', async (method, path, body) => {
    for (const token of [readOnlyAdmin, noAdmin]) {
      const answer = await call(method, path, body, token);
      expect([answer.status, answer.json.errorCode]).toEqual([403, 'E0000006']);
    }
    expect((await call('GET', READS[1]!)).json).toMatchObject({ ...SEEDED, origin: 'http://localhost:4321' });
  });

  test('needs the scope: to read is not to manage', async () => {
    const options = { clientId: BEARER_APP, redirectUri: REDIRECT_URI };
    const scopes = ['openid', 'okta.trustedOrigins.read'];
    const reading = (await signIn(org, { ...options, scopes })).accessToken;
    const other = (await signIn(org, { ...options, scopes: ['openid', 'okta.apps.read'] })).accessToken;
    for (const path of READS) {
      expect((await call('GET', path, undefined, reading)).status).toBe(200);
      const refused = await call('GET', path, undefined, other);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('WWW-Authenticate')).toMatch(
        /scope="okta\.trustedOrigins\.read", error="insufficient_scope"/,
      );
    }
    for (const [method, path, body] of CHANGES) {
      const refused = await call(method, path, body, reading);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('WWW-Authenticate')).toMatch(
        /scope="okta\.trustedOrigins\.manage", error="insufficient_scope"/,
      );
    }
    const discovery = await fetch(`${org.origin}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({
      scopes_supported: expect.arrayContaining(['okta.trustedOrigins.manage', 'okta.trustedOrigins.read']),
    });
  });

  test.each(CHANGES.slice(1))('%s %s says when there is none', async (method, path, body) => {
    const answer = await call(method, path.replace(SEEDED.id, 'tosUnknown'), body);
    expect([answer.status, answer.json.errorCode, answer.json.errorSummary]).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: tosUnknown (TrustedOrigin)',
    ]);
  });

  test.each([
    ['PUT', PATH, 'GET, HEAD, POST'],
    ['POST', `${PATH}/x`, 'DELETE, GET, HEAD, PUT'],
    ['GET', `${PATH}/x/lifecycle/activate`, 'POST'],
  ])('%s %s is answered with what is possible', async (method, path, allow) => {
    const answer = await call(method, path);
    expect([answer.status, answer.json.errorCode]).toEqual([405, 'E0000022']);
    expect(answer.headers.get('Allow')!.split(', ').sort().join(', ')).toBe(allow);
  });
});

describe('the list', () => {
  test('comes by page, and each page leads to the next', async () => {
    await make();
    await make();
    const ids: string[] = [];
    const first = await call('GET', `${PATH}?limit=2`);
    expect(first.json).toHaveLength(2);
    expect(first.headers.get('Link')).toContain(`<${org.origin}${PATH}?limit=2>; rel="self"`);
    for (let page: Answer | undefined = first; page;) {
      ids.push(...(page.json as { id: string }[]).map(({ id }) => id));
      const next: string | undefined = /<([^<>]*)>; rel="next"/.exec(page.headers.get('Link')!)?.[1];
      page = next === undefined ? undefined : await call('GET', next.slice(org.origin.length));
    }
    const all = (await call('GET', `${PATH}?limit=200`)).json as { id: string }[];
    expect(ids).toEqual(all.map(({ id }) => id));
    expect(ids[0]).toBe(SEEDED.id);
    const wrong = await call('GET', `${PATH}?after=tosx`);
    expect([wrong.status, wrong.json.errorCode]).toEqual([400, 'E0000029']);
  });

  test('can be filtered', async () => {
    const { id } = await make();
    await call('POST', `${PATH}/${id}/lifecycle/deactivate`);
    const filtered = (filter: string): Promise<Answer> => call('GET', `${PATH}?filter=${encodeURIComponent(filter)}`);
    expect((await filtered(`id eq "${id}" or id eq "${SEEDED.id}"`)).json).toMatchObject([{ id: SEEDED.id }, { id }]);
    expect((await filtered('status eq "INACTIVE"')).json).toMatchObject([{ id }]);
    expect((await filtered('origin eq "http://localhost:4321"')).json).toMatchObject([{ id: SEEDED.id }]);
    expect((await filtered('createdBy eq "x"')).json).toMatchObject({ errorCode: 'E0000031' });
  });
});

describe('what was changed', () => {
  test('stays over a restart, and a reset returns to the seed', async () => {
    const ids = async (): Promise<string[]> =>
      ((await call('GET', `${PATH}?limit=200`)).json as { id: string }[]).map(({ id }) => id);
    const { id } = await make();
    await call('PUT', `${PATH}/${SEEDED.id}`, settings({ name: 'Seeded, and changed' }));
    await org.restart();
    expect((await call('GET', `${PATH}/${id}`)).json).toMatchObject({ id, status: 'ACTIVE', createdBy: ADA });
    expect((await call('GET', `${PATH}/${SEEDED.id}`)).json).toMatchObject({ name: 'Seeded, and changed' });

    await call('DELETE', `${PATH}/${SEEDED.id}`);
    await call('DELETE', `${PATH}/${id}`);
    const left = await ids();
    await org.restart();
    expect(await ids()).toEqual(left);
    expect(left).not.toContain(SEEDED.id);

    await org.reset();
    const redirectUri = 'http://localhost:4321/login/callback';
    const scopes = ['openid', 'okta.trustedOrigins.manage'];
    const { accessToken } = await signIn(org, { clientId: BEARER_APP, scopes, redirectUri });
    const seeded = { ...SEEDED, origin: 'http://localhost:4321' };
    expect((await call('GET', PATH, undefined, accessToken)).json).toEqual([{ ...seeded, _links: expect.anything() }]);

    // A seed from before there were any is read, too.
    await org.restart((seed: Partial<Seed>) => delete seed.trustedOrigins);
    expect((await fetch(org.origin)).status).toBe(200);
  });

  test('is bounded', async () => {
    const other = await startTestOrg({
      seed: (seed) => {
        seed.apps[1]!.granted_scopes.push('okta.trustedOrigins.manage');
        seed.trustedOrigins = Array.from({ length: 500 }, (_, index) => ({
          ...SEEDED,
          id: `tos${String(index).padStart(17, '0')}`,
          name: `Origin ${index}`,
          origin: `http://localhost:${10_000 + index}`,
        }));
      },
    });
    const { accessToken } = await signIn(other, {
      clientId: BEARER_APP,
      scopes: ['openid', 'okta.trustedOrigins.manage'],
    });
    const response = await fetch(other.origin + PATH, {
      method: 'POST',
      headers: { 'Authorization': `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(settings()),
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errorCauses: [{ errorSummary: 'origin: An org can have at most 500 trusted origins.' }] },
    ]);
    await other.close();
  });
});
