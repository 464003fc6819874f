import { ADA } from '../people.js';
import { gatewayError, html, redirect, withHeaders } from './faults.js';
import type { Fault } from './network.js';
import { expect, test } from './test.js';
import { ENGINES } from '../tags.js';

// That nothing reached the other origin with a token or a proof is looked at after each test; here: that nothing did at all.

/** What the API may answer that leads elsewhere; what the view says of it. Engines differ in redirects. */
interface LeadsAway {
  what: string;
  fault: (elsewhere: string) => Fault;
  says: string[];
  inAllEngines?: boolean;
}

const redirectToOrigin = (status: 302 | 307 | 308): LeadsAway => ({
  what: `a redirect to another origin with ${status}`,
  fault: (elsewhere) => redirect(`${elsewhere}/api/v1/users`, status),
  says: ['The org did not answer', 'A redirect is refused on purpose'],
});

const LEADS_AWAY: LeadsAway[] = [
  redirectToOrigin(302),
  { ...redirectToOrigin(307), inAllEngines: true },
  {
    what: 'a redirect to another path of its own, for which the proof is not',
    fault: () => redirect('/api/v1/apps'),
    says: ['The org did not answer'],
    inAllEngines: true,
  },
  {
    what: 'a next page at another origin',
    fault: (elsewhere) => withHeaders({ Link: `<${elsewhere}/api/v1/users?after=20>; rel="next"` }),
    says: ['The next page is somewhere else'],
  },
  {
    what: 'a next page at a host that only begins like the org',
    fault: (elsewhere) =>
      withHeaders({ Link: `<http://localhost@${new URL(elsewhere).host}/api/v1/users?after=20>; rel="next"` }),
    says: ['The next page is somewhere else'],
  },
  { what: 'a page of HTML by a proxy', fault: () => html, says: ['This is no list of users', 'text/html'] },
  // The last one: browsers keep a permanent redirect.
  redirectToOrigin(308),
];

test(
  'the API answers with what leads elsewhere: nobody follows, and users are told',
  ENGINES,
  async ({ tab, ground, network, engine }) => {
    await tab.signIn(ADA);
    const rows = LEADS_AWAY.filter(({ inAllEngines }) => inAllEngines ?? engine === 'chromium');
    for (const { what, fault, says } of rows) {
      await test.step(what, async () => {
        network.mend();
        const before = network.to().length;
        network.fail('/api/v1/users', fault(ground.elsewhere.origin));
        await tab.press('link', 'Users');
        for (const text of says) await tab.sees(text, '[role=alert]');
        if (await tab.has('button', 'Next page')) await tab.press('button', 'Next page');
        expect(await tab.text()).not.toContain('hotel');
        const paths = network
          .to()
          .slice(before)
          .map(({ url }) => url.pathname);
        // A request without an answer is tried once more.
        expect(paths.length).toBeLessThanOrEqual(2);
        expect(new Set(paths)).toEqual(new Set(['/api/v1/users']));
        expect(ground.elsewhere.network.exchanges).toEqual([]);
        await tab.press('link', 'Home');
        await tab.isAt('/');
      });
    }
  },
);

test(
  'the token endpoint redirects to another origin, then a proxy answers there with HTML: nothing reaches the other origin, a clear error each time',
  ENGINES,
  async ({ tab, ground, network }) => {
    network.fail('/oauth2/v1/token', redirect(`${ground.elsewhere.origin}/oauth2/v1/token`));
    await tab.open();
    await tab.press('button', 'Sign in');
    await tab.enterCredentials(ADA);
    await tab.sees('Sign in again', 'main');
    expect(ground.elsewhere.network.exchanges).toEqual([]);
    expect(await tab.keys()).toBe(0);

    // Engines name what they cannot parse in different words.
    network.fail('/oauth2/v1/token', html);
    await tab.press('button', 'Sign in again');
    await tab.sees('not from the org', '[role=alert]');
    await tab.sees('Sign in again', 'main');
    await expect.poll(() => tab.keys()).toBe(0);
  },
);

test('userinfo answers with a redirect, then with HTML of a proxy: nobody follows, a clear error', async ({
  tab,
  ground,
  network,
}) => {
  await tab.signIn(ADA);
  network.fail('/oauth2/v1/userinfo', redirect(`${ground.elsewhere.origin}/oauth2/v1/userinfo`));
  await tab.press('link', 'Profile');
  await tab.sees(/\S/, '[role=alert]');
  expect(ground.elsewhere.network.exchanges).toEqual([]);
  network.fail('/oauth2/v1/userinfo', html);
  await tab.press('button', 'Try again');
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
