import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../testing/sign-in.js';
import { BEARER_APP, startTestOrg, type PEOPLE, type TestOrg } from '../testing/test-org.js';
import { ENDPOINTS, endpointRows } from './endpoints.js';

const SCOPES = [...new Set(ENDPOINTS.map(([, , scope]) => scope))];
const OTHER_SCOPE = 'okta.brands.read';
const PAGE = '../../docs/endpoints.md';

let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg({
    seed: ({ apps }) => {
      const app = apps.find(({ client_id: id }) => id === BEARER_APP)!;
      app.granted_scopes = [...SCOPES.filter((scope) => scope !== 'openid'), OTHER_SCOPE];
    },
  });
});
afterAll(() => org.close());

const tokens = new Map<string, Promise<string>>();

/** An access token, the same for the same user and scopes. */
function tokenOf(person: keyof typeof PEOPLE, ...scopes: string[]): Promise<string> {
  const key = [person, ...scopes].join(' ');
  const token = tokens.get(key) ?? signIn(org, { clientId: BEARER_APP, person, scopes }).then((it) => it.accessToken);
  tokens.set(key, token);
  return token;
}

describe.each(ENDPOINTS.map((endpoint) => [endpoint.slice(0, 2).join(' '), endpoint] as const))(
  '%s',
  (_, [method, path, scope, role]) => {
    /** Status, error code and challenge. The body cannot be read: an answer about it comes from the handler. */
    const call = async (
      token?: string,
    ): Promise<{ status: number; text: string; code?: string; challenge: string | null }> => {
      const response = await fetch(org.origin + path.replace(/:userId$/, 'me').replaceAll(/:\w+/g, 'unknown'), {
        method,
        headers: { 'Content-Type': 'text/plain', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
        ...(method !== 'GET' && { body: '{' }),
      });
      const text = await response.text();
      const { errorCode } = (text.startsWith('{') ? JSON.parse(text) : {}) as { errorCode?: string };
      return {
        status: response.status,
        text,
        challenge: response.headers.get('WWW-Authenticate'),
        ...(errorCode !== undefined && { code: errorCode }),
      };
    };
    const REFUSED = { status: 403, code: 'E0000006' };

    test('requires an access token', async () => {
      const answer = await call();
      if (scope === 'openid') expect(answer.status).toBe(401);
      else expect(answer).toMatchObject({ status: 403, code: 'E0000005' });
    });

    test(`requires the scope ${scope}`, async () => {
      // To manage something, the scope to read it is not enough.
      const lesser = scope.endsWith('.manage') ? scope.replace('.manage', '.read') : OTHER_SCOPE;
      const answer = await call(await tokenOf('ada@example.com', lesser));
      expect(answer).toMatchObject({ status: 403, text: '' });
      expect(answer.challenge).toContain(`scope="${scope}"`);
      expect(answer.challenge).toContain('error="insufficient_scope"');
      const passed = await call(await tokenOf('ada@example.com', scope));
      expect([200, 400, 404]).toContain(passed.status);
    });

    test(`requires the role ${role}, before the body is read`, async () => {
      const noRole = await call(await tokenOf('linus@example.com', scope));
      const readOnly = await call(await tokenOf('grace@example.com', scope));
      if (role === 'none') expect(noRole.status).toBe(200);
      else expect(noRole).toMatchObject(REFUSED);
      if (role === 'super-admin') expect(readOnly).toMatchObject(REFUSED);
      else expect([200, 404]).toContain(readOnly.status);
    });
  },
);

test("the org's front page lists all of them", async () => {
  const page = await (await fetch(org.origin)).text();
  for (const [method, path, scope] of endpointRows()) {
    const [, after] = page.split(`<code>${method} ${path}</code>`);
    expect(after?.slice(0, 100)).toContain(scope);
  }
});

test('docs/endpoints.md shows this table (to write it again: npx vitest run org/api/endpoints.test.ts -u)', async () => {
  const rows = endpointRows().map(
    ([method, path, scope, role]) => `| ${method} | \`${path}\` | \`${scope}\` | ${role} |`,
  );
  const page = `# Endpoints that require an access token

Generated from \`org/api/endpoints.ts\`.

The org checks, in this order: the token (with its proof, if it is bound to a key), the scope, the admin role, and then the
body. \`manage\` includes \`read\`, and both include their \`.self\`. The role is that of the user or, for the token of a service
app, that of the app. With the role \`none\`, an endpoint shows callers what they may see: users without a role only themselves.

| Method | Path | Least scope | Least admin role |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  const config = await resolveConfig(import.meta.filename);
  await expect(await format(page, { ...config, parser: 'markdown' })).toMatchFileSnapshot(PAGE);
});
