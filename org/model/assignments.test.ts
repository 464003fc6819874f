/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return --
   the answers are JSON, and their shapes are what is tested */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestBrowser } from '../testing/browser.js';
import { authorize, authorizeAddress, REDIRECT_URI, requestTokens, signIn, type SignedIn } from '../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, PEOPLE, startTestOrg, type TestOrg } from '../testing/test-org.js';

const NOT_ASSIGNED = {
  error: 'access_denied',
  error_description: 'User is not assigned to the client application.',
};
const INVALID_REFRESH = { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' };

const APP = `/api/v1/apps/${DPOP_APP}`;
const USERS = `${APP}/users`;
const LINUS = '00uiJFUDUSk720cp0CvH';
const GRACE = '00uMqfCNWh1P4hD41aAI';
const LEFT = '00uPK4ivXN3OqaQDPcuG';

let org: TestOrg;
let superAdmin: string;
let readOnlyAdmin: string;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      const scopes = ['okta.apps.manage', 'okta.logs.read'];
      seed.apps.find(({ client_id: id }) => id === BEARER_APP)!.granted_scopes.push(...scopes);
    },
  });
  const scopes = ['openid', 'okta.apps.manage', 'okta.logs.read'];
  superAdmin = (await signIn(org, { clientId: BEARER_APP, scopes })).accessToken;
  readOnlyAdmin = (await signIn(org, { clientId: BEARER_APP, scopes, person: 'grace@example.com' })).accessToken;
});

afterAll(() => org.close());

interface Answer {
  status: number;
  // The shapes are what the tests are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
  headers: Headers;
}

async function call(method: string, path: string, body?: unknown, token = superAdmin): Promise<Answer> {
  const response = await fetch(new URL(path, org.origin), {
    method,
    headers: { 'Authorization': `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}

/** Opens the app to everyone, or closes it to all but those who are assigned. */
async function openToEveryone(implicitAssignment: boolean): Promise<void> {
  expect((await call('PUT', APP, { label: 'An app', settings: { implicitAssignment } })).status).toBe(200);
}

const assign = (id: string): Promise<Answer> => call('POST', USERS, { id });
const unassign = (id: string): Promise<Answer> => call('DELETE', `${USERS}/${id}`);

/** What comes back to the app, after the sign-in form if that is shown. */
async function outcome(
  person: keyof typeof PEOPLE,
  browser = new TestBrowser(org.origin),
  parameters: Record<string, string> = {},
): Promise<Record<string, string>> {
  const address = authorizeAddress(org, { verifier: 'v'.repeat(43) }, { state: 'a state', ...parameters });
  const page = await browser.follow(await browser.open(address));
  const form = { username: person, password: PEOPLE[person] };
  const { leftFor } = page.leftFor
    ? page
    : await browser.follow(await browser.open(new URL(page.response.url).pathname, form));
  return Object.fromEntries(leftFor!.searchParams);
}

async function refresh({ refreshToken, key }: SignedIn): Promise<Record<string, unknown>> {
  const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: refreshToken! };
  return (await (await requestTokens(org, parameters, key)).json()) as Record<string, unknown>;
}

async function isActive(token: string): Promise<boolean> {
  const body = new URLSearchParams({ client_id: DPOP_APP, token });
  const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
  return ((await response.json()) as { active: boolean }).active;
}

/** The newest event of a type. */
async function lastEvent(type: string): Promise<Answer['json']> {
  const query = new URLSearchParams({ filter: `eventType eq "${type}"`, sortOrder: 'DESCENDING', limit: '1' });
  return (await call('GET', `/api/v1/logs?${String(query)}`)).json[0];
}

beforeEach(async () => {
  for (const { id } of (await call('GET', USERS)).json) await unassign(id);
  await openToEveryone(true);
});

describe('the authorization of an app for assigned people only', () => {
  beforeEach(() => openToEveryone(false));

  test('refuses who is not assigned, after the sign-in', async () => {
    expect(await outcome('linus@example.com')).toEqual({ ...NOT_ASSIGNED, state: 'a state', iss: expect.anything() });
    await assign(LINUS);
    expect(await outcome('linus@example.com')).toMatchObject({ code: expect.any(String), state: 'a state' });
    expect(await outcome('ada@example.com')).toMatchObject(NOT_ASSIGNED); // whatever her role
  });

  test.each<Record<string, string>>([{}, { prompt: 'none' }, { prompt: 'consent' }])(
    'refuses with a session: %j',
    async (parameters) => {
      const { browser } = await authorize(org, { clientId: BEARER_APP, person: 'linus@example.com' });
      expect(await outcome('linus@example.com', browser, parameters)).toMatchObject(NOT_ASSIGNED);
      await assign(LINUS);
      expect(await outcome('linus@example.com', browser, parameters)).toHaveProperty('code');
    },
  );

  test('asks for the sign-in first, with prompt=login, so that somebody else may come', async () => {
    const { browser } = await authorize(org, { clientId: BEARER_APP, person: 'linus@example.com' });
    const address = authorizeAddress(org, { verifier: 'v'.repeat(43) }, { prompt: 'login' });
    const { leftFor, response } = await browser.follow(await browser.open(address));
    expect(leftFor).toBeUndefined();
    expect(await response.text()).toContain('name="username"');
  });

  test('asks who has no session to sign in first', async () => {
    const refused = await outcome('linus@example.com', undefined, { prompt: 'none' });
    expect(refused['error']).toBe('login_required');
  });

  test('is in the System Log, with the person and the check that failed', async () => {
    await outcome('linus@example.com');
    expect(await lastEvent('app.oauth2.authorize.code')).toMatchObject({
      actor: { id: LINUS, alternateId: 'linus@example.com' },
      outcome: { result: 'FAILURE', reason: NOT_ASSIGNED.error_description },
      target: [{ id: DPOP_APP, type: 'AppInstance' }],
      debugContext: { debugData: { dpopChecks: expect.stringMatching(/"assignment".*"passed":false.*linus@/) } },
    });
  });
});

describe('when an assignment is taken away', () => {
  test('the tokens of that person and app end, and no others', async () => {
    await assign(LINUS);
    await assign(GRACE);
    await openToEveryone(false);
    const [linus, grace] = await Promise.all([
      signIn(org, { person: 'linus@example.com' }),
      signIn(org, { person: 'grace@example.com' }),
    ]);
    const elsewhere = await signIn(org, { clientId: BEARER_APP, person: 'linus@example.com', browser: linus.browser });
    const { code, verifier } = await authorize(org, { person: 'linus@example.com', browser: linus.browser });

    expect((await unassign(LINUS)).status).toBe(204);
    expect(await refresh(linus)).toEqual(INVALID_REFRESH);
    expect(await isActive(linus.accessToken)).toBe(false);
    const request = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };
    const exchange = await requestTokens(org, { ...request, code, code_verifier: verifier }, linus.key);
    expect(await exchange.json()).toMatchObject({ error: 'invalid_grant' });

    expect(await isActive(grace.accessToken)).toBe(true);
    expect(await refresh(grace)).toHaveProperty('access_token');
    const body = new URLSearchParams({ client_id: BEARER_APP, token: elsewhere.accessToken });
    const introspected = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
    expect(await introspected.json()).toMatchObject({ active: true });

    await assign(LINUS); // those of before stay ended
    expect(await refresh(linus)).toEqual(INVALID_REFRESH);
  });

  test('they stay while everyone may sign in, and end when that is over', async () => {
    await assign(LINUS);
    const [linus, ada] = await Promise.all([signIn(org, { person: 'linus@example.com' }), signIn(org)]);
    await unassign(LINUS);
    expect(await isActive(linus.accessToken)).toBe(true);
    await assign(LINUS);
    await openToEveryone(false);
    expect(await isActive(linus.accessToken)).toBe(true);
    expect(await isActive(ada.accessToken)).toBe(false);
    expect(await refresh(ada)).toEqual(INVALID_REFRESH);
  });

  test('by a change of the seed, the next refresh and code say so in the System Log', async () => {
    const other = await startTestOrg({
      seed: (seed) => {
        seed.apps.find(({ client_id: id }) => id === BEARER_APP)!.granted_scopes.push('okta.logs.read');
      },
    });
    try {
      const { accessToken } = await signIn(other, { clientId: BEARER_APP, scopes: ['openid', 'okta.logs.read'] });
      const session = await signIn(other);
      const { code, verifier } = await authorize(other, { browser: session.browser });
      await other.restart((seed) => {
        seed.apps.find(({ client_id: id }) => id === BEARER_APP)!.granted_scopes.push('okta.logs.read');
        Object.assign(
          seed.apps.find(({ client_id: id }) => id === DPOP_APP)!,
          { implicit_assignment: false },
        );
      });
      const grants: Record<string, string>[] = [
        { grant_type: 'refresh_token', refresh_token: session.refreshToken! },
        { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI },
      ];
      for (const grant of grants) {
        const response = await requestTokens(other, { client_id: DPOP_APP, ...grant }, session.key);
        expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
        const logs = await fetch(`${other.origin}/api/v1/logs?sortOrder=DESCENDING&limit=1`, {
          headers: { Authorization: `Bearer ${accessToken}` },
        });
        expect(JSON.stringify(await logs.json())).toMatch(/assignment.*an assigned user.*ada@example\.com/);
      }
    } finally {
      await other.close();
    }
  });
});

describe('Application Users of the API', () => {
  test('are assigned, listed, found and removed', async () => {
    const assigned = await assign(LINUS);
    expect(assigned.status).toBe(200);
    expect(Object.entries(assigned.json)).toEqual([
      ['id', LINUS],
      ['externalId', null],
      ['created', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)],
      ['lastUpdated', assigned.json.created],
      ['scope', 'USER'],
      ['status', 'ACTIVE'],
      ['statusChanged', assigned.json.created],
      ['passwordChanged', null],
      ['syncState', 'DISABLED'],
      ['credentials', { userName: 'linus@example.com' }],
      ['profile', {}],
      ['_links', { app: { href: `${org.origin}${APP}` }, user: { href: `${org.origin}/api/v1/users/${LINUS}` } }],
    ]);
    expect((await call('GET', `${USERS}/${LINUS}`)).json).toEqual(assigned.json);
    expect((await call('GET', USERS)).json).toEqual([assigned.json]);
    const expanded = await call('GET', `${USERS}/${LINUS}?expand=user`);
    expect(expanded.json._embedded.user).toMatchObject({ id: LINUS, profile: { login: 'linus@example.com' } });

    org.advance(5);
    expect((await assign(LINUS)).json).toEqual(assigned.json); // it is the same assignment
    expect(await unassign(LINUS)).toMatchObject({ status: 204, json: undefined });
    expect((await call('GET', USERS)).json).toEqual([]);
    expect((await unassign(LINUS)).json).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: `Not found: Resource not found: ${LINUS} (AppUser)`,
    });
    expect((await call('GET', `${USERS}/${LINUS}`)).status).toBe(404);
  });

  test('last over a restart', async () => {
    await assign(LINUS);
    await openToEveryone(false);
    await org.restart();
    expect((await call('GET', `${USERS}/${LINUS}`)).status).toBe(200);
    expect((await call('GET', APP)).json.settings.implicitAssignment).toBe(false);
    expect(await outcome('ada@example.com')).toMatchObject(NOT_ASSIGNED);
  });

  test('are listed by page, also when those of the first page are removed meanwhile', async () => {
    const people = (await call('GET', `/api/v1/apps/${BEARER_APP}/users`)).json;
    expect(people).toEqual([]);
    const ids = [LINUS, GRACE, '00uf0fncdzKWhktBud9p'];
    for (const id of ids) await assign(id);
    const first = await call('GET', `${USERS}?limit=2`);
    expect(first.json).toHaveLength(2);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('Link')!)![1]!;
    for (const { id } of first.json) await unassign(id);
    const second = await call('GET', next);
    const seen = [...first.json, ...second.json].map(({ id }: { id: string }) => id);
    expect(seen.sort()).toEqual(ids.sort());
    expect(second.headers.get('Link')).not.toContain('rel="next"');
    expect((await call('GET', `${USERS}?q=nobody`)).json).toEqual([]);
    expect((await call('GET', USERS)).headers.get('Link')).toContain('limit=50');
  });

  test.each<[string, unknown, number, string, RegExp]>([
    ['nobody', {}, 400, 'E0000001', /^Api validation failed: id$/],
    ['a number', { id: 1 }, 400, 'E0000001', /: id$/],
    ['a group', { id: LINUS, scope: 'GROUP' }, 400, 'E0000001', /: scope$/],
    ['an unknown user', { id: '00unobody' }, 404, 'E0000007', /: 00unobody \(User\)$/],
    ['a login', { id: 'linus@example.com' }, 404, 'E0000007', /\(User\)$/],
    ['somebody who left', { id: LEFT }, 400, 'E0000001', /: id$/],
  ])('refuse %s', async (_, body, status, code, summary) => {
    const answer = await call('POST', USERS, body);
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
    expect(answer.json.errorSummary).toMatch(summary);
    expect((await call('GET', USERS)).json).toEqual([]);
  });

  test('are not for services', async () => {
    const path = '/api/v1/apps/0oa1service00SERVICE/users';
    expect((await call('GET', path)).json).toEqual([]);
    expect((await call('POST', path, { id: LINUS })).json.errorCode).toBe('E0000001');
    const opened = await call('PUT', path.replace('/users', ''), {
      label: 'Practice service',
      settings: { implicitAssignment: true },
    });
    expect(opened.json.errorSummary).toBe('Api validation failed: implicitAssignment');
  });

  test('are read by every admin, and changed by a super admin, with the scope for it', async () => {
    await assign(GRACE);
    expect((await call('GET', USERS, undefined, readOnlyAdmin)).json).toHaveLength(1);
    expect((await call('POST', USERS, { id: LINUS }, readOnlyAdmin)).json.errorCode).toBe('E0000006');
    expect((await call('DELETE', `${USERS}/${GRACE}`, undefined, readOnlyAdmin)).json.errorCode).toBe('E0000006');
    const { accessToken } = await signIn(org, { clientId: BEARER_APP, scopes: ['openid', 'okta.apps.read'] });
    expect((await call('GET', USERS, undefined, accessToken)).status).toBe(200);
    for (const [method, path] of [
      ['POST', USERS],
      ['DELETE', `${USERS}/${GRACE}`],
    ] as const) {
      const refused = await fetch(org.origin + path, { method, headers: { Authorization: `Bearer ${accessToken}` } });
      expect(refused.headers.get('WWW-Authenticate')).toMatch(/scope="okta\.apps\.manage", error="insufficient_scope"/);
    }
    expect((await call('GET', '/api/v1/apps/0oanone/users')).json.errorCode).toBe('E0000007');
  });

  test('are in the System Log with who did it, to whom', async () => {
    await assign(LINUS);
    const added = await lastEvent('application.user_membership.add');
    await unassign(LINUS);
    const removed = await lastEvent('application.user_membership.remove');
    for (const event of [added, removed]) {
      expect(event).toMatchObject({
        actor: { alternateId: 'ada@example.com', type: 'User' },
        outcome: { result: 'SUCCESS' },
        target: [
          { id: DPOP_APP, type: 'AppInstance' },
          { id: LINUS, type: 'User', displayName: 'Linus Sørensen' },
        ],
      });
    }
  });
});

test('an app that the API makes is for nobody, unless its body says for everyone', async () => {
  const oauthClient = {
    application_type: 'browser',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code'],
  };
  const make = async (settings: object): Promise<boolean> =>
    (await call('POST', '/api/v1/apps', { label: 'Made', settings: { oauthClient, ...settings } })).json.settings
      .implicitAssignment;
  expect(await make({})).toBe(false);
  expect(await make({ implicitAssignment: true })).toBe(true);
});

test('an app of a state that knows of no assignments is for everyone, with the default rotation', async () => {
  await openToEveryone(false);
  await org.restart(() => {
    const path = org.stateFile;
    const state = JSON.parse(readFileSync(path, 'utf8'));
    const { value } = state.entries.App[DPOP_APP];
    expect(value.implicit_assignment).toBe(false);
    for (const name of ['implicit_assignment', 'assignments', 'refresh_token']) Reflect.deleteProperty(value, name);
    delete state.checksum; // files of that time have none
    writeFileSync(path, JSON.stringify(state));
  });
  expect(await outcome('linus@example.com')).toHaveProperty('code');
  const { json } = await call('GET', APP);
  expect(json.settings).toMatchObject({
    implicitAssignment: true,
    oauthClient: { refresh_token: { rotation_type: 'ROTATE', leeway: 30 } },
  });
});
