import { buildOf } from './copied-app.js';
import { expectItWorks } from './works.js';
import { ADA } from '../people.js';
import { expect, test } from '../faults/test.js';
import { ENGINES } from '../tags.js';

// The core alone in a new app, as src/app/auth/README.md says.
test.use({ build: buildOf('core') });

test('the core alone signs in, lists the users, signs out', ENGINES, async ({ tab, network }) => {
  await expectItWorks(tab, network);
});

test('the core alone says that a sign-in failed, and the next one works', async ({ tab, network }) => {
  await tab.open('/login/callback?error=access_denied&error_description=No.&state=x');
  await tab.sees('Sign-in did not finish', 'h1');
  await tab.sees(/\S/, '[role=alert]');
  await tab.press('button', 'Sign in again');
  await tab.enterCredentials(ADA);
  await tab.isSignedIn();
  expect(network.to('/oauth2/v1/token').at(-1)!.status).toBe(200);
});
