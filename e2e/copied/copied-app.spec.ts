import { COPIED_APP, linesOfReadme } from './copied-app.js';
import { ADA } from '../people.js';
import { expect, test } from '../faults/test.js';
import { ENGINES } from '../tags.js';

// A bare Angular app into which src/app/auth was copied as its README says (../copied-app.ts builds it).
test.use({ build: COPIED_APP });

test('the README of the folder names three lines for app.config.ts', () => {
  expect(linesOfReadme().providers.trim().split('\n')).toHaveLength(3);
});

test('the copied folder signs in, calls the API, signs out', ENGINES, async ({ tab, network }) => {
  await tab.signIn(ADA);
  expect(await tab.keys()).toBe(1);
  await tab.press('button', 'Call once');
  await tab.sees('1 succeeded', '[role=status]');
  expect(network.to('/api/v1/users')[0]!.requestHeaders['authorization']).toMatch(/^DPoP /);
  await tab.press('button', 'Sign out');
  await tab.isSignedIn(false);
  expect(await tab.keys()).toBe(0);
});

test('the copied folder guards a route, and comes back to it', async ({ tab }) => {
  await tab.open('/mine');
  await tab.enterCredentials(ADA);
  await tab.isAt('/mine');
  await tab.sees('Mine', 'h1');
});
