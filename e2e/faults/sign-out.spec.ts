import { ADA } from '../people.js';
import { answers, gatewayError, hangUp } from './faults.js';
import type { Fault } from './network.js';
import { expect, test } from './test.js';
import type { Tab } from './tab.js';

/** Nothing of the session is left in this browser. */
async function expectGone(tab: Tab): Promise<void> {
  await tab.isSignedIn(false);
  expect(await tab.tokens()).toEqual([]);
  expect(await tab.keys()).toBe(0);
}

const REVOKE_FAILS: Record<string, Fault> = {
  'the connection ends': hangUp,
  'the org answers 500': gatewayError(500),
  'the org refuses the client': answers(401, { 'Content-Type': 'application/json' }, '{"error":"invalid_client"}'),
  'a proxy answers with HTML': gatewayError(502),
};

for (const [what, fault] of Object.entries(REVOKE_FAILS)) {
  test(`sign-out while ${what} at revoke: signed out here, told what could not be revoked`, async ({
    tab,
    network,
    costs,
  }) => {
    await tab.signIn(ADA);
    network.fail('/oauth2/v1/revoke', fault);
    costs({ requests: 2 });
    await tab.press('button', 'Sign out');
    await tab.sees(/revoke/i, '[role=alert]');
    await expectGone(tab);
  });
}

test('sign-out while the org is down: signed out here, and told', async ({ tab, ground }) => {
  await tab.signIn(ADA);
  await ground.stopOrg();
  await tab.press('button', 'Sign out');
  await tab.sees('Signed out here', '[role=alert]');
  await expectGone(tab);
});

test('sign-out when the tokens were revoked already: nothing to tell', async ({ tab, ground }) => {
  await tab.signIn(ADA);
  await ground.switch({ signOut: ADA.login });
  await tab.press('button', 'Sign out');
  await expectGone(tab);
  expect(await tab.text('[role=alert]')).toBe('');
});

test('sign-out with an access token that has expired: nothing to tell, the refresh token is revoked', async ({
  tab,
  ground,
  network,
}) => {
  await ground.switch({ accessTokenLifetime: 1 });
  await tab.signIn(ADA);
  await ground.switch({ accessTokenLifetime: 3600 });
  await tab.press('button', 'Sign out');
  await expectGone(tab);
  const hints = (): (string | null)[] =>
    network.to('/oauth2/v1/revoke').map(({ body }) => new URLSearchParams(body ?? '').get('token_type_hint'));
  await expect.poll(hints).toContain('refresh_token');
});

test('sign-out with keys that are gone already: signed out all the same', async ({ tab, network }) => {
  await tab.signIn(ADA);
  await tab.loseKeys();
  await tab.press('button', 'Sign out');
  await expectGone(tab);
  await expect.poll(() => network.to('/oauth2/v1/revoke').map(({ status }) => status)).toEqual([200, 200]);
});

test('sign-out pressed twice: one sign-out', async ({ tab, network }) => {
  await tab.signIn(ADA);
  network.fail('/oauth2/v1/revoke', (_request, _response, org) => void setTimeout(org, 500));
  await tab.press('button', 'Sign out', 2);
  await expectGone(tab);
  await expect.poll(() => network.to('/oauth2/v1/logout').length).toBe(1);
  await tab.isSignedIn(false);
  expect(network.to('/oauth2/v1/revoke')).toHaveLength(2);
  expect(network.to('/oauth2/v1/logout')).toHaveLength(1);
});
