import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from './htu-cases.json' with { type: 'json' };
import { decodedPath, htuOf, matchesHtu, type HtuPolicy } from './htu.js';

const USERS = 'https://org.example/api/v1/users';
const POLICIES: readonly HtuPolicy[] = ['okta', 'rfc'];

describe.each(POLICIES)('the cases by the policy %s', (policy) => {
  test.each(cases)('$name', ({ address, [policy]: htu }) => {
    expect(htuOf(address, policy) ?? null).toBe(htu);
    expect(htuOf(new URL(address), policy) ?? null).toBe(htu);
    if (htu !== null) expect(matchesHtu(htu, htu, policy)).toBe(true);
  });
});

describe('htuOf', () => {
  test.each(['', '/api/v1/users', 'org.example', 'blob:https://org.example/1', 'ws://org.example/', 'mailto:a@b.com'])(
    'returns nothing for %j, which is not an absolute http(s) address',
    (address) => {
      for (const policy of POLICIES) expect(htuOf(address, policy)).toBeUndefined();
    },
  );

  test('leaves out user info', () => {
    for (const policy of POLICIES) expect(htuOf('https://me:secret@org.example/api/v1/users', policy)).toBe(USERS);
  });

  test('by Okta has the segments of the decoded path, however an address is encoded', () => {
    const piece = fc.constantFrom('/', '%2F', '%252F', '.', '%2e', '%252e', '%25252e', '\\', '%5C', '%255C', '%', '%25', '%3F', '%253F', '?', '#', '%23', '%00', '%2500', 'a', ' ', 'é', '%c3%a9'); // prettier-ignore
    const paths = fc.array(piece, { maxLength: 10 }).map((pieces) => `/api/v1/users/${pieces.join('')}`);
    fc.assert(
      fc.property(paths, (path) => {
        const url = new URL(path, 'https://org.example');
        const htu = htuOf(url, 'okta');
        if (htu === undefined) return;
        // A URL parser reads it as it is, with as many segments as the path has after decoding.
        expect(new URL(htu).href).toBe(htu);
        expect(new URL(htu).pathname.split('/').length).toBe(decodedPath(url.pathname)!.split('/').length);
        expect(matchesHtu(htu, htu, 'okta')).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('by the RFC does not change when it is normalized once more', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (address) => {
        const htu = htuOf(address, 'rfc');
        if (htu !== undefined) expect(htuOf(htu, 'rfc')).toBe(htu);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decodedPath', () => {
  test.each([
    ['/api/v1/users/a%40b.com', '/api/v1/users/a@b.com'],
    ['//api///v1/users', '/api/v1/users'],
    ['/api/v1/users/', '/api/v1/users/'],
    ['/api/v1/users/a%3Fb%23c', '/api/v1/users/a?b#c'],
  ])('of %s is %s', (path, decoded) => {
    expect(decodedPath(path)).toBe(decoded);
  });

  test.each([
    ['dot segments', '/api/v1/users/../apps'],
    ['a dot segment at the end', '/api/v1/.'],
    ['encoded dot segments', '/api/v1/users/%2e%2E/apps'],
    ['dot segments that were encoded twice', '/api/v1/users/%252e%252e/apps'],
    ['a backslash', '/api\\v1'],
    ['a line break', '/api/v1/users%0a'],
    ['broken encoding', '/api/%zz'],
  ])('refuses %s', (_, path) => {
    expect(decodedPath(path)).toBeUndefined();
  });

  test.each(['/api/v1/a..b', '/api/v1/...', '/api/v1/..a', '/api/v1/%252e%252ea'])('may be %s', (path) => {
    expect(decodedPath(path)).toBeDefined();
  });
});

describe('matchesHtu', () => {
  test.each([
    ['the address itself', USERS, USERS],
    ['another case of scheme and host', 'HTTPS://Org.Example/api/v1/users', USERS],
    ['a written-out default port', 'https://org.example:443/api/v1/users', USERS],
    ['a port that both have', 'http://localhost:4280/api', 'http://localhost:4280/api'],
    ['dot segments', 'https://org.example/api/./v1/x/../users', USERS],
    ['no path for the root', 'https://org.example', 'https://org.example/'],
    ['an @ in the path', 'https://org.example/users/a@b.com', 'https://org.example/users/a@b.com'],
    ['a space as it is', 'https://org.example/a b', 'https://org.example/a%20b'],
    ['letters beyond ASCII as they are', 'https://org.example/ä', 'https://org.example/%C3%A4'],
  ])('accepts %s', (_, htu, expected) => {
    expect(matchesHtu(htu, expected, 'okta')).toBe(true);
  });

  test.each([
    ['another path', 'https://org.example/api/v1/apps'],
    ['another case of the path', 'https://org.example/API/v1/users'],
    ['a slash at the end', `${USERS}/`],
    ['two slashes', 'https://org.example//api/v1/users'],
    ['another scheme', 'http://org.example/api/v1/users'],
    ['another host', 'https://evil.example/api/v1/users'],
    ['a longer host', 'https://org.example.evil.example/api/v1/users'],
    ['a dot after the host', 'https://org.example./api/v1/users'],
    ['another port', 'https://org.example:8443/api/v1/users'],
    ['a query', `${USERS}?limit=1`],
    ['an empty query', `${USERS}?`],
    ['a fragment', `${USERS}#`],
    ['a user', 'https://me@org.example/api/v1/users'],
    ['an empty user', 'https://@org.example/api/v1/users'],
    ['another host behind a user', 'https://org.example@evil.example/api/v1/users'],
    ['backslashes', 'https:\\\\org.example\\api\\v1\\users'],
    ['one slash after the scheme', 'https:/org.example/api/v1/users'],
    ['three slashes after the scheme', 'https:///org.example/api/v1/users'],
    ['no slash after the scheme', 'https:org.example/api/v1/users'],
    ['a space before', ` ${USERS}`],
    ['a space after', `${USERS} `],
    ['a tab inside', 'https://org.example/api/v1/us\ters'],
    ['a line break after', `${USERS}\n`],
    ['the path alone', '/api/v1/users'],
    ['the address without a scheme', '//org.example/api/v1/users'],
    ['a blob of the origin', `blob:${USERS}`],
    ['a path template', 'https://org.example/api/v1/{resource}'],
    ['no host', 'https:///api/v1/users'],
    ['a host that cannot be', 'https://[/api/v1/users'],
    ['nothing', ''],
  ])('refuses %s', (_, htu) => {
    expect(matchesHtu(htu, USERS, 'okta')).toBe(false);
  });

  test('tells an encoded @ from a plain one, as Okta does', () => {
    for (const policy of POLICIES) {
      const expected = htuOf('https://org.example/users/a@b.com', policy)!;
      expect(matchesHtu('https://org.example/users/a%40b.com', expected, policy)).toBe(false);
    }
  });

  test('reads encoded letters as letters by the RFC, but not by Okta', () => {
    const claim = 'https://org.example/api/v1/%75sers%2f1';
    expect(matchesHtu(claim, htuOf(`${USERS}%2F1`, 'rfc')!, 'rfc')).toBe(true);
    expect(matchesHtu(claim, htuOf(`${USERS}/1`, 'okta')!, 'okta')).toBe(false);
  });

  test.each([undefined, null, 1, true, {}, [USERS]])('refuses %j, which is no string', (htu) => {
    expect(matchesHtu(htu, USERS, 'okta')).toBe(false);
  });

  test('never throws, and accepts only what the URL parser reads as the same address', () => {
    const parts = fc.constantFrom('http', 'https', ':', '/', '//', '\\', '@', 'org.example', '443', '?', '#', '%', ' ', '.', '..', '/api/v1/users', '\t', '[', ']', '%2e'); // prettier-ignore
    const addresses = fc.oneof(fc.string({ unit: 'binary' }), fc.array(parts, { maxLength: 12 }).map((all) => all.join(''))); // prettier-ignore
    fc.assert(
      fc.property(addresses, (htu) => {
        if (!matchesHtu(htu, USERS, 'okta')) return;
        expect(new URL(htu).href).toBe(USERS);
        expect(htu).not.toMatch(/[?#\\\s]/);
      }),
      { numRuns: 1000 },
    );
  });
});
