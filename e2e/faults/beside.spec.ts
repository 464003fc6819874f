import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed } from '../../org/model/seed.js';
import { ADA } from '../people.js';
import { ENGINES } from '../tags.js';
import { temporaryFolder } from './engine.js';
import { expect, openGround, test as base, type Ground } from './test.js';

/** The shipped seed, in which the app may be below /desk/, too. */
function seedWithDesk(): Seed {
  const seed = JSON.parse(readFileSync(join(import.meta.dirname, '../../org/seed.json'), 'utf8')) as Seed;
  for (const app of seed.apps.filter(({ type }) => type === 'browser')) {
    app.redirect_uris.push('http://localhost:4200/desk/login/callback');
    app.post_logout_redirect_uris.push('http://localhost:4200/desk');
  }
  return seed;
}

const test = base.extend<object, { withDesk: Ground }>({
  withDesk: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const folder = temporaryFolder();
      const seedPath = join(folder.path, 'seed.json');
      writeFileSync(seedPath, JSON.stringify(seedWithDesk()));
      const ground = await openGround(() => seedPath);
      ground.configure(ground.config);
      ground.serveBelow('/desk/', ['users', 'login/callback']);
      await use(ground);
      await ground.close();
      await folder.remove();
    },
    { scope: 'worker' },
  ],
  ground: async ({ withDesk: ground }, use) => use(ground),
});

test(
  'two apps of one origin, one below a path: each has its own session and key, and leads back to where a sign-in began',
  ENGINES,
  async ({ tab: desk, newTab }) => {
    await desk.open('/desk/users?q=lin#part');
    await desk.enterCredentials(ADA);
    await desk.isAt('/desk/users?q=lin#part');
    await desk.sees('linus@example.com', 'tbody');

    const root = await newTab();
    await root.open();
    await root.isSignedIn(false);
    await root.press('button', 'Sign in');
    await root.isSignedIn();
    expect(await root.keys()).toBe(2);
    await root.press('link', 'Users');
    await root.seesUsers();
    await desk.fill('Search', 'ada');
    await desk.isAt('/desk/users?q=ada');
    await desk.seesUsers(2);

    await root.press('button', 'Sign out');
    await root.isSignedIn(false);
    await root.isAt('/');
    expect(await root.tokens()).toEqual([]);
    expect(await root.keys()).toBe(1);
    await desk.page.reload({ waitUntil: 'domcontentloaded' });
    await desk.seesUsers(2);

    await desk.press('button', 'Sign out');
    await desk.isSignedIn(false);
    await desk.isAt('/desk/');
    expect(await desk.keys()).toBe(0);
  },
);
