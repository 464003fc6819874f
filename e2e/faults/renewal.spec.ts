import { ADA } from '../people.js';
import { accessTokenOf, jktOf } from '../proof.js';
import { hangUp, html, refuseRefresh } from './faults.js';
import { renewals, signInWithOldToken } from './renewing.js';
import { expect, test } from './test.js';
import { JOURNEY } from '../tags.js';

test(
  'the access token expires in the middle of the work: renewed silently, with the same key',
  JOURNEY,
  async ({ tab, ground, network, costs }) => {
    await signInWithOldToken(tab, ground);
    costs({ requests: 1 });
    await tab.press('link', 'Users');
    await tab.seesUsers();
    expect(await tab.text('[role=alert]')).toBe('');
    expect(renewals(network.to(), 200)).toHaveLength(1);

    const issued = network.to('/oauth2/v1/token').filter(({ status }) => status === 200);
    const [first, second] = issued.map(({ json }) => String(json!['access_token']));
    expect(second).not.toBe(first);
    expect(jktOf(second!)).toBe(jktOf(first!));
    expect(network.to('/api/v1/users').map(accessTokenOf)).toEqual([second]);
    expect(await tab.keys()).toBe(1);
  },
);

test('the refresh token is rotated with each renewal: the newest is used', async ({ tab, ground, network }) => {
  // Each token has to be renewed at its first use.
  await ground.switch({ accessTokenLifetime: 30 });
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  await ground.switch({ accessTokenLifetime: 3600 });
  await tab.press('button', 'Next page');
  await tab.sees('Page 2');

  const issued = network.to('/oauth2/v1/token').filter(({ status }) => status === 200);
  const given = issued.map(({ json }) => json!['refresh_token']);
  const used = renewals(network.to(), 200).map(({ body }) => new URLSearchParams(body!).get('refresh_token'));
  expect(used.length).toBeGreaterThanOrEqual(2);
  expect(used).toEqual(given.slice(0, -1));
});

test(
  'the refresh token is refused: "Sign in again" once, back at the same place, no loop',
  JOURNEY,
  async ({ tab, ground, network, costs }) => {
    await signInWithOldToken(tab, ground);
    network.fail('/oauth2/v1/token', refuseRefresh);
    costs({ requests: 1 });
    await tab.open('/users?q=lin');
    await tab.sees('Sign in again');
    const asked = network.to().length;
    await tab.page.waitForNetworkIdle({ idleTime: 1500 });
    expect(network.to()).toHaveLength(asked);
    expect(renewals(network.to()).length).toBeLessThanOrEqual(2);

    network.mend();
    await tab.press('button', 'Sign in again');
    await tab.isAt('/users?q=lin');
    await tab.sees('linus@example.com', 'tbody');
    expect(await tab.keys()).toBe(1);
  },
);

test('the session was ended by an administrator: explained, "Sign in again", back at the same place', async ({
  tab,
  ground,
  network,
}) => {
  await tab.signIn(ADA);
  await ground.switch({ signOut: ADA.login });
  await tab.press('link', 'Users');
  await tab.sees('Your session has ended', '[role=alert]');
  await tab.sees('invalid_grant', '[role=alert]');
  expect(network.to('/api/v1/users')).toHaveLength(1);
  await tab.press('button', 'Sign in again');
  await tab.enterCredentials(ADA);
  await tab.isAt('/users');
  await tab.seesUsers();
  expect(await tab.keys()).toBe(1);
});

for (const [what, fault] of [
  ['the connection ends', hangUp],
  ['a proxy answers with HTML', html],
] as const) {
  test(`while it is renewed ${what}: a message, tokens stay, and it goes on when all is well again`, async ({
    tab,
    ground,
    network,
  }) => {
    await signInWithOldToken(tab, ground);
    network.fail('/oauth2/v1/token', fault);
    await tab.press('link', 'Users');
    await tab.sees('Try again', '[role=alert]');
    network.mend();
    await tab.press('button', 'Try again');
    await tab.seesUsers();
    expect(await tab.keys()).toBe(1);
  });
}

test('the access token is refused although it has not expired: one renewal or "Sign in again", no loop', async ({
  tab,
  network,
}) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', (_request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate');
    response.setHeader('WWW-Authenticate', 'DPoP error="invalid_token", error_description="The token has expired."');
    response.writeHead(401).end();
  });
  await tab.press('link', 'Users');
  await tab.sees('Sign in again');
  expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(2);
  expect(renewals(network.to(), 200).length).toBeLessThanOrEqual(1);
});

test('the token expires and there is no refresh token: "Sign in again", back at the same place, no frame, no loop', async ({
  tab,
  ground,
  network,
}) => {
  ground.configure({ ...ground.config, scopes: ['openid', 'profile', 'okta.users.read'] });
  await ground.switch({ accessTokenLifetime: 31 });
  await tab.signIn(ADA);
  await ground.switch({ accessTokenLifetime: 3600 });
  await expect.poll(() => tab.hasExpired()).toBe(true);
  const before = network.to('/oauth2/v1/authorize').length;
  await tab.open('/users?q=lin');
  await tab.sees(/Sign in again|linus@example.com/);
  // The session at the org is still there: it may lead through the sign-in at once, or ask first.
  if (await tab.has('button', 'Sign in again')) await tab.press('button', 'Sign in again');
  await tab.isAt('/users?q=lin');
  await tab.sees('linus@example.com', 'tbody');
  expect(network.to('/oauth2/v1/authorize')).toHaveLength(before + 1);
  expect(await tab.keys()).toBe(1);
});
