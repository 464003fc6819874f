import { buildOf } from './copied-app.js';
import { expectItWorks } from './works.js';
import { ADA } from '../people.js';
import { test } from '../faults/test.js';
import { ENGINES } from '../tags.js';

// The whole folder in a new app, as src/app/auth/README.md says.
test.use({ build: buildOf('whole') });

test('the copied folder signs in, lists the users, signs out', ENGINES, async ({ tab, network }) => {
  await expectItWorks(tab, network);
});

test('the copied folder guards a route, and comes back to it', async ({ tab }) => {
  await tab.open('/mine');
  await tab.enterCredentials(ADA);
  await tab.isAt('/mine');
  await tab.sees('Mine', 'h1');
  await tab.sees(ADA.login, 'pre');
});

test('the copied folder says in words what went wrong', async ({ tab }) => {
  await tab.open('/login/callback');
  await tab.sees('Nothing to finish here', '[role=alert]');
});
