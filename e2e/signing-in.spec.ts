import { ADA, GRACE, LINUS, type Person } from './people.js';
import { enterCredentials, signIn, signOut } from './sign-in.js';
import { BEARER, expect, test } from './test.js';

for (const [mode, config] of [
  ['DPoP', {}],
  ['bearer', BEARER],
] as const) {
  test.describe(`with ${mode} tokens`, () => {
    test.use({ config });

    for (const person of [ADA, GRACE, LINUS] satisfies Person[]) {
      test(`${person.name} signs in, sees the profile, reloads, signs out`, async ({ page, place }) => {
        await signIn(page, person);
        await expect(page).toHaveURL(`${place.app}/`);

        await page.getByRole('link', { name: 'Profile', exact: true }).click();
        const profile = page.getByRole('main');
        await expect(profile).toContainText(person.name);
        await expect(profile).toContainText(person.login);
        await page.getByText('Raw JSON').click();
        await expect(profile.locator('pre')).toContainText(`"preferred_username": "${person.login}"`);

        await page.reload();
        await expect(profile).toContainText(person.login);

        await signOut(page);
        await expect(page).toHaveURL(`${place.app}/`);
      });
    }

    test('an administrator pages through the users and searches them', async ({ page }) => {
      await signIn(page, GRACE);
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      const rows = page.getByRole('table').getByRole('row');
      const logins = page.getByRole('cell').locator('code');

      await expect(rows).toHaveCount(1 + 20);
      await expect(rows.nth(1)).toContainText(ADA.login);
      const firstPage = await logins.allTextContents();

      await page.getByRole('button', { name: 'Next page' }).click();
      await expect(page.getByText('Page 2')).toBeVisible();
      const secondPage = await logins.allTextContents();
      expect(secondPage).toHaveLength(20);
      expect(secondPage.filter((login) => firstPage.includes(login))).toEqual([]);

      await page.getByRole('button', { name: 'Previous page' }).click();
      await expect(page.getByText('Page 1')).toBeVisible();
      expect(await logins.allTextContents()).toEqual(firstPage);

      await page.getByLabel('Search').fill('lin');
      await expect(page).toHaveURL(/\/users\?q=lin$/);
      await expect(logins.filter({ hasText: LINUS.login })).toBeVisible();
      await expect(logins.filter({ hasText: ADA.login })).toHaveCount(0);

      await page.getByLabel('Search').fill('nobody has this name');
      await expect(page.getByText('No users match')).toBeVisible();

      await page.getByRole('button', { name: 'Clear the search' }).click();
      await expect(rows).toHaveCount(1 + 20);
    });

    test('the last page has no next one', async ({ page }) => {
      await signIn(page, ADA);
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      const next = page.getByRole('button', { name: 'Next page' });
      for (const number of [2, 3, 4]) {
        await next.click();
        await expect(page.getByText(`Page ${number}`)).toBeVisible();
      }
      await expect(next).toHaveAttribute('aria-disabled', 'true');
    });

    test('a person without a role is told why the list is empty', async ({ page }) => {
      await signIn(page, LINUS);
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await expect(page.getByText('The org shows you no users')).toBeVisible();
    });

    for (const link of ['/profile', '/users', '/users?q=lin']) {
      test(`the deep link ${link} leads through sign-in and back`, async ({ page, place }) => {
        await page.goto(link);
        await enterCredentials(page, ADA);
        await expect(page).toHaveURL(place.app + link);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(link === '/profile' ? 'Profile' : 'Users');
        if (link.includes('?q=')) await expect(page.getByLabel('Search')).toHaveValue('lin');
      });
    }

    test('sign-out ends the session at the org too', async ({ page, place }) => {
      await signIn(page, ADA);
      await signOut(page);
      await page.goto('/profile');
      await expect(page.getByLabel('Password')).toBeVisible();
      expect(new URL(page.url()).origin).toBe(place.org);
    });

    test('sign-out revokes both tokens', async ({ page, place, wire }) => {
      await signIn(page, ADA);
      const { access_token: access, refresh_token: refresh } = (await wire.to('/oauth2/v1/token')).at(-1)!.json!;
      const { clientId } = { ...place.config, ...config };
      const isActive = async (): Promise<unknown> => {
        const body = new URLSearchParams({ client_id: clientId, token: String(access) });
        const response = await fetch(`${place.org}/oauth2/v1/introspect`, { method: 'POST', body });
        return ((await response.json()) as { active: unknown }).active;
      };
      expect(await isActive()).toBe(true);
      await signOut(page);
      expect(await isActive()).toBe(false);

      const revocations = await wire.to('/oauth2/v1/revoke');
      expect(revocations.map(({ status }) => status)).toEqual([200, 200]);
      const revoked = revocations.map(({ body }) => new URLSearchParams(body ?? '').get('token'));
      expect(new Set(revoked)).toEqual(new Set([access, refresh]));
    });
  });
}

test('the sign-in page says what is wrong and keeps the user name', async ({ page, complaints }) => {
  complaints.push(/status of 400 .* at http:\/\/localhost:\d+\/signin\//);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await enterCredentials(page, { ...ADA, password: 'wrong' });
  await expect(page.getByRole('alert')).toHaveText('Unable to sign in');
  await expect(page.getByLabel('Username')).toHaveValue(ADA.login);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('somebody who is signed in at the org is not asked again', async ({ page }) => {
  await signIn(page, GRACE);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('the start page says where the person stands', async ({ page, place }) => {
  await page.goto('/');
  const standing = page.getByRole('region', { name: 'Where you stand' });
  await expect(standing).toContainText('Not signed in');
  await expect(standing).toContainText('DPoP');
  await expect(standing).toContainText(place.org);
  await signIn(page, ADA);
  await expect(standing).toContainText(ADA.name);
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL(/\/$/);
});
