import { buildOf } from './copied-app.js';
import { ADA, GRACE } from '../people.js';
import { accessTokenOf } from '../proof.js';
import { gatewayError, hangUp, hangUpAfterwards, hold, late, nonceOnEveryAnswer, redirect } from '../faults/faults.js';
import { renewals, signInWithOldToken } from '../faults/renewing.js';
import { withoutRepeated } from '../faults/network.js';
import { expect, test } from '../faults/test.js';
import { ENGINES } from '../tags.js';

// The app's own views make one call each. These tests use the auth folder in the app that its README makes, with a frame of
// ours; it has no Content Security Policy either.
test.use({ build: buildOf('concurrent') });

test('20 calls at once at the start of a session: all succeed, each with a proof of its own', async ({
  tab,
  network,
  costs,
}) => {
  await tab.signIn(ADA);
  costs({ requests: 20 });
  await tab.press('button', 'Call 20 times');
  await tab.sees('20 succeeded', '.outcome');
  expect(network.to('/api/v1/users')).toHaveLength(20);
});

test('20 calls at once when the API starts to ask for a nonce: all succeed', async ({
  tab,
  ground,
  network,
  costs,
}) => {
  await tab.signIn(ADA);
  await ground.switch({ apiNonce: true });
  costs({ requests: 20 });
  await tab.press('button', 'Call 20 times');
  await tab.sees('20 succeeded', '.outcome');
  const first = network.to('/api/v1/users').length;
  expect(first).toBeLessThanOrEqual(40);
  await tab.press('button', 'Call once');
  await tab.sees('1 succeeded', '.outcome');
  expect(network.to('/api/v1/users')).toHaveLength(first + 1);
});

test('20 calls at once with a nonce that changes with each answer: all succeed', async ({ tab, network, costs }) => {
  await tab.signIn(ADA);
  network.fail(/^\/api\//, nonceOnEveryAnswer({ memory: 100, once: false }));
  costs({ requests: 20 });
  await tab.press('button', 'Call 20 times');
  await tab.sees('20 succeeded', '.outcome');
});

test('20 calls at once while the token is renewed: one renewal, all with the new token', async ({
  tab,
  ground,
  network,
  costs,
}) => {
  await signInWithOldToken(tab, ground);
  network.fail('/oauth2/v1/token', late(500));
  costs({ requests: 21 });
  await tab.press('button', 'Call 20 times');
  await tab.sees('20 succeeded', '.outcome');
  expect(renewals(network.to(), 200)).toHaveLength(1);
  const renewed = String(network.to('/oauth2/v1/token').at(-1)!.json!['access_token']);
  expect(new Set(network.to('/api/v1/users').map(accessTokenOf))).toEqual(new Set([renewed]));
});

test('a POST whose connection ends is not sent again: nobody knows whether it was done', async ({
  tab,
  network,
  costs,
}) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', hangUpAfterwards);
  costs({ requests: 1 });
  await tab.press('button', 'Post once');
  await tab.sees('failed', '.outcome');
  expect(network.to('/api/v1/users')).toHaveLength(1);
});

test(
  'a call that waits while somebody else signs in in another tab: not finished as them',
  ENGINES,
  async ({ tab, newTab, profile, network }) => {
    await tab.signIn(ADA);
    const held = hold();
    network.fail('/api/v1/users', (...call) => held.fault(call[0], call[1], () => gatewayError(503)(...call)), 1);
    await tab.press('button', 'Call once');
    await expect.poll(() => network.to('/api/v1/users').length).toBe(1);
    await profile.deleteCookie(...(await profile.cookies())); // so that the org asks who is there
    const other = await newTab();
    await other.open();
    await other.page.evaluate(() => localStorage.removeItem('okta-token-storage'));
    await other.signIn(GRACE);
    held.release();
    await tab.sees('1 failed: SessionEnded', '.outcome');
    await tab.sees(GRACE.name, 'header');
    expect(network.to('/api/v1/users')).toHaveLength(1);
  },
);

test.describe('a browser that repeats a request by itself', () => {
  test.use({ repeats: true });

  test('a GET whose connection ends again and again: bounded', ENGINES, async ({ tab, network, costs }) => {
    await tab.signIn(ADA);
    network.fail('/api/v1/users', hangUp);
    costs({ requests: 1 });
    await tab.press('button', 'Call once');
    await tab.sees('1 failed', '.outcome');
    expect(withoutRepeated(network.to('/api/v1/users')).length).toBeLessThanOrEqual(4);
  });
});

test(
  'without a policy of the page, too, a redirect to another origin is not followed',
  ENGINES,
  async ({ tab, ground, network, costs }) => {
    await tab.signIn(ADA);
    costs({ requests: 3 });
    for (const [index, status] of ([302, 307, 308] as const).entries()) {
      network.fail('/api/v1/users', redirect(`${ground.elsewhere.origin}/api/v1/users`, status));
      await tab.press('button', 'Call once');
      await expect.poll(() => network.to('/api/v1/users').length).toBeGreaterThan(index);
      await tab.sees('1 failed', '.outcome');
    }
    expect(ground.elsewhere.network.exchanges).toEqual([]);
  },
);
