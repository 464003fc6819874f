import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed } from '../../org/model/seed.js';
import { launch, temporaryFolder } from './engine.js';
import { renewals, signInWithOldToken } from './renewing.js';
import { withBrowser } from './tab.js';
import { expect, openGround, test } from './test.js';
import { ENGINES } from '../tags.js';

/** The shipped seed, with the app at 127.0.0.1: to a browser another site than the org at localhost. */
function seedAt127(folder: string, appPort: number): string {
  const text = readFileSync(join(import.meta.dirname, '../../org/seed.json'), 'utf8');
  const seed = JSON.parse(text.replaceAll('http://localhost:4200', `http://127.0.0.1:${appPort}`)) as Seed;
  const path = join(folder, 'seed.json');
  writeFileSync(path, JSON.stringify(seed));
  return path;
}

test(
  'third-party cookies are blocked, app and org are different sites: signs in, renews, signs out',
  ENGINES,
  async ({ engine }) => {
    const folder = temporaryFolder();
    const ground = await openGround((appPort) => seedAt127(folder.path, appPort));
    ground.configure(ground.config);
    const blocked = {
      firefox: { 'network.cookie.cookieBehavior': 1 },
      chromium: { block_third_party_cookies: true, cookie_controls_mode: 1 },
    };
    try {
      const app = ground.app.replace('localhost', '127.0.0.1');
      await withBrowser(await launch(engine, blocked), app, async (tab) => {
        await signInWithOldToken(tab, ground);
        await tab.press('link', 'Users');
        await tab.seesUsers();
        expect(renewals(ground.network.to(), 200)).toHaveLength(1);
        await tab.press('button', 'Sign out');
        await tab.isSignedIn(false);
        expect(await tab.keys()).toBe(0);
      });
    } finally {
      await ground.close();
      await folder.remove();
    }
  },
);
