import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { generateKey, saveCredentials } from './console.js';
import { ADA, GRACE, LINUS } from './people.js';
import type { Place } from './place.js';
import { enterCredentials, signIn } from './sign-in.js';
import { expect, test } from './test.js';

/** Every view, and the way to it. */
const VIEWS: Record<string, (page: Page, place: Place) => Promise<unknown>> = {
  'start': (page) => page.goto('/'),
  'start, signed in': (page) => signIn(page, ADA),
  'profile': async (page) => {
    await signIn(page, ADA);
    await page.goto('/profile');
    await page.getByText('Raw JSON').click();
  },
  'users': async (page) => {
    await signIn(page, ADA);
    await page.goto('/users');
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  },
  'users, nobody found': async (page) => {
    await signIn(page, ADA);
    await page.goto('/users?q=nobody');
    await expect(page.getByText('No users match')).toBeVisible();
  },
  'users, without a role': async (page) => {
    await signIn(page, LINUS);
    await page.goto('/users');
    await expect(page.getByText('The org shows you no users')).toBeVisible();
  },
  'users, without the scope': async (page, place) => {
    place.configure({ ...place.config, scopes: ['openid', 'profile'] });
    await signIn(page, ADA);
    await page.goto('/users');
    await expect(page.getByRole('alert')).toContainText('insufficient_scope');
  },
  'not found': (page) => page.goto('/no/such/page'),
  'unsupported': async (page) => {
    await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
    await page.goto('/users');
  },
  'callback, refused': (page) => page.goto('/login/callback?error=access_denied&error_description=No.&state=x'),
  'config, wrong': async (page, place) => {
    place.configure('{"issuer":"https://{yourOktaDomain}","clientId":"{yourClientId}","scopes":[]}');
    await page.goto('/');
  },
  'org, sign-in': async (page) => {
    await page.goto('/profile');
    await expect(page.getByLabel('Username')).toBeVisible();
  },
  'org, sign-in refused': async (page) => {
    await page.goto('/profile');
    await enterCredentials(page, { ...ADA, password: 'wrong' });
    await expect(page.getByRole('alert')).toBeVisible();
  },
  'console, dashboard': (page, place) => openConsole(page, place, ''),
  'console, applications': (page, place) => openConsole(page, place, '/apps'),
  'console, create': (page, place) => openConsole(page, place, '/apps/new'),
  'console, create, single-page': (page, place) => openConsole(page, place, '/apps/new?type=browser'),
  'console, create, service': (page, place) => openConsole(page, place, '/apps/new?type=service'),
  'console, create, refused': async (page, place) => {
    await openConsole(page, place, '/apps/new?type=browser');
    await page.getByLabel('Label').fill('');
    await page.getByLabel('Sign-in redirect URIs').fill('foo');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  },
  'console, deactivate': (page, place) => openConsole(page, place, '/apps/0oa1dpopspa00000DPoP/deactivate'),
  'console, inactive': async (page, place) => {
    await openConsole(page, place, '/apps/new?type=service');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Deactivate application' }).click();
    await expect(page.getByRole('link', { name: 'Delete' })).toBeVisible();
  },
  'console, delete': (page, place) => openConsole(page, place, '/apps/0oa1service00SERVICE/delete'),
  'console, general': (page, place) => openConsole(page, place, '/apps/0oa1dpopspa00000DPoP'),
  'console, general, refused': async (page, place) => {
    await openConsole(page, place, '/apps/0oa1dpopspa00000DPoP');
    await page.getByLabel('Label').fill('');
    await page.getByLabel('Sign-in redirect URIs').fill('foo');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  },
  'console, general, read-only': (page, place) => openConsole(page, place, '/apps/0oa1dpopspa00000DPoP', GRACE),
  'console, grace period refused': async (page, place) => {
    await openConsole(page, place, '/apps/0oa1dpopspa00000DPoP');
    await page.getByLabel('Grace period for token rotation').fill('61');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Expected whole seconds from 0 to 60.');
  },
  'console, assignments, everyone': (page, place) => openConsole(page, place, '/apps/0oa1dpopspa00000DPoP/assignments'),
  'console, assignments, nobody': makeAppForNobody,
  'console, assignments, some': async (page, place) => {
    await makeAppForNobody(page, place);
    await page.getByRole('link', { name: 'Assign to people' }).click();
    for (const { name } of [ADA, GRACE, LINUS]) await page.getByRole('button', { name: `Assign ${name}` }).click();
    await page.getByRole('link', { name: 'Done' }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
  },
  'console, assign': (page, place) => openConsole(page, place, '/apps/0oa1dpopspa00000DPoP/assignments/add'),
  'console, service': (page, place) => openConsole(page, place, '/apps/0oa1service00SERVICE'),
  'console, service with a secret': makeService,
  'console, client secret': async (page, place) => {
    await makeService(page, place);
    await page.getByRole('button', { name: 'Show client secret' }).click();
    await expect(page.getByLabel('Client secret')).toHaveValue(/.{64}/);
  },
  'console, credentials': async (page, place) => {
    await makeService(page, place);
    await page.getByRole('link', { name: 'Edit Client Credentials' }).click();
    await expect(page.getByRole('button', { name: 'Add key' })).toBeHidden();
  },
  'console, credentials, not saved': async (page, place) => {
    await openConsole(page, place, '/apps/0oa1service00SERVICE');
    await generateKey(page);
    await saveCredentials(page);
    await generateKey(page);
    await page.getByRole('button', { name: 'Remove key' }).first().click();
    await expect(page.getByRole('status')).toContainText('1 key is to be removed.');
  },
  'console, credentials, read-only': (page, place) =>
    openConsole(page, place, '/apps/0oa1service00SERVICE/credentials', GRACE),
  'console, add key, refused': async (page, place) => {
    await openConsole(page, place, '/apps/0oa1service00SERVICE/credentials');
    await page.getByRole('button', { name: 'Add key' }).click();
    await page.getByLabel('Public key (JWK)').fill('{}');
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('alert')).toContainText('whose “kty” is RSA or EC');
  },
  'console, new key': async (page, place) => {
    await openConsole(page, place, '/apps/0oa1service00SERVICE/credentials');
    await page.getByRole('button', { name: 'Add key' }).click();
    await page.getByRole('button', { name: 'Generate new key' }).click();
    await expect(page.getByLabel('Private key (PEM)')).toBeVisible();
  },
  'console, scopes': (page, place) => openConsole(page, place, '/apps/0oa1service00SERVICE/scopes?q=okta.users'),
  'console, roles': (page, place) => openConsole(page, place, '/apps/0oa1service00SERVICE/roles'),
  'console, people': (page, place) => openConsole(page, place, '/people'),
  'console, person': (page, place) => openConsole(page, place, '/people/00uf0fncdzKWhktBud9p'),
  'console, no trusted origins': (page, place) => openConsole(page, place, '/trusted-origins'),
  'console, trusted origins': async (page, place) => {
    await addOrigin(page, place, 'http://localhost:4201');
    await addOrigin(page, place, `https://${'long-name-'.repeat(6)}.${'of-a-host-'.repeat(6)}.example.com`);
  },
  'console, add origin': (page, place) => openConsole(page, place, '/trusted-origins/new'),
  'console, add origin, refused': async (page, place) => {
    await openConsole(page, place, '/trusted-origins/new');
    await page.getByLabel('Origin URL').fill('http://localhost:4200/login');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  },
  'console, trusted origin': async (page, place) => {
    await addOrigin(page, place, 'http://localhost:4202');
    await page.getByRole('link', { name: 'http://localhost:4202' }).click();
    await expect(page.getByRole('heading', { name: 'Lifecycle' })).toBeVisible();
  },
  'console, trusted origin, read-only': async (page, place) => {
    await addOrigin(page, place, 'http://localhost:4203');
    await page.getByRole('link', { name: 'http://localhost:4203' }).click();
    const { pathname } = new URL(page.url());
    await page.context().clearCookies();
    await openConsole(page, place, pathname.replace('/admin', ''), GRACE);
    await expect(page.getByLabel('Origin URL')).toBeDisabled();
  },
  'console, delete origin': async (page, place) => {
    await addOrigin(page, place, 'http://localhost:4204');
    await page.getByRole('link', { name: 'http://localhost:4204' }).click();
    await page.getByRole('link', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Delete origin' })).toBeVisible();
  },
  'console, log': (page, place) => openConsole(page, place, '/log'),
  'console, event': async (page, place) => {
    await fetch(`${place.org}/api/v1/users`, { headers: { Authorization: 'DPoP x' } });
    await openConsole(page, place, '/log?q=/api/v1/users');
    await page.getByRole('cell').getByRole('link').first().click();
    await expect(page.getByText('Actual', { exact: true })).toBeVisible();
  },
  'console, switches': (page, place) => openConsole(page, place, '/switches'),
  'console, not found': (page, place) => openConsole(page, place, '/nowhere'),
  'console, no role': (page, place) => openConsole(page, place, '', LINUS),
  'org, signed out': (page, place) => page.goto(`${place.org}/login/signout?fromURI=https://shop.example.com/bye`),
  'org, front page': (page, place) => page.goto(place.org),
  'org, error page': (page, place) => page.goto(`${place.org}/oauth2/v1/authorize?client_id=nobody`),
};

/** Makes a service app in the console. */
async function makeService(page: Page, place: Place): Promise<void> {
  await openConsole(page, place, '/apps/new?type=service');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('button', { name: 'Show client secret' })).toBeVisible();
}

/** Signs in at the Admin Console, on the way to one of its pages. */
async function openConsole(page: Page, place: Place, path: string, person = ADA): Promise<void> {
  await page.goto(`${place.org}/admin${path}`);
  await enterCredentials(page, person);
  await page.waitForURL(`${place.org}/admin${path}`);
}

/** Adds a trusted origin, by the console. */
async function addOrigin(page: Page, place: Place, origin: string): Promise<void> {
  await page.goto(`${place.org}/admin/trusted-origins/new`);
  if (await page.getByLabel('Username').isVisible()) await enterCredentials(page, ADA);
  await page.getByLabel('Name', { exact: true }).fill(origin);
  await page.getByLabel('Origin URL').fill(origin);
  await page.getByLabel('CORS').check();
  await page.getByLabel('Redirect').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('The origin was added.');
}

/** Makes an app that is limited to assigned people, and stays on the page that comes then. */
async function makeAppForNobody(page: Page, place: Place): Promise<void> {
  await openConsole(page, place, '/apps/new?type=browser');
  await page.getByLabel('Limit access to people who are assigned').check();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('status')).toContainText('Nobody can sign in to it yet.');
}

test.use({ complaints: [/status of 40[034]/], contextOptions: { reducedMotion: 'reduce' } });

for (const [view, go] of Object.entries(VIEWS)) {
  test(`${view}: accessible, and fits, by day and by night, narrow and wide`, async ({ page, place }) => {
    test.slow(); // axe looks four times
    await go(page, place);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [360, 1600]) {
        const name = `${view}, ${colorScheme}, ${width}`;
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        // For people to look at.
        await page.screenshot({ path: `test-results/views/${name.replaceAll(/\W+/g, '-')}.png`, fullPage: true });

        const overhang = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect(overhang, `${name}: pixels to scroll sideways`).toBe(0);

        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const found = grave.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
        expect.soft(found, name).toEqual([]);
      }
    }
  });
}

test('the keyboard alone signs in, reads the users and signs out', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.getByRole('button', { name: 'Sign in' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Username')).toBeFocused();
  await page.keyboard.type(ADA.login);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADA.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();

  await page.getByRole('link', { name: 'Users', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  await page.getByRole('button', { name: 'Next page' }).press('Enter');
  await expect(page.getByText('Page 2')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
