import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startScriptedOrg, tokenBody, type Script, type ScriptedOrg, type ScriptedResponse } from '../testing/scripted-org.js'; // prettier-ignore
import { configureFor, testCli, type CommandResult, type TestCli } from '../testing/test-cli.js';

/** Has the length and the form of a JWT. */
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwb2EifQ.${'c2lnbmF0dXJl'.repeat(10)}`;
const withToken =
  (more: object = {}): Script =>
  (request) => ({ body: { ...tokenBody(request), access_token: TOKEN, ...more } });

let service: TestCli;
let org: ScriptedOrg;
beforeAll(() => void (service = testCli()));
afterAll(() => service.close());
afterEach(() => org.close());

/** Runs a command against an org with the given responses. */
async function run(args: string[], script: { token?: Script; api?: Script }): Promise<CommandResult> {
  org = await startScriptedOrg({ token: withToken(), ...script });
  return service.run(args, configureFor(org, service));
}

/** The secrets that were sent, as far as they stand in the output. Lines are joined, since long words are wrapped. */
function printedSecrets({ stdout, stderr }: CommandResult): string[] {
  const output = (stdout + stderr).replaceAll(/\s/g, '');
  const sent = org.received.flatMap(({ headers, body }) => [
    headers.authorization?.split(' ')[1],
    headers['dpop'] as string | undefined,
    new URLSearchParams(body).get('client_assertion'),
  ]);
  // The signature alone must not be shown either.
  const secrets = sent.flatMap((secret) => (secret ? [secret, secret.split('.').at(-1)!] : []));
  return [...new Set(secrets)].filter((secret) => output.includes(secret));
}

const allOf = ({ headers, body }: Parameters<Script>[0]): object => ({ headers, form: body, parts: [headers.authorization?.split('.')] }); // prettier-ignore
const sentToken = ({ headers }: Parameters<Script>[0]): string => headers.authorization!.split(' ')[1]!;

describe('a secret that the server sends back is struck out', () => {
  const echoes: [what: string, script: { token?: Script; api?: Script }, args?: string[]][] = [
    ['in JSON, at any depth and as a name', { api: (request) => ({ body: [{ [sentToken(request)]: { deep: [allOf(request), JSON.stringify(allOf(request))] } }] }) }, ['call', 'GET', '/a']], // prettier-ignore
    ['in text', { api: (request) => ({ body: `You sent:\n${JSON.stringify(allOf(request))}` }) }, ['call', 'GET', '/a']], // prettier-ignore
    ['in a user', { api: (request) => ({ body: [{ id: '1', status: 'ACTIVE', created: '', lastLogin: null, profile: { login: sentToken(request) } }] }) }], // prettier-ignore
    ['in an error', { api: (request) => ({ status: 403, body: { errorCode: 'E1', errorSummary: `${'x'.repeat(450)} ${sentToken(request)}`, ...allOf(request) } }) }], // prettier-ignore
    ['in an error code', { api: (request) => ({ status: 400, body: { errorCode: sentToken(request) } }) }],
    ['in a challenge', { api: (request) => ({ status: 401, headers: { 'WWW-Authenticate': `DPoP error="x", error_description="${sentToken(request)}"` } }) }], // prettier-ignore
    ['in a redirect', { api: (request) => ({ status: 302, headers: { Location: `https://evil.example/${'x'.repeat(160)}?${sentToken(request)}` } }) }], // prettier-ignore
    ['in a link to the next page', { api: (request) => ({ headers: { Link: `<https://evil.example/${sentToken(request)}>; rel="next"` }, body: [] }) }], // prettier-ignore
    ['in a nonce', { api: (request) => ({ headers: { 'DPoP-Nonce': sentToken(request) }, body: [] }) }],
    ['in a refusal of the token endpoint', { token: (request) => ({ status: 400, body: { error: 'invalid_client', error_description: request.body, deep: [allOf(request)] } }) }], // prettier-ignore
    ['in a token response', { token: (request) => withToken({ deep: [allOf(request), { text: `Your token is ${TOKEN}.` }] })(request, 1) }], // prettier-ignore
  ];
  for (const trace of [[], ['--trace']]) {
    test.each(echoes)(`%s, ${trace.join('') || 'without --trace'}`, async (_, script, args = ['users']) => {
      const result = await run([...args, ...trace], script);
      expect(printedSecrets(result)).toEqual([]);
      expect(result.stderr).not.toMatch(/^ +at /m);
      for (const { code, stdout } of [await service.run([...args, ...trace, '--json'], configureFor(org, service))]) {
        if (code === 0) JSON.parse(stdout);
      }
      expect(printedSecrets({ code: 0, stdout: service.allOutput(), stderr: '' })).toEqual([]);
    });
  }

  test('unless --show-secrets is given', async () => {
    const result = await run(['call', 'GET', '/a', '--show-secrets'], { api: (request) => ({ body: allOf(request) }) });
    expect(printedSecrets(result)).toContain(TOKEN);
  });

  test('if it is short, as a whole word only', async () => {
    const { stdout } = await run(['call', 'GET', '/a'], {
      token: withToken({ access_token: 'ada' }),
      api: ({ headers }) => ({ body: { sent: headers.authorization, login: 'adamant' } }),
    });
    expect(JSON.parse(stdout)).toEqual({ sent: 'DPoP (hidden)', login: 'adamant' });
  });
});

describe('a response of an unexpected form is an error that says what is wrong:', () => {
  const user = { id: '1', status: 'ACTIVE', created: '', lastLogin: null, profile: { login: 'ada@example.com' } };
  const app = { id: '1', name: 'oidc_client', label: 'App', status: 'ACTIVE' };
  const items = (...body: unknown[]): { api: Script } => ({ api: () => ({ body }) });
  test.each<[what: string, args: string[], script: { token?: Script; api?: Script }, text: string]>([
    ['a user without a profile', ['users'], items(user, { ...user, profile: undefined }), 'Item 2 of GET /api/v1/users has an unexpected form in profile: expected object, received undefined.'], // prettier-ignore
    ['a user whose profile is null', ['users'], items({ ...user, profile: null }), 'in profile: expected object, received null.'], // prettier-ignore
    ['a user whose profile is a list', ['users', '--json'], items({ ...user, profile: [] }), 'in profile: expected object, received array.'], // prettier-ignore
    ['a user whose login is a number', ['users'], items({ ...user, profile: { login: 5 } }), 'in profile.login: expected string, received number.'], // prettier-ignore
    ['a user whose last login is a number', ['users'], items({ ...user, lastLogin: 5 }), 'in lastLogin: expected string, received number.'], // prettier-ignore
    ['null in place of a user', ['users'], items(null), 'Item 1 of GET /api/v1/users has an unexpected form: expected object, received null.'], // prettier-ignore
    ['a text in place of an app', ['apps'], items(app, 'x'), 'Item 2 of GET /api/v1/apps has an unexpected form: expected object, received string.'], // prettier-ignore
    ['an app whose settings are a text', ['apps'], items({ ...app, settings: 'x' }), 'in settings: expected object, received string.'], // prettier-ignore
    ['JSON that is nested too deep', ['call', 'GET', '/a'], { api: () => ({ headers: { 'Content-Type': 'application/json' }, body: '['.repeat(50_000) + ']'.repeat(50_000) }) }, 'nested more than 500 levels deep'], // prettier-ignore
    ['a token with a line break', ['users'], { token: withToken({ access_token: 'a\r\nX-Evil: 1' }) }, 'cannot be sent in a header. Expected visible ASCII characters, got U+000D at position 2.'], // prettier-ignore
    ['a token with a letter outside of ASCII', ['users'], { token: withToken({ access_token: 'toké' }) }, 'got U+00E9 at position 4.'], // prettier-ignore
    ['a token with half a surrogate pair', ['users'], { token: withToken({ access_token: 'a\ud800' }) }, 'got U+D800 at position 2.'], // prettier-ignore
    ['a token with a space', ['users'], { token: withToken({ access_token: 'a b' }) }, 'got U+0020 at position 2.'],
  ])('%s', async (_, args, script, text) => {
    const { code, stdout, stderr } = await run(args, script);
    expect([code, stdout, stderr.replaceAll(/\s+/g, ' ')]).toEqual([4, '', expect.stringContaining(text)]);
    expect(stderr).toContain('Check OKTA_ORG_URL');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test.each<[what: string, response: ScriptedResponse]>([
    ['null', { headers: { 'Content-Type': 'application/json' }, body: 'null' }],
    ['a number', { headers: { 'Content-Type': 'application/json' }, body: '5' }],
    ['causes that are no objects', { body: { errorCode: 'E1', errorCauses: [null, 5, 'x', { errorSummary: 5 }] } }],
    ['JSON that is nested too deep', { body: '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000) }],
  ])('an error whose body is %s', async (_, response) => {
    const { code, stderr } = await run(['users', '--trace'], { api: () => ({ status: 400, ...response }) });
    expect([code, stderr]).toEqual([3, expect.stringContaining('The request is not valid.')]);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(org.calls()).toHaveLength(1);
  });

  test('members that users and apps may lack are optional', async () => {
    expect((await run(['users'], items({ ...user, lastLogin: undefined, profile: { ...user.profile, firstName: null } }))).code).toBe(0); // prettier-ignore
    await org.close();
    expect((await run(['apps'], items(app, { ...app, settings: { oauthClient: null } }))).code).toBe(0);
  });

  test('a token that only looks like a JWT is shown without a header', async () => {
    const { code, stdout } = await run(['token'], { token: withToken({ access_token: 'x.eyJhIjoxfQ.z' }) });
    expect([code, stdout]).toEqual([0, expect.stringContaining('"a": 1')]);
  });
});

describe('control characters from the server', () => {
  const value = { 'na\u009bme': ['\u009b31m', '\u202eecalevoL', '\u061c\u200f\u2066', '\u007f\u0000\n', '\u2028\u2029', 'é太郎😀'] }; // prettier-ignore
  // eslint-disable-next-line no-control-regex -- the characters that must not be printed
  const RAW = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

  test('are escaped in JSON, which has the same value', async () => {
    for (const json of [[], ['--json']]) {
      const { stdout } = await run(['call', 'GET', '/a', ...json], { api: () => ({ body: value }) });
      expect(stdout).not.toMatch(RAW);
      expect(stdout).toContain(String.raw`\u009b31m`);
      expect(stdout).toContain('é太郎😀');
      expect(JSON.parse(stdout)).toEqual(value);
      await org.close();
    }
  });

  test('are escaped in the claims of a token, and replaced in its scopes', async () => {
    const claims = Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = withToken({ access_token: `eyJhbGciOiJub25lIn0.${claims}.x`, scope: 'okta.users.read \u009b31m' });
    for (const args of [['token'], ['token', '--json'], ['users', '--trace']]) {
      const { stdout, stderr } = await run(args, { token });
      expect(stdout + stderr).not.toMatch(RAW);
      await org.close();
    }
  });
});
