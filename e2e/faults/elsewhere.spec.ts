import { ADA } from '../people.js';
import { gatewayError, html, redirect, withHeaders } from './faults.js';
import { expect, test } from './test.js';
import { ENGINES } from '../tags.js';

// That nothing reached the other origin with a token or a proof is looked at after each test; here: that nothing did at all.

for (const status of [302, 307, 308] as const) {
  test(
    `the API redirects to another origin with ${status}: nobody follows, the person is told`,
    status === 307 ? ENGINES : {},
    async ({ tab, ground, network, costs }) => {
      network.fail('/api/v1/users', redirect(`${ground.elsewhere.origin}/api/v1/users`, status));
      await tab.signIn(ADA);
      costs({ requests: 1 });
      await tab.press('link', 'Users');
      await tab.sees('The org did not answer', '[role=alert]');
      await tab.sees('A redirect is refused on purpose', '[role=alert]');
      expect(ground.elsewhere.network.exchanges).toEqual([]);
    },
  );
}

test(
  'the API redirects to another path of its own: nobody follows, since the proof is for the first',
  ENGINES,
  async ({ tab, network }) => {
    network.fail('/api/v1/users', redirect('/api/v1/apps'));
    await tab.signIn(ADA);
    await tab.press('link', 'Users');
    await tab.sees('The org did not answer', '[role=alert]');
    expect(network.to('/api/v1/apps')).toEqual([]);
  },
);

test(
  'the token endpoint redirects to another origin: no code and no proof reach it',
  ENGINES,
  async ({ tab, ground, network }) => {
    network.fail('/oauth2/v1/token', redirect(`${ground.elsewhere.origin}/oauth2/v1/token`));
    await tab.open();
    await tab.press('button', 'Sign in');
    await tab.enterCredentials(ADA);
    await tab.sees('Sign in again', 'main');
    expect(ground.elsewhere.network.exchanges).toEqual([]);
    expect(await tab.keys()).toBe(0);
  },
);

test('the userinfo endpoint redirects to another origin: nobody follows', ENGINES, async ({ tab, ground, network }) => {
  await tab.signIn(ADA);
  network.fail('/oauth2/v1/userinfo', redirect(`${ground.elsewhere.origin}/oauth2/v1/userinfo`));
  await tab.press('link', 'Profile');
  await tab.sees(/\S/, '[role=alert]');
  expect(ground.elsewhere.network.exchanges).toEqual([]);
});

test('the next page is at another origin: it is not called, and the person is told', async ({
  tab,
  ground,
  network,
  costs,
}) => {
  const link = `<${ground.elsewhere.origin}/api/v1/users?after=20>; rel="next"`;
  network.fail('/api/v1/users', withHeaders({ Link: link }));
  await tab.signIn(ADA);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  await tab.sees('The next page is somewhere else', '[role=alert]');
  await tab.press('button', 'Next page');
  expect(network.to('/api/v1/users')).toHaveLength(1);
  expect(ground.elsewhere.network.exchanges).toEqual([]);
});

test('the next page is at a host that only begins like the org: it is not called', async ({ tab, ground, network }) => {
  const { port } = new URL(ground.elsewhere.origin);
  const link = `<${ground.org}@localhost:${port}/api/v1/users?after=20>; rel="next"`;
  network.fail('/api/v1/users', withHeaders({ Link: link }));
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.sees('The next page is somewhere else', '[role=alert]');
  expect(ground.elsewhere.network.exchanges).toEqual([]);
});

test('a proxy answers the API with 200 and HTML: a clear error, none of it shown', async ({ tab, network, costs }) => {
  network.fail('/api/v1/users', html);
  await tab.signIn(ADA);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees('This is no list of users', '[role=alert]');
  await tab.sees('text/html', '[role=alert]');
  expect(await tab.text()).not.toContain('hotel');
});

test('a proxy answers the token endpoint with 200 and HTML: a clear error, no key left', async ({ tab, network }) => {
  network.fail('/oauth2/v1/token', html);
  await tab.open();
  await tab.press('button', 'Sign in');
  await tab.enterCredentials(ADA);
  await tab.sees(/\S/, '[role=alert]');
  await tab.sees('Sign in again', 'main');
  expect(await tab.text('h1')).not.toBe('');
  await expect.poll(() => tab.keys()).toBe(0);
});

test('a proxy answers userinfo with 200 and HTML: a clear error', async ({ tab, network }) => {
  await tab.signIn(ADA);
  network.fail('/oauth2/v1/userinfo', html);
  await tab.press('link', 'Profile');
  await tab.sees('not from the org', '[role=alert]');
});

test('a proxy answers the discovery with 200 and HTML: a clear error at the button', async ({ tab, network }) => {
  network.fail(/^\/\.well-known\//, html);
  await tab.open();
  await tab.press('button', 'Sign in');
  await tab.sees(/\S/, '[role=alert]');
  expect(await tab.keys()).toBe(0);
});

test('a gateway answers sign-in with 502 and HTML: a clear error, and a way out', async ({ tab, network }) => {
  network.fail('/oauth2/v1/token', gatewayError(502));
  await tab.open();
  await tab.press('button', 'Sign in');
  await tab.enterCredentials(ADA);
  await tab.sees('The org has a problem of its own', '[role=alert]');
  network.mend();
  await tab.press('button', 'Sign in again');
  await tab.isSignedIn();
  expect(await tab.keys()).toBe(1);
});
