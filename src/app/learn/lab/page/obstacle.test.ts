import { expect, test } from 'vitest';
import { obstacleTo } from './obstacle';

const LOCAL = { issuer: 'http://localhost:4280', clientId: '0oa1', scopes: [], dpop: true };
const good = { config: LOCAL, isLocal: true, guard: { state: { ignoredCheck: null } }, signedIn: true };

test('there is none for a session with DPoP at a local org', () => {
  expect(obstacleTo(good)).toBeUndefined();
  expect(obstacleTo({ ...good, guard: undefined })).toBeUndefined(); // the app's server is being asked
});

test.each([
  ['The lab attacks a local org only', { config: { ...LOCAL, issuer: 'https://dev-1.okta.com' }, isLocal: false }],
  ['This server does not send attacks', { guard: { state: undefined } }],
  ['The org does not answer', { guard: { state: {} } }],
  ['Sign in, so that there is something to steal', { signedIn: false }],
  ['This session has a bearer token', { config: { ...LOCAL, dpop: false } }],
])('%s', (title, change) => {
  expect(obstacleTo({ ...good, ...change })?.title).toBe(title);
});
