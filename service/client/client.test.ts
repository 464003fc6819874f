import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientAt as openClient, clientKey, collect } from '../testing/client-at.js';
import { startScriptedOrg, tokenBody, type Script, type ScriptedOrg } from '../testing/scripted-org.js';

/** The waits before retries, in seconds. They are recorded, and end at once. */
const waits: number[] = [];
const clientAt: typeof openClient = (origin, changes) =>
  openClient(origin, { wait: async (seconds) => void waits.push(seconds), ...changes });

const opened: ScriptedOrg[] = [];
async function org(script: { token?: Script; api?: Script } = {}): Promise<ScriptedOrg> {
  const started = await startScriptedOrg(script);
  opened.push(started);
  return started;
}
beforeEach(() => {
  waits.length = 0;
  // The part of a wait that is left to chance.
  vi.spyOn(Math, 'random').mockReturnValue(0.2);
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const { close } of opened.splice(0)) await close();
});

const NONCE_CHALLENGE = {
  error: 'use_dpop_nonce',
  error_description: 'Authorization server requires nonce in DPoP proof.',
};
const challenge = (error: string, description = '', scheme = 'DPoP'): Record<string, string> => ({
  'WWW-Authenticate': `${scheme} algs="RS256 ES256", realm="http://x", scope="okta.users.read.self", error="${error}", error_description="${description}", resource="/api/v1/users"`,
});
const user = (id: string): object => ({ id, status: 'ACTIVE', created: '', lastLogin: null, profile: { login: id } });
const containing = (text: string): unknown => expect.stringContaining(text);
const jtis = (requests: { proof?: { jti?: string } | undefined }[]): Set<unknown> =>
  new Set(requests.map(({ proof }) => proof?.jti));

describe('a nonce', () => {
  test('that the token endpoint requires is sent with a new proof and a new assertion, and reused', async () => {
    const { origin, tokenRequests } = await org({
      token: ({ proof }) =>
        proof?.['nonce'] === 'one'
          ? undefined
          : { status: 400, headers: { 'DPoP-Nonce': 'one' }, body: NONCE_CHALLENGE },
      api: (_, number) =>
        number === 2 ? { status: 401, headers: challenge('invalid_token', 'The token has expired.') } : undefined,
    });
    const client = clientAt(origin);
    await client.call('GET', '/api/v1/users');
    const [first, second] = tokenRequests();
    expect(first!.proof!['nonce']).toBeUndefined();
    expect(second!.proof!['nonce']).toBe('one');
    expect(second!.proof!.jti).not.toBe(first!.proof!.jti);
    expect(second!.assertion!.jti).not.toBe(first!.assertion!.jti);
    // The next token needs one request only.
    await client.call('GET', '/api/v1/users');
    expect(tokenRequests()).toHaveLength(3);
    expect(tokenRequests()[2]!.proof!['nonce']).toBe('one');
  });

  test('is not sent unless a server issued one', async () => {
    const { origin, received } = await org();
    await clientAt(origin).call('GET', '/api/v1/users');
    expect(received.map(({ proof }) => proof!['nonce'])).toEqual([undefined, undefined]);
  });

  test('comes from the last response, whatever its status', async () => {
    const { origin, calls } = await org({
      api: (_, number) => ({ status: number === 2 ? 404 : 200, headers: { 'DPoP-Nonce': `n${number}` }, body: [] }),
    });
    const client = clientAt(origin);
    for (const path of ['/a', '/b', '/c']) await client.call('GET', path).catch(() => undefined);
    expect(calls().map(({ proof }) => proof!['nonce'])).toEqual([undefined, 'n1', 'n2']);
  });

  test('of the token endpoint is not sent to the API', async () => {
    const { origin, calls } = await org({
      token: (request) => ({ headers: { 'DPoP-Nonce': 'as' }, body: tokenBody(request) }),
    });
    await clientAt(origin).call('GET', '/api/v1/users');
    expect(calls()[0]!.proof!['nonce']).toBeUndefined();
  });

  test('that the API requires is sent, even if the DPoP challenge is not the first one', async () => {
    const { origin, calls } = await org({
      api: (_, number) =>
        number > 1
          ? undefined
          : {
              status: 401,
              headers: {
                'DPoP-Nonce': 'rs',
                'WWW-Authenticate': 'Bearer error="invalid_request", DPoP error="use_dpop_nonce"',
              },
            },
    });
    await clientAt(origin).call('POST', '/api/v1/users', { body: { a: 1 } });
    expect(calls().map(({ proof }) => proof!['nonce'])).toEqual([undefined, 'rs']);
    expect(calls().map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    expect(jtis(calls()).size).toBe(2);
  });

  test('that is required again after the retry is an error', async () => {
    const again: Script = (_, number) => ({
      status: 400,
      headers: { 'DPoP-Nonce': `n${number}` },
      body: NONCE_CHALLENGE,
    });
    const tokenOrg = await org({ token: again });
    await expect(clientAt(tokenOrg.origin).token()).rejects.toMatchObject({
      code: 'ERR_NONCE',
      message: containing('again'),
    });
    expect(tokenOrg.received).toHaveLength(2);
    const apiOrg = await org({
      api: (_, number) => ({ status: 401, headers: { 'DPoP-Nonce': `n${number}`, ...challenge('use_dpop_nonce') } }),
    });
    await expect(clientAt(apiOrg.origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_NONCE' });
    expect(apiOrg.calls()).toHaveLength(2);
  });

  test('that is required again after a retry for another reason is an error', async () => {
    const { origin, calls } = await org({
      api: (_, number) =>
        number % 2 === 1
          ? { status: 401, headers: { 'DPoP-Nonce': `n${number}`, ...challenge('use_dpop_nonce') } }
          : { status: 503 },
    });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_NONCE' });
    expect(calls()).toHaveLength(3);
  });

  test('that is required but not issued is an error without a retry', async () => {
    const tokenOrg = await org({ token: () => ({ status: 400, body: NONCE_CHALLENGE }) });
    await expect(clientAt(tokenOrg.origin).token()).rejects.toMatchObject({
      code: 'ERR_NONCE',
      message: containing('no DPoP-Nonce'),
    });
    const apiOrg = await org({ api: () => ({ status: 401, headers: challenge('use_dpop_nonce') }) });
    await expect(clientAt(apiOrg.origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_NONCE' });
    expect([tokenOrg.received.length, apiOrg.calls().length]).toEqual([1, 1]);
  });
});

describe('the token', () => {
  test('is requested once for concurrent calls, and reused by later calls', async () => {
    const { origin, tokenRequests, calls } = await org();
    const client = clientAt(origin);
    await Promise.all(Array.from({ length: 30 }, (_, number) => client.call('GET', `/api/v1/users/${number}`)));
    await client.call('GET', '/api/v1/users');
    expect([tokenRequests().length, calls().length]).toEqual([1, 31]);
    expect(jtis(calls()).size).toBe(31);
  });

  test('is renewed shortly before it expires', async () => {
    const { origin, tokenRequests } = await org({
      token: (request, number) => ({ body: { ...tokenBody(request, number), expires_in: 1 } }),
    });
    const client = clientAt(origin);
    let milliseconds = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => milliseconds);
    const tokens: string[] = [];
    for (milliseconds of [0, 890, 910]) tokens.push((await client.token()).accessToken);
    clock.mockRestore();
    expect(tokens).toEqual(['token-1', 'token-1', 'token-2']); // after nine tenths of its lifetime
    expect(tokenRequests()).toHaveLength(2);
  });

  test('that is rejected is replaced once, also for concurrent calls', async () => {
    const { origin, tokenRequests, calls } = await org({
      api: ({ headers }, number) =>
        number > 1 && headers.authorization === 'DPoP token-1'
          ? { status: 401, headers: challenge('invalid_token', 'revoked') }
          : undefined,
    });
    const client = clientAt(origin);
    await client.call('GET', '/api/v1/users');
    await Promise.all(Array.from({ length: 10 }, () => client.call('POST', '/api/v1/users', { body: {} })));
    expect([tokenRequests().length, calls().length]).toEqual([2, 21]);
    expect(client.retries().every((reason) => reason.includes('access token'))).toBe(true);
  });

  test('whose replacement is rejected, too, is an error', async () => {
    const { origin, tokenRequests, calls } = await org({
      api: () => ({ status: 401, headers: challenge('invalid_token', 'The token has expired.') }),
    });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_TOKEN_ENDED', status: 401 });
    expect([tokenRequests().length, calls().length]).toEqual([2, 2]);
  });

  test('is requested again by the next call after a failure', async () => {
    const { origin } = await org({
      token: (_, number) => (number === 1 ? { status: 400, body: { error: 'invalid_client' } } : undefined),
    });
    const client = clientAt(origin);
    await expect(client.token()).rejects.toMatchObject({ code: 'ERR_REFUSED' });
    expect(await client.token()).toMatchObject({ accessToken: 'token-2' });
  });

  test('of an unexpected type is an error', async () => {
    const bearer = await org({ token: (request) => ({ body: { ...tokenBody(request), token_type: 'Bearer' } }) });
    await expect(clientAt(bearer.origin).call('GET', '/a')).rejects.toMatchObject({
      code: 'ERR_TOKEN_TYPE',
      remedy: containing('Proof of possession'),
    });
    const dpop = await org({ token: (request) => ({ body: { ...tokenBody(request), token_type: 'DPoP' } }) });
    await expect(clientAt(dpop.origin, { proofKey: undefined }).call('GET', '/a')).rejects.toMatchObject({
      code: 'ERR_TOKEN_TYPE',
    });
    expect([...bearer.calls(), ...dpop.calls()]).toEqual([]);
  });

  test('with fewer scopes than requested is used, with a notice', async () => {
    const { origin } = await org();
    const client = clientAt(origin, { scopes: ['okta.users.read', 'okta.apps.read'] });
    await client.token();
    expect(client.events).toContainEqual({ type: 'notice', message: containing('okta.apps.read') });
  });
});

describe('an unusable response of the token endpoint becomes one readable error:', () => {
  test.each<[what: string, response: ReturnType<Script>, code: string, text: string]>([
    [
      'an HTML page',
      { headers: { 'Content-Type': 'text/html' }, body: '<html>secret</html>' },
      'ERR_ANSWER',
      'an HTML page',
    ],
    ['an empty body', { body: '' }, 'ERR_ANSWER', 'is empty'],
    ['JSON without a token', { body: { token_type: 'DPoP' } }, 'ERR_ANSWER', 'without a usable access token'],
    [
      'an unknown type',
      { body: { token_type: 'mac', access_token: 'a', expires_in: 1 } },
      'ERR_ANSWER',
      'without a usable access token',
    ],
    [
      'incomplete JSON',
      { headers: { 'Content-Type': 'application/json' }, body: '{"token_type":' },
      'ERR_ANSWER',
      'without a usable access token',
    ],
    ['an array', { body: [] }, 'ERR_ANSWER', 'without a usable access token'],
    [
      'an HTML page with 403',
      { status: 403, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
      'ERR_ANSWER',
      'an HTML page',
    ],
    ['an empty body with 400', { status: 400 }, 'ERR_REFUSED', '400'],
    [
      'a scope that is not granted',
      {
        status: 400,
        body: { error: 'consent_required', error_description: 'You are not allowed any of the requested scopes.' },
      },
      'ERR_REFUSED',
      'None of the requested scopes is granted',
    ],
    [
      'a missing proof',
      {
        status: 400,
        body: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
      },
      'ERR_REFUSED',
      'The app requires DPoP',
    ],
    [
      'an unknown key',
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'The client_assertion signature is invalid.' },
      },
      'ERR_REFUSED',
      'not signed with a key that is registered',
    ],
    [
      'no key at all',
      {
        status: 401,
        body: {
          error: 'invalid_client',
          error_description: 'The client does not have a JWKSet configured, but the client_assertion requires one.',
        },
      },
      'ERR_REFUSED',
      'No public key is registered',
    ],
  ])('%s', async (_, response, code, text) => {
    const { origin, received } = await org({ token: () => response });
    const error: unknown = await clientAt(origin)
      .token()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServiceError', code, message: containing(text) });
    expect((error as { remedy: string }).remedy).not.toBe('');
    expect(String(error)).not.toContain('secret');
    expect(received).toHaveLength(1);
  });
});

describe('an unusable response of the API becomes one readable error:', () => {
  test.each<[what: string, response: ReturnType<Script>, code: string, text: string, remedy: string]>([
    [
      'a challenge with an empty body',
      { status: 400, headers: challenge('invalid_dpop_proof', "'htu' claim in the DPoP proof JWT is invalid.") },
      'ERR_REFUSED',
      "'htu' claim",
      'htm, htu',
    ],
    [
      'a missing scope',
      { status: 403, headers: challenge('insufficient_scope', 'x') },
      'ERR_REFUSED',
      'lacks the scope',
      'Request okta.users.read ',
    ],
    [
      'a missing role',
      { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } },
      'ERR_REFUSED',
      'no admin role',
      'Admin roles',
    ],
    [
      'a bound token that is sent as a bearer token',
      { status: 400, headers: challenge('invalid_request', 'The resource request requires a DPoP proof.', 'Bearer') },
      'ERR_REFUSED',
      'bound to a key',
      '--no-proof',
    ],
    [
      'an HTML page',
      { status: 403, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
      'ERR_ANSWER',
      'an HTML page',
      'proxy',
    ],
    ['an empty body', { status: 403 }, 'ERR_REFUSED', '403', ''],
    [
      'an unknown resource',
      { status: 404, body: { errorCode: 'E0000007', errorSummary: 'Not found' } },
      'ERR_REFUSED',
      'no such resource',
      'ID',
    ],
    [
      'invalid JSON',
      { headers: { 'Content-Type': 'application/json' }, body: '{' },
      'ERR_ANSWER',
      'invalid JSON',
      'proxy',
    ],
  ])('%s', async (_, response, code, text, remedy) => {
    const { origin, calls } = await org({ api: () => response });
    await expect(clientAt(origin).call('GET', '/api/v1/users')).rejects.toMatchObject({ name: 'ServiceError', code, message: containing(text), remedy: containing(remedy) }); // prettier-ignore
    expect(calls()).toHaveLength(1);
  });

  test.each([
    [600, 'ahead of'],
    [-600, 'behind'],
  ])('a clock that is off by %i s: %s the org’s', async (ahead, text) => {
    const orgTime = new Date(Date.now() - ahead * 1000).toUTCString();
    const { origin } = await org({ token: () => ({ status: 400, headers: { Date: orgTime }, body: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT is issued in the future.' } }) }); // prettier-ignore
    const error: unknown = await clientAt(origin)
      .token()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'ERR_CLOCK',
      message: containing(`s ${text} the org's`),
    });
  });
});

describe('temporary failures:', () => {
  test.each([500, 502, 503, 504])(
    '%i is retried: five attempts, each with a new proof, with growing pauses',
    async (status) => {
      const { origin, calls } = await org({ api: () => ({ status }) });
      await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_FAILED', status });
      expect([calls().length, jtis(calls()).size, waits.length]).toEqual([5, 5, 4]);
      waits.forEach((wait, index) => {
        expect(wait).toBeGreaterThanOrEqual(0.25 * 2 ** index);
        expect(wait).toBeLessThanOrEqual(0.5 * 2 ** index);
      });
    },
  );

  test.each([501, 505])('%i is not retried', async (status) => {
    const { origin, calls } = await org({ api: () => ({ status }) });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_FAILED' });
    expect(calls()).toHaveLength(1);
  });

  test.each<[what: string, response: ReturnType<Script>]>([
    ['503', { status: 503 }],
    ['a connection that closes before the response', { status: 0 }],
    ['a connection that closes within the response', { body: '[{"id":', cut: true }],
  ])('a call succeeds after %s', async (_, response) => {
    const { origin, calls } = await org({ api: (_, number) => (number < 3 ? response : { body: [{ id: 'a' }] }) });
    expect((await clientAt(origin).call('GET', '/a')).body).toEqual([{ id: 'a' }]);
    expect(jtis(calls()).size).toBe(3);
  });

  test.each([
    ['POST', 1],
    ['PATCH', 1],
    ['PUT', 3],
    ['DELETE', 3],
  ])('%s is sent %i time(s)', async (method, times) => {
    for (const failure of [{ status: 503 }, { status: 0 }]) {
      const { origin, calls } = await org({ api: (_, number) => (number < 3 ? failure : undefined) });
      await clientAt(origin)
        .call(method, '/a', { body: {} })
        .catch(() => undefined);
      expect(calls()).toHaveLength(times);
    }
  });

  test.each<[what: string, response: ReturnType<Script>]>([
    ['before the response', { status: 0 }],
    ['within the response', { body: '[{"id":', cut: true }],
  ])('of a POST that is cut off %s, the error says that it may have taken effect', async (_, response) => {
    const { origin } = await org({ api: () => response });
    const call = (method: string): Promise<unknown> => clientAt(origin).call(method, '/a', { body: {} });
    await expect(call('POST')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE', message: containing('The org may have processed the request.') }); // prettier-ignore
    await expect(call('PUT')).rejects.toMatchObject({ message: expect.not.stringContaining('may have processed') as unknown }); // prettier-ignore
  });

  test('a POST that did not reach the org is sent again', async () => {
    const { origin, close } = await org();
    const client = clientAt(origin);
    await client.token();
    await close();
    await expect(client.call('POST', '/a', { body: {} })).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: containing('ECONNREFUSED'),
    });
    expect(waits).toHaveLength(4);
  });

  test('the token request is sent again, each time with a new assertion', async () => {
    const { origin, tokenRequests } = await org({
      token: (_, number) => (number < 3 ? { status: [0, 503, 0][number]! } : undefined),
    });
    await clientAt(origin).call('POST', '/a', { body: {} });
    expect(new Set(tokenRequests().map(({ assertion }) => assertion!.jti)).size).toBe(3);
    expect(jtis(tokenRequests()).size).toBe(3);
  });

  test('a token request that fails while a call is retried ends the call', async () => {
    const { origin, tokenRequests, calls } = await org({
      token: (request, number) => (number === 1 ? { body: { ...tokenBody(request), expires_in: 0 } } : { status: 503 }),
      api: () => ({ status: 503 }),
    });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_FAILED' });
    expect([tokenRequests().length, calls().length]).toEqual([6, 1]);
  });

  test('a token request that fails is not multiplied by the retries of the call', async () => {
    const { origin, received } = await org({ token: () => ({ status: 503 }) });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_FAILED' });
    expect(received).toHaveLength(5);
  });

  test('a response that is not complete in time is a network error', async () => {
    const { origin, close } = await startScriptedOrg({
      api: () => ({ body: 'x', headers: { 'Content-Length': '50' } }),
    });
    await expect(clientAt(origin, { timeout: 0.2 }).call('POST', '/a')).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: containing('within 0.2 s'),
    });
    await close();
  });

  test('a response that is too large is not read to its end', async () => {
    const { origin } = await org({ api: () => ({ body: 'x'.repeat(11 * 1024 * 1024) }) });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({
      code: 'ERR_ANSWER',
      message: containing('10 MB'),
    });
  });
});

describe('a body', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  test.each<[what: string, body: unknown, text: string]>([
    ['FormData', new FormData(), 'body is a FormData'],
    ['URLSearchParams', new URLSearchParams('a=1'), 'body is a URLSearchParams'],
    ['a Blob', new Blob(['a']), 'body is a Blob'],
    ['a Buffer', Buffer.from('a'), 'body is a Buffer'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'body is a ArrayBuffer'],
    ['a stream', new ReadableStream(), 'body is a ReadableStream'],
    ['a Map in an object', { a: [new Map([['b', 1]])] }, 'body.a.0 is a Map'],
    ['a Set', new Set([1]), 'body is a Set'],
    ['NaN in an object', { a: NaN }, 'body.a is NaN'],
    ['a bigint', { a: 1n }, 'body.a is a bigint'],
    ['a function', () => 1, 'body is a function'],
    ['an object that contains itself', circular, 'body.self contains itself'],
  ])('that JSON cannot represent is refused before anything is sent: %s', async (_, body, text) => {
    const { origin, received } = await org();
    await expect(clientAt(origin).call('POST', '/a', { body })).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: containing(text),
    });
    expect(received).toEqual([]);
  });

  test.each<[body: unknown, json: string]>([
    [{ a: new Date(0), b: undefined, c: [null, true, 'x', 1.5] }, '{"a":"1970-01-01T00:00:00.000Z","c":[null,true,"x",1.5]}'], // prettier-ignore
    ['text', '"text"'],
    [null, 'null'],
  ])('%j is sent as JSON', async (body, json) => {
    const { origin, calls } = await org();
    await clientAt(origin).call('POST', '/a', { body });
    expect([calls()[0]!.body, calls()[0]!.headers['content-type']]).toEqual([json, 'application/json']);
  });

  test.each(['GET', 'head'])('cannot be sent with %s', async (method) => {
    const { origin, received } = await org();
    await expect(clientAt(origin).call(method, '/a', { body: {} })).rejects.toMatchObject({ code: 'ERR_USAGE', message: containing('cannot have a body') }); // prettier-ignore
    expect(received).toEqual([]);
  });
});

test('an argument that fetch refuses is not taken for a network error', async () => {
  const { origin, calls } = await org();
  await expect(clientAt(origin).call('TRACE', '/a')).rejects.toBeInstanceOf(TypeError);
  expect([calls().length, waits.length]).toEqual([0, 0]);
});

test('304 is not taken for a redirect', async () => {
  const { origin } = await org({ api: () => ({ status: 304 }) });
  const headers = { 'If-None-Match': '"1"' };
  await expect(clientAt(origin).call('GET', '/a', { headers })).rejects.toMatchObject({ code: 'ERR_REFUSED', status: 304, message: containing('has not changed') }); // prettier-ignore
});

describe('429', () => {
  const limited =
    (headers: Record<string, string>): Script =>
    (_, number) =>
      number === 1 ? { status: 429, headers } : undefined;
  const DATE = 'Tue, 01 Jan 2030 00:00:00 GMT';
  const at = (seconds: number): string => String(Date.parse(DATE) / 1000 + seconds);

  test.each<[what: string, headers: Record<string, string>, seconds: number]>([
    ['the reset time, compared with the clock of the org', { 'Date': DATE, 'x-rate-limit-reset': at(42) }, 42],
    ['at least a second', { 'Date': DATE, 'x-rate-limit-reset': at(-5) }, 1],
    ['Retry-After, if there is no reset time', { 'Date': DATE, 'Retry-After': '7' }, 7],
    ['a minute, if the response has neither', { Date: DATE }, 60],
  ])('waits for %s, and reports it', async (_, headers, seconds) => {
    const { origin, calls } = await org({ api: limited(headers) });
    const client = clientAt(origin);
    await client.call('POST', '/a', { body: {} });
    expect(waits.map(Math.round)).toEqual([seconds]);
    expect(client.events).toContainEqual({ type: 'retry', reason: containing('429'), seconds });
    expect(jtis(calls()).size).toBe(2);
  });

  test('with a reset time in the distant future is an error without a wait', async () => {
    const { origin, calls } = await org({ api: limited({ 'Date': DATE, 'x-rate-limit-reset': at(3600) }) });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({
      code: 'ERR_RATE_LIMIT',
      message: containing('3600 s'),
    });
    expect([calls().length, waits.length]).toEqual([1, 0]);
  });

  test('is an error after five attempts', async () => {
    const { origin, calls } = await org({
      api: () => ({ status: 429, headers: { 'Date': DATE, 'x-rate-limit-reset': at(5) } }),
    });
    await expect(clientAt(origin).call('GET', '/a')).rejects.toMatchObject({ code: 'ERR_RATE_LIMIT', status: 429 });
    expect([calls().length, waits.map(Math.round)]).toEqual([5, [5, 5, 5, 5]]);
  });

  test('of the token endpoint is handled in the same way', async () => {
    const { origin, tokenRequests } = await org({ token: limited({ 'Date': DATE, 'x-rate-limit-reset': at(3) }) });
    await clientAt(origin).token();
    expect([tokenRequests().length, waits.map(Math.round)]).toEqual([2, [3]]);
  });
});

describe('no credentials are sent to other servers:', () => {
  test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const otherServer = await org();
    const headers = { Location: `${otherServer.origin}/stolen` };
    const api = await org({ api: () => ({ status, headers }) });
    await expect(clientAt(api.origin).call('GET', '/a')).rejects.toMatchObject({
      code: 'ERR_REDIRECT',
      message: containing(otherServer.origin),
    });
    const token = await org({ token: () => ({ status, headers }) });
    await expect(clientAt(token.origin).token()).rejects.toMatchObject({ code: 'ERR_REDIRECT' });
    expect(otherServer.received).toEqual([]);
  });

  test('a URL of another origin is rejected before anything is sent', async () => {
    const otherServer = await org();
    const { origin, received } = await org();
    for (const path of [
      `${otherServer.origin}/api/v1/users`,
      '//evil.example/api',
      '/\\evil.example/api',
      'https://evil.example/?x=/api',
      `blob:${origin}/x`,
      'api/v1/users',
      '/api/%2e%2e%2fx',
      '/a%00b',
      '/%zz',
    ]) {
      // prettier-ignore
      await expect(clientAt(origin).call('GET', path)).rejects.toMatchObject({ code: 'ERR_ADDRESS' });
    }
    expect([...otherServer.received, ...received]).toEqual([]);
  });

  test('a next page of another origin is rejected', async () => {
    const otherServer = await org();
    const { origin, calls } = await org({
      api: () => ({
        headers: { Link: `<${otherServer.origin}/api/v1/users?after=1>; rel="next"` },
        body: [user('a')],
      }),
    });
    await expect(collect(clientAt(origin).users())).rejects.toMatchObject({
      code: 'ERR_ADDRESS',
      message: containing(otherServer.origin),
    });
    expect([otherServer.received.length, calls().length]).toEqual([0, 1]);
  });
});

describe('a list', () => {
  const page = (number: number, next?: string): ReturnType<Script> => ({
    headers: { Link: [`<http://x/self>; rel="self"`, ...(next === undefined ? [] : [`<${next}>; rel="next"`])] },
    body: [user(`u${number}`)],
  });

  test('is read to its last page', async () => {
    const { origin, calls } = await org({
      api: (_, number) => page(number, number < 4 ? `/api/v1/users?after=${number}&limit=1` : undefined),
    });
    expect((await collect(clientAt(origin).users({ limit: 1 }))).map(({ id }) => id)).toEqual(['u1', 'u2', 'u3', 'u4']);
    expect(calls().map(({ url }) => url)).toEqual(['/api/v1/users?limit=1', ...[1, 2, 3].map((after) => `/api/v1/users?after=${after}&limit=1`)]); // prettier-ignore
    expect(new Set(calls().map(({ proof }) => proof!['htu']))).toEqual(new Set([`${origin}/api/v1/users`]));
  });

  test('whose next page was read already, or belongs to another list, is an error', async () => {
    const loop = await org({ api: (_, number) => page(number, `/api/v1/users?after=${number % 2}`) });
    await expect(collect(clientAt(loop.origin).users())).rejects.toMatchObject({ code: 'ERR_PAGING' });
    expect(loop.calls().length).toBeLessThanOrEqual(3);
    const other = await org({ api: (_, number) => page(number, '/api/v1/apps?after=1') });
    await expect(collect(clientAt(other.origin).users())).rejects.toMatchObject({ code: 'ERR_PAGING' });
  });

  test('that is not an array is an error', async () => {
    const { origin } = await org({ api: () => ({ body: { users: [] } }) });
    await expect(collect(clientAt(origin).users())).rejects.toMatchObject({ code: 'ERR_ANSWER' });
  });
});

test('an aborted signal ends a pending request', async () => {
  const { origin } = await org({ api: () => ({ body: 'x', headers: { 'Content-Length': '50' } }) });
  const stop = new AbortController();
  const call = clientAt(origin, { signal: stop.signal }).call('GET', '/a');
  setTimeout(() => stop.abort(), 100);
  await expect(call).rejects.toMatchObject({ code: 'ERR_STOPPED' });
});

test('the same key for proofs and client authentication is rejected', () => {
  expect(() => clientAt('http://localhost:1', { proofKey: clientKey })).toThrow('two different keys');
});
