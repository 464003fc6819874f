import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameHtu } from './htu.js';

const USERS = 'https://org.example/api/v1/users';

describe('sameHtu', () => {
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
    expect(sameHtu(htu, expected)).toBe(true);
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
    expect(sameHtu(htu, USERS)).toBe(false);
  });

  test('tells an encoded @ from a plain one, as Okta does', () => {
    expect(sameHtu('https://org.example/users/a%40b.com', 'https://org.example/users/a@b.com')).toBe(false);
  });

  test.each([undefined, null, 1, true, {}, [USERS]])('refuses %j, which is no string', (htu) => {
    expect(sameHtu(htu, USERS)).toBe(false);
  });

  test('never throws, and accepts only what the URL parser reads as the same address', () => {
    const parts = fc.constantFrom('http', 'https', ':', '/', '//', '\\', '@', 'org.example', '443', '?', '#', '%', ' ', '.', '..', '/api/v1/users', '\t', '[', ']', '%2e'); // prettier-ignore
    const addresses = fc.oneof(fc.string({ unit: 'binary' }), fc.array(parts, { maxLength: 12 }).map((all) => all.join(''))); // prettier-ignore
    fc.assert(
      fc.property(addresses, (htu) => {
        if (!sameHtu(htu, USERS)) return;
        expect(new URL(htu).href).toBe(USERS);
        expect(htu).not.toMatch(/[?#\\\s]/);
      }),
      { numRuns: 1000 },
    );
  });
});
