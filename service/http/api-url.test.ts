import { expect, test } from 'vitest';
import cases from '../../dpop/htu-cases.json' with { type: 'json' };
import { htuOf } from '../../dpop/htu.js';
import { apiUrl } from './api-url.js';

const ORG = 'https://org.example';

test.each([
  ['/api/v1/users', '/api/v1/users', '/api/v1/users'],
  ['/api/v1/users?q=a b&limit=2#top', '/api/v1/users?q=a%20b&limit=2', '/api/v1/users'],
  ['/api/v1/users/a@b.com', '/api/v1/users/a@b.com', '/api/v1/users/a@b.com'],
  ['/api/v1/users/a%40b.com', '/api/v1/users/a%40b.com', '/api/v1/users/a@b.com'],
  ['/api/v1/users/a b', '/api/v1/users/a%20b', '/api/v1/users/a%20b'],
  ['/api/v1/users/a%3Fb%23c', '/api/v1/users/a%3Fb%23c', '/api/v1/users/a%3Fb%23c'],
  ['/api/v1/users/é', '/api/v1/users/%C3%A9', '/api/v1/users/%C3%A9'],
  ['https://org.example:443/api/v1/users', '/api/v1/users', '/api/v1/users'],
  ['https://ORG.example/api/./v1/x/../users', '/api/v1/users', '/api/v1/users'],
])('%s is requested as %s with the htu %s', (path, requested, htu) => {
  const url = apiUrl(ORG, path);
  expect([url.href, htuOf(url, 'okta')]).toEqual([ORG + requested, ORG + htu]);
});

test.each([
  '',
  'api/v1/users',
  '//evil.example/api/v1/users',
  '/\\evil.example',
  'https://evil.example/api/v1/users',
  'http://org.example/api/v1/users',
  'https://org.example.evil.example/api',
  'https://org.example@evil.example/api',
  'https://me@org.example/api',
  'https://org.example:8443/api',
  'blob:https://org.example/1',
  'javascript:alert(1)',
  '/api/%2e%2e%2fsecret',
  '/api/a%5cb',
  '/api/a%00b',
  '/api/%zz',
])('%j is rejected', (path) => {
  expect(() => apiUrl(ORG, path)).toThrow(expect.objectContaining({ code: 'ERR_ADDRESS' }));
});

test.each(cases)('the htu of $name is that of the shared cases', ({ address, okta }) => {
  if (okta === null) expect(() => apiUrl(ORG, address)).toThrow(expect.objectContaining({ code: 'ERR_ADDRESS' }));
  else expect(htuOf(apiUrl(ORG, address), 'okta')).toBe(okta);
});
