import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type Answer, type TestApi } from '../testing/test-api.js';
import { ADA, GRACE, LEFT, LINUS, PLAIN_SERVICE, READING_SERVICE, SUSPENDED, USERS } from '../testing/small-seed.js';

let api: TestApi;
let ada: string;
beforeAll(async () => {
  api = await startTestApi();
  ada = await api.token();
});
afterAll(() => api.close());

interface UserJson {
  id: string;
  status: string;
  profile: { login: string; lastName: string };
}
const list = async (query = '', token = ada): Promise<Answer & { users: UserJson[]; logins: string[] }> => {
  const answer = await api.get(`/api/v1/users${query}`, token);
  const users = answer.status === 200 ? (JSON.parse(answer.body) as UserJson[]) : [];
  return { ...answer, users, logins: users.map(({ profile }) => profile.login) };
};
const by = (user: { id: string; profile: { login: string } }, scp?: string[]): Promise<string> =>
  api.token({ uid: user.id, sub: user.profile.login, ...(scp && { scp }) });
const service = (app: { client_id: string }): Promise<string> =>
  api.token({ uid: undefined, sub: app.client_id, cid: app.client_id, scp: ['okta.users.read'] });
const errorOf = ({ status, body }: Answer): unknown[] => {
  const { errorCode, errorSummary, errorCauses } = JSON.parse(body) as Record<string, unknown>;
  return [
    status,
    errorCode,
    errorSummary,
    ...(errorCauses as { errorSummary: string }[]).map((cause) => cause.errorSummary),
  ];
};
const staying = USERS.filter(({ status }) => status !== 'DEPROVISIONED').map(({ profile }) => profile.login);

describe('the list of users', () => {
  test('has the shape and the order of members that were recorded', async () => {
    const { body, headers } = await list('?limit=1');
    expect(headers['content-type']).toBe('application/json');
    expect(body).toBe(
      `[{"id":"00uada00000000000ada","status":"ACTIVE","created":"2026-01-02T03:04:05.000Z","activated":null,"statusChanged":"2026-01-02T03:04:05.000Z","lastLogin":null,"lastUpdated":"2026-01-02T03:04:05.000Z","passwordChanged":"2026-01-02T03:04:05.000Z","type":{"id":"oty1practice0default"},"profile":{"firstName":"Ada","lastName":"Lovelace","mobilePhone":null,"secondEmail":null,"login":"ada@example.com","email":"ada@example.com"},"credentials":{"password":{},"emails":[{"value":"ada@example.com","status":"VERIFIED","type":"PRIMARY"}],"provider":{"type":"OKTA","name":"OKTA"}},"_links":{"self":{"href":"${api.origin}/api/v1/users/00uada00000000000ada"}}}]`,
    );
  });

  test('leaves out who was deprovisioned', async () => {
    expect((await list()).logins).toEqual(staying);
  });

  test.each([
    ['a super admin', ADA, staying],
    ['a read-only admin', GRACE, staying],
    ['somebody without a role', LINUS, []],
  ])('for %s has all that the role may see', async (_, user, logins) => {
    const answer = await list('', await by(user));
    expect(answer.status).toBe(200);
    expect(answer.logins).toEqual(logins);
    expect(answer.all('Link')).toEqual([`<${api.origin}/api/v1/users?limit=200>; rel="self"`]);
  });

  test('for a service app has what the role of the app may see', async () => {
    expect((await list('', await service(READING_SERVICE))).logins).toEqual(staying);
    expect((await list('', await service(PLAIN_SERVICE))).body).toBe('[]');
  });

  test.each([ADA, LINUS])('with okta.users.read.self alone has the caller alone ($profile.login)', async (user) => {
    expect((await list('', await by(user, ['okta.users.read.self']))).logins).toEqual([user.profile.login]);
  });

  test('with okta.users.read.self and a search has the caller or nobody', async () => {
    const token = await by(LINUS, ['okta.users.read.self']);
    expect((await list('?q=linus', token)).logins).toEqual(['linus@example.com']);
    expect((await list('?q=ada', token)).logins).toEqual([]);
  });
});

describe('pages', () => {
  test('are linked by two Link headers, and lead through all users once', async () => {
    let path: string | undefined = '/api/v1/users?limit=4';
    const seen: string[] = [];
    const sizes: number[] = [];
    while (path) {
      const answer: Answer = await api.get(path, ada);
      const [self, next, ...more] = answer.all('Link');
      expect(self).toBe(`<${api.origin}${path}>; rel="self"`);
      expect(more).toEqual([]);
      const users = JSON.parse(answer.body) as UserJson[];
      seen.push(...users.map(({ profile }) => profile.login));
      sizes.push(users.length);
      if (next) expect(next).toBe(`<${api.origin}/api/v1/users?after=2${users.at(-1)!.id}&limit=4>; rel="next"`);
      path = next && /^<http:\/\/[^/]+(.*)>; rel="next"$/.exec(next)![1];
    }
    expect(seen).toEqual(staying);
    expect(sizes).toEqual([4, 4, 4, 3]);
  });

  test('end without a next one when the last is full', async () => {
    expect((await list(`?limit=${staying.length}`)).all('Link')).toHaveLength(1);
    expect((await list(`?limit=${staying.length - 1}`)).all('Link')).toHaveLength(2);
  });

  test('keep the other parameters in their links', async () => {
    const answer = await list('?search=status%20eq%20%22ACTIVE%22&limit=2&sortBy=profile.login');
    const next = new URL(/<(.*)>/.exec(answer.all('Link')[1]!)![1]!);
    expect(Object.fromEntries(next.searchParams)).toEqual({
      after: `2${answer.users[1]!.id}`,
      limit: '2',
      search: 'status eq "ACTIVE"',
      sortBy: 'profile.login',
    });
  });

  test('go on after somebody who does not match any more', async () => {
    const { logins } = await list(`?after=2${LEFT.id}&limit=1`);
    expect(logins).toEqual([SUSPENDED.profile.login]);
  });

  test.each(['', '200unknown', LEFT.id, '2', 'a"b'])('after "%s", which is no cursor, are refused', async (after) => {
    expect(errorOf(await list(`?after=${encodeURIComponent(after)}`))).toEqual(
      [400, 'E0000029', 'Invalid paging request.', 'Invalid cursor.'], // prettier-ignore
    );
  });

  test('do not tell who exists: for nobody, every cursor is unknown', async () => {
    const token = await by(LINUS, ['okta.users.read.self']);
    expect((await list(`?after=2${ADA.id}`, token)).status).toBe(400);
  });

  test('hold 200 at most', async () => {
    expect((await list('?limit=500')).all('Link')).toEqual([`<${api.origin}/api/v1/users?limit=200>; rel="self"`]);
  });

  test.each(['0', '-1', 'ten', '1.5', '', '1e2'])('of %s are refused', async (limit) => {
    expect(errorOf(await list(`?limit=${limit}`))).toEqual([
      400,
      'E0000001',
      'Api validation failed: limit',
      'limit: expected a whole number from 1 to 200.',
    ]);
  });
});

describe('q', () => {
  test.each([
    ['ada', ['ada@example.com']],
    ['LOVE', ['ada@example.com']],
    ['grace@', ['grace@example.com']],
    ['s%C3%B8r', ['linus@example.com']],
    ['example.com', []],
    ['left', []],
    ['o%22neill', ['sam@example.com']],
    ['%25', []],
  ])('%s finds who has a name or address that starts with it', async (q, logins) => {
    expect((await list(`?q=${q}`)).logins).toEqual(logins);
  });

  test('finds ten, and has no next page', async () => {
    const answer = await list('?q=agent');
    expect(answer.logins).toHaveLength(10);
    expect(answer.all('Link')).toEqual([`<${api.origin}/api/v1/users?limit=10&q=agent>; rel="self"`]);
    expect((await list('?q=agent&limit=11')).logins).toHaveLength(11);
  });
});

describe('search', () => {
  const found = async (search: string, more = ''): Promise<string[]> =>
    (await list(`?search=${encodeURIComponent(search)}${more}`)).logins;

  test.each([
    ['profile.lastName eq "lovelace"', ['ada@example.com']],
    ['profile.lastName eq "O\\"Neill"', ['sam@example.com']],
    ['profile.firstName sw "l"', ['linus@example.com', 'left@example.com']],
    ['profile.email co "RACE"', ['grace@example.com']],
    ['status eq "DEPROVISIONED"', ['left@example.com']],
    ['status eq "deprovisioned" or profile.login eq "ada@example.com"', ['ada@example.com', 'left@example.com']],
    ['(status lt "ACTIVE" or status gt "ACTIVE") and profile.firstName sw "S"', ['sam@example.com']],
    ['lastUpdated gt "2026-02-09T00:00:00.000Z"', ['agent10@example.com', 'agent00@example.com']],
    [`id eq "${GRACE.id}"`, ['grace@example.com']],
    ['profile.mobilePhone eq ""', []],
  ])('%s', async (search, logins) => expect(await found(search)).toEqual(logins));

  test.each([
    ['profile.lastName is "x"', 'Expected one of eq, sw, co, gt, ge, lt, le at character 18, found is'],
    ['status co "ACT"', 'Expected one of eq, sw, gt, ge, lt, le at character 8, found co'],
    ['status ne "ACTIVE"', 'Expected one of eq, sw, gt, ge, lt, le at character 8, found ne'],
    ['profile.shoeSize eq "42"', 'Expected a property that can be searched at character 1, found profile.shoeSize'],
    ['password eq "x"', 'Expected a property that can be searched at character 1, found password'],
    ['role eq "SUPER_ADMIN"', 'Expected a property that can be searched at character 1, found role'],
    ['constructor eq "x"', 'Expected a property that can be searched at character 1, found constructor'],
  ])('%s is refused, with the place', async (search, cause) => {
    const answer = await list(`?search=${encodeURIComponent(search)}`);
    expect(errorOf(answer)).toEqual([400, 'E0000031', 'Invalid search criteria.', cause]);
  });

  test('sorts without regard to case, and by id where values are the same', async () => {
    const search = 'profile.login sw "a" or profile.login sw "g" or profile.login sw "l"';
    const ascending = await found(search, '&sortBy=profile.firstName&limit=3');
    expect(ascending).toEqual(['ada@example.com', 'agent00@example.com', 'agent01@example.com']);
    const descending = await found(search, '&sortBy=profile.firstName&sortOrder=desc&limit=4');
    expect(descending).toEqual(['linus@example.com', 'left@example.com', 'grace@example.com', 'agent00@example.com']);
  });

  test('sorts through all pages', async () => {
    const search = `?search=${encodeURIComponent('status eq "ACTIVE"')}&sortBy=lastUpdated&sortOrder=desc`;
    const whole = (await list(search)).logins;
    const first = await list(`${search}&limit=5`);
    const next = /<http:\/\/[^/]+\/api\/v1\/users(.*)>/.exec(first.all('Link')[1]!)![1]!;
    expect([...first.logins, ...(await list(next)).logins]).toEqual(whole.slice(0, 10));
  });

  test('cannot sort by what is no property', async () => {
    const answer = await list('?search=status%20eq%20%22ACTIVE%22&sortBy=password');
    expect(errorOf(answer)).toEqual([
      400,
      'E0000031',
      'Invalid search criteria.',
      'Expected a property to sort by, found password',
    ]);
  });

  test('is what sortBy is for: without it, it is ignored', async () => {
    expect((await list('?sortBy=profile.lastName')).logins).toEqual(staying);
  });
});

describe('filter', () => {
  test.each([
    ['status eq "SUSPENDED"', ['sam@example.com']],
    ['status eq "DEPROVISIONED"', ['left@example.com']],
    [`id eq "${GRACE.id}" or status eq "SUSPENDED"`, ['grace@example.com', 'sam@example.com']],
    ['profile.firstName eq "ada"', []],
    ['lastUpdated ge "2026-02-28T00:00:00.000Z"', ['agent00@example.com']],
  ])('%s', async (filter, logins) => {
    expect((await list(`?filter=${encodeURIComponent(filter)}`)).logins).toEqual(logins);
  });

  test.each(['status sw "A"', 'created eq "x"', 'status', 'lastUpdated co "2"'])('%s is refused', async (filter) => {
    expect((await list(`?filter=${encodeURIComponent(filter)}`)).status).toBe(400);
  });
});

describe('one user', () => {
  test.each(['ada@example.com', 'ada%40example.com', 'ADA@example.com', ADA.id, 'me'])('is found as %s', async (id) => {
    const answer = await api.get(`/api/v1/users/${id}`, ada);
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toMatch(/^"[\w-]+"$/);
    const json = JSON.parse(answer.body) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual(
      ['id', 'status', 'created', 'activated', 'statusChanged', 'lastLogin', 'lastUpdated', 'passwordChanged', 'type', 'profile', 'credentials', '_links'], // prettier-ignore
    );
    expect(json).toMatchObject({
      id: ADA.id,
      _links: {
        self: { href: `${api.origin}/api/v1/users/${ADA.id}` },
        suspend: { href: `${api.origin}/api/v1/users/${ADA.id}/lifecycle/suspend`, method: 'POST' },
      },
    });
  });

  test('that does not exist is E0000007', async () => {
    expect(errorOf(await api.get('/api/v1/users/no%22body', ada))).toEqual(
      [404, 'E0000007', 'Not found: Resource not found: no"body (User)'], // prettier-ignore
    );
  });

  test('may be oneself, whatever the role', async () => {
    for (const scope of ['okta.users.read', 'okta.users.read.self']) {
      const token = await by(LINUS, [scope]);
      expect((await api.get('/api/v1/users/me', token)).status).toBe(200);
      expect((await api.get(`/api/v1/users/${LINUS.id}`, token)).status).toBe(200);
      expect((await api.get('/api/v1/users/linus@example.com', token)).status).toBe(200);
    }
  });

  test.each([
    ['somebody without a role', LINUS, 'okta.users.read'],
    ['an admin with the .self scope alone', ADA, 'okta.users.read.self'],
  ])('is not somebody else, existing or not, for %s', async (_, user, scope) => {
    const token = await by(user, [scope]);
    for (const id of [GRACE.id, 'nobody']) {
      expect(errorOf(await api.get(`/api/v1/users/${id}`, token))).toEqual(
        [403, 'E0000006', 'You do not have permission to perform the requested action'], // prettier-ignore
      );
    }
  });

  test('is nobody as "me" of a service app', async () => {
    expect(errorOf(await api.get('/api/v1/users/me', await service(READING_SERVICE)))).toEqual(
      [404, 'E0000007', 'Not found: Resource not found: me (User)'], // prettier-ignore
    );
  });

  test('has the links of its status', async () => {
    const answer = await api.get(`/api/v1/users/${LEFT.id}`, ada);
    expect(Object.keys((JSON.parse(answer.body) as { _links: object })._links)).toEqual(['schema', 'self', 'type']);
  });
});
