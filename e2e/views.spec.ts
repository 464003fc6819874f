import type { Page } from '@playwright/test';
import { generateKey, saveCredentials } from './console.js';
import { expectGoodView } from './good-view.js';
import { ADA, GRACE, LINUS } from './people.js';
import type { Place } from './place.js';
import { enterCredentials, signIn } from './sign-in.js';
import { expect, test } from './test.js';
import { JOURNEY } from './tags.js';

/**
 * Looks at the view that is open: nothing sticks out sideways, and axe finds nothing serious.
 *
 * @param view its name
 */
type Look = (view: string) => Promise<void>;

/** Ways through all views, by what they go through. A sign-in takes longer than a look. */
const WAYS: Record<string, (page: Page, look: Look, place: Place) => Promise<unknown>> = {
  'the app, signed out': async (page, look) => {
    await page.goto('/');
    await look('start');
    await page.goto('/no/such/page');
    await look('not found');
    await page.goto('/login/callback?error=access_denied&error_description=No.&state=x');
    await look('callback, refused');
  },
  'the app, signed in': async (page, look) => {
    await signIn(page, ADA);
    await look('start, signed in');
    await page.goto('/profile');
    await page.getByText('Raw JSON').click();
    await look('profile');
    await page.goto('/users');
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    await look('users');
    await page.goto('/users?q=nobody');
    await expect(page.getByText('No users match')).toBeVisible();
    await look('users, nobody found');
  },
  'the app, without a role': async (page, look) => {
    await signIn(page, LINUS);
    await page.goto('/users');
    await expect(page.getByText('The org shows you no users')).toBeVisible();
    await look('users, without a role');
  },
  'the app, without the scope': async (page, look, place) => {
    place.configure({ ...place.config, scopes: ['openid', 'profile'] });
    await signIn(page, ADA);
    await page.goto('/users');
    await expect(page.getByRole('alert')).toContainText('insufficient_scope');
    await look('users, without the scope');
  },
  'the app in a browser without IndexedDB': async (page, look) => {
    await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
    await page.goto('/users');
    await look('unsupported');
  },
  'the app with a wrong config': async (page, look, place) => {
    place.configure('{"issuer":"https://{yourOktaDomain}","clientId":"{yourClientId}","scopes":[]}');
    await page.goto('/');
    await look('config, wrong');
  },
  'the org': async (page, look, place) => {
    await page.goto('/profile');
    await expect(page.getByLabel('Username')).toBeVisible();
    await look('org, sign-in');
    await enterCredentials(page, { ...ADA, password: 'wrong' });
    await expect(page.getByRole('alert')).toBeVisible();
    await look('org, sign-in refused');
    await page.goto(`${place.org}/login/signout?fromURI=https://shop.example.com/bye`);
    await look('org, signed out');
    await page.goto(place.org);
    await look('org, front page');
    await page.goto(`${place.org}/oauth2/v1/authorize?client_id=nobody`);
    await look('org, error page');
  },
  'the console': async (page, look, place) => {
    await fetch(`${place.org}/api/v1/users`, { headers: { Authorization: 'DPoP x' } });
    const open = await openConsole(page, place, ADA);
    await look('console, dashboard');
    await open('/people');
    await look('console, people');
    await open('/people/00uf0fncdzKWhktBud9p');
    await look('console, person');
    await open('/log');
    await look('console, log');
    await open('/log?q=/api/v1/users');
    await page.getByRole('cell').getByRole('link').first().click();
    await expect(page.getByText('Actual', { exact: true })).toBeVisible();
    await look('console, event');
    await open('/switches');
    await look('console, switches');
    await open('/nowhere');
    await look('console, not found');
  },
  'the console, trusted origins': async (page, look, place) => {
    const open = await openConsole(page, place, ADA);
    const add = async (origin: string): Promise<void> => {
      await open('/trusted-origins/new');
      await page.getByLabel('Name', { exact: true }).fill(origin);
      await page.getByLabel('Origin URL').fill(origin);
      await page.getByLabel('CORS').check();
      await page.getByLabel('Redirect').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('status')).toContainText('The origin was added.');
    };
    await open('/trusted-origins');
    await look('console, no trusted origins');
    await open('/trusted-origins/new');
    await look('console, add origin');
    await page.getByLabel('Origin URL').fill('http://localhost:4200/login');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
    await look('console, add origin, refused');
    await add('http://localhost:4201');
    await add(`https://${'long-name-'.repeat(6)}.${'of-a-host-'.repeat(6)}.example.com`);
    await look('console, trusted origins');
    await page.getByRole('link', { name: 'http://localhost:4201' }).click();
    await expect(page.getByRole('heading', { name: 'Lifecycle' })).toBeVisible();
    await look('console, trusted origin');
    await page.getByRole('link', { name: 'Edit Origin' }).click();
    await look('console, trusted origin, editing');
    await page.getByRole('link', { name: 'Cancel' }).click();
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Delete origin' })).toBeVisible();
    await look('console, delete origin');
    await page.context().clearCookies();
    await openConsole(page, place, GRACE, pathname.replace('/admin', ''));
    await expect(page.getByRole('main')).toContainText('http://localhost:4201');
    await expect(page.getByRole('link', { name: 'Edit Origin' })).toBeHidden();
    await look('console, trusted origin, read-only');
  },
  'the console, a new app': async (page, look, place) => {
    const open = await openConsole(page, place, ADA);
    await open('/apps');
    await look('console, applications');
    await open('/apps/new');
    await look('console, create');
    await open('/apps/new?type=service');
    await look('console, create, service');
    await open('/apps/new?type=browser');
    await look('console, create, single-page');
    await page.getByLabel('App integration name').fill('');
    await page.getByLabel('Sign-in redirect URIs').fill('foo');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
    await look('console, create, refused');

    await open('/apps/new?type=browser');
    await page.getByLabel('Limit access to people who are assigned').check();
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('status')).toContainText('Nobody can sign in to it yet.');
    await look('console, assignments, nobody');
    await page.getByRole('link', { name: 'Assign to people' }).click();
    for (const { name } of [ADA, GRACE, LINUS]) await page.getByRole('button', { name: `Assign ${name}` }).click();
    await page.getByRole('link', { name: 'Done' }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
    await look('console, assignments, some');
  },
  'the console, a single-page app': async (page, look, place) => {
    const app = '/apps/0oa1dpopspa00000DPoP';
    const open = await openConsole(page, place, ADA);
    await open(app);
    await look('console, general');
    await page.getByRole('link', { name: 'Edit General Settings' }).click();
    await look('console, general, editing');
    await page.getByLabel('App integration name').fill('');
    await page.getByLabel('Sign-in redirect URIs').fill('foo');
    await page.getByLabel('Grace period for token rotation').fill('61');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
    await expect(page.getByRole('alert')).toContainText('Expected whole seconds from 0 to 60.');
    await look('console, general, refused');
    await open(`${app}/deactivate`);
    await look('console, deactivate');
    await open(`${app}/assignments`);
    await look('console, assignments, everyone');
    await page.getByRole('link', { name: 'Edit Who can sign in' }).click();
    await look('console, assignments, editing');
    await open(`${app}/assignments/add`);
    await look('console, assign');
  },
  'the console, a service app': async (page, look, place) => {
    const app = '/apps/0oa1service00SERVICE';
    const open = await openConsole(page, place, ADA);
    await open(app);
    await look('console, service');
    await open(`${app}?edit`);
    await look('console, service, editing');
    await open(`${app}/scopes?q=okta.users`);
    await look('console, scopes');
    await open(`${app}/roles`);
    await look('console, roles');
    await page.getByRole('link', { name: 'Edit assignments' }).click();
    await look('console, roles, editing');
    await open(`${app}/delete`);
    await look('console, delete');
    await open(`${app}/credentials`);
    await page.getByRole('button', { name: 'Add key' }).click();
    await page.getByLabel('Public key (JWK)').fill('{}');
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('alert')).toContainText('whose “kty” is RSA or EC');
    await look('console, add key, refused');
    await page.getByRole('button', { name: 'Generate new key' }).click();
    await page.getByText('Show private key as PEM').click();
    await expect(page.getByRole('group', { name: 'private key as PEM' })).toBeVisible();
    await look('console, new key');
    await open(app);
    await generateKey(page);
    await saveCredentials(page);
    await generateKey(page);
    await page.getByRole('button', { name: 'Remove key' }).first().click();
    await expect(page.getByRole('status')).toContainText('1 key is to be removed.');
    await look('console, credentials, not saved');
  },
  'the console, a new service app': async (page, look, place) => {
    const open = await openConsole(page, place, ADA);
    await open('/apps/new?type=service');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('button', { name: 'Show client secret' })).toBeVisible();
    await look('console, service with a secret');
    await page.getByRole('button', { name: 'Show client secret' }).click();
    await expect(page.locator('#secret')).toHaveText(/.{64}/);
    await look('console, client secret');
    await page.getByRole('link', { name: 'Hide' }).click();
    await page.getByRole('link', { name: 'Edit Client Credentials' }).click();
    await expect(page.getByRole('button', { name: 'Add key' })).toBeHidden();
    await look('console, credentials');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Deactivate application' }).click();
    await expect(page.getByRole('link', { name: 'Delete' })).toBeVisible();
    await look('console, inactive');
  },
  'the console, read-only': async (page, look, place) => {
    const open = await openConsole(page, place, GRACE, '/apps/0oa1dpopspa00000DPoP');
    await look('console, general, read-only');
    await open('/apps/0oa1service00SERVICE/credentials');
    await look('console, credentials, read-only');
  },
  'the console, without a role': async (page, look, place) => {
    await openConsole(page, place, LINUS);
    await look('console, no role');
  },
};

/** Signs in at the Admin Console, on the way to one of its pages. Returns how to open another one. */
async function openConsole(
  page: Page,
  place: Place,
  person: typeof ADA,
  path = '',
): Promise<(path: string) => Promise<unknown>> {
  await page.goto(`${place.org}/admin${path}`);
  await enterCredentials(page, person);
  await page.waitForURL(`${place.org}/admin${path}`);
  return (next) => page.goto(`${place.org}/admin${next}`);
}

test.use({ complaints: [/status of 40[034]/], contextOptions: { reducedMotion: 'reduce' } });

for (const [way, go] of Object.entries(WAYS)) {
  test(`${way}: each view is accessible, and fits, by day and by night, narrow and wide`, async ({ page, place }) => {
    test.slow();
    await go(page, (view) => expectGoodView(page, view), place);
  });
}

test('the keyboard alone signs in, reads the users and signs out', JOURNEY, async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.getByRole('button', { name: 'Sign in', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Sign in as ${ADA.name}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();

  await page.getByRole('link', { name: 'Users', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  await page.getByRole('button', { name: 'Next page' }).press('Enter');
  await expect(page.getByText('Page 2')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});
