import { expect, test } from 'vitest';
import { readOrgUrl } from './org-url.js';

test.each([
  ['https://dev-1.okta.com', 'https://dev-1.okta.com'],
  ['https://dev-1.okta.com/', 'https://dev-1.okta.com'],
  ['HTTPS://Dev-1.Okta.com:443/', 'https://dev-1.okta.com'],
  ['https://login.example.com', 'https://login.example.com'],
  ['http://localhost:4280/', 'http://localhost:4280'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['http://[::1]:5000', 'http://[::1]:5000'],
])('%s is read as %s', (text, origin) => {
  expect(readOrgUrl(text)).toBe(origin);
});

test.each([
  ['dev-1.okta.com', 'Expected a URL such as https://dev-1.okta.com'],
  ['nonsense', 'is not a URL'],
  ['https://{yourOktaDomain}', 'is a placeholder'],
  ['https://dev-1-admin.okta.com', 'is the Admin Console. Expected https://dev-1.okta.com'],
  ['https://dev-1-admin.oktapreview.com/admin/dashboard', 'is the Admin Console'],
  ['https://dev-1.okta.com/oauth2/default', 'Only the org authorization server issues tokens'],
  [
    'https://dev-1.okta.com/api/v1',
    'has a path, query or fragment. Expected only scheme and host: https://dev-1.okta.com',
  ],
  ['https://dev-1.okta.com?x', 'has a path, query or fragment'],
  ['http://dev-1.okta.com', 'is not encrypted'],
  ['http://localhost.evil.example', 'is not encrypted'],
  ['ftp://dev-1.okta.com', 'has the scheme ftp.'],
  ['https://me:secret-word@dev-1.okta.com', 'Contains a user name or password'],
])('%s is rejected: %s', (text, problem) => {
  expect(() => readOrgUrl(text)).toThrow(problem);
  expect(() => readOrgUrl(text)).not.toThrow('secret-word');
});
