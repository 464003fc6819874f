import { ADA } from '../people.js';
import { BEARER } from '../test.js';
import { wholeBrowser } from '../browser/installed.js';
import { launch } from './engine.js';
import { expect, test } from './test.js';
import { withBrowser } from './tab.js';
import { ENGINES } from '../tags.js';

/** What a browser lacks, put into effect before any script of the page runs; and the words for it. */
const LACKING: Record<string, { script: () => void; reason: RegExp }> = {
  'no IndexedDB': {
    script: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    reason: /IndexedDB/,
  },
  'IndexedDB that may not even be looked at': {
    script: () =>
      Object.defineProperty(window, 'indexedDB', {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      }),
    reason: /IndexedDB/,
  },
  'IndexedDB that does not open': {
    script: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('A mutation operation was attempted on a database.', 'InvalidStateError');
      };
    },
    reason: /would not store .*InvalidStateError/,
  },
  'no crypto.subtle': {
    script: () => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }),
    reason: /Web Crypto/,
  },
  'localStorage that may not be looked at': {
    script: () =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      }),
    reason: /storage/i,
  },
};

for (const [what, { script, reason }] of Object.entries(LACKING)) {
  test(
    `${what}: told, with the reason, before any request to the org`,
    what === 'no IndexedDB' ? ENGINES : {},
    async ({ tab, network }) => {
      await tab.page.evaluateOnNewDocument(script);
      await tab.open('/users');
      await tab.sees('This browser cannot do DPoP', '[role=alert]');
      await tab.sees(reason, 'main');
      expect(network.to()).toEqual([]);

      await tab.open('/');
      await tab.press('button', 'Sign in');
      await tab.sees('This browser cannot do DPoP', '[role=alert]');
      expect(network.to()).toEqual([]);
    },
  );
}

test('no room for the key: explained, and nothing is left behind', ENGINES, async ({ tab }) => {
  await tab.page.evaluateOnNewDocument(() => {
    const full = (): never => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    IDBObjectStore.prototype.add = full;
    IDBObjectStore.prototype.put = full;
  });
  await tab.open('/users');
  await tab.sees(/\b(Username|This browser cannot do DPoP)\b/);
  if ((await tab.text()).includes('Username')) await tab.enterCredentials(ADA);
  await tab.sees(/storage|room|quota|space/i, 'main');
  await tab.isSignedIn(false);
  expect(await tab.keys()).toBe(0);
  expect(await tab.tokens()).toEqual([]);
});

test('no room for the tokens: explained, and no key is left behind', ENGINES, async ({ tab }) => {
  await tab.page.evaluateOnNewDocument(() => {
    Storage.prototype.setItem = new Proxy(Reflect.get(Storage.prototype, 'setItem'), {
      apply(setItem, storage, given) {
        if (given[0] === 'okta-token-storage') throw new DOMException('The quota is exceeded.', 'QuotaExceededError');
        Reflect.apply(setItem, storage, given);
      },
    });
  });
  await tab.open('/users');
  await tab.sees(/\b(Username|This browser cannot do DPoP)\b/);
  if ((await tab.text()).includes('Username')) await tab.enterCredentials(ADA);
  await tab.sees(/storage|room|quota|space/i, 'main');
  await tab.isSignedIn(false);
  await expect.poll(() => tab.keys()).toBe(0);
});

test.describe('with bearer tokens', () => {
  test.use({ config: BEARER });

  test('no IndexedDB: no matter', async ({ tab }) => {
    await tab.page.evaluateOnNewDocument(LACKING['no IndexedDB']!.script);
    await tab.signIn(ADA);
  });
});

// Browsers whose own settings say so, where scripts only pretended above.

test('cookies and site data blocked in the settings: told, with the reason', ENGINES, async ({ engine, ground }) => {
  test.skip(engine === 'chromium' && !wholeBrowser(), 'A headless shell has no such settings.');
  const blocked = {
    firefox: { 'network.cookie.cookieBehavior': 2 },
    chromium: { default_content_setting_values: { cookies: 2 } },
  };
  await withBrowser(await launch(engine, blocked), ground.app, async (tab) => {
    await tab.open('/users');
    await tab.sees('This browser cannot do DPoP', '[role=alert]');
    await tab.sees(/storage|IndexedDB/i, 'main');
    expect(ground.network.to()).toEqual([]);
  });
});

test('IndexedDB switched off in the settings: told, with the reason', ENGINES, async ({ engine, ground }) => {
  test.skip(engine === 'chromium', 'Chromium has no such setting.');
  await withBrowser(await launch(engine, { firefox: { 'dom.indexedDB.enabled': false } }), ground.app, async (tab) => {
    const gone = await (await tab.page.goto(ground.app), tab.page.evaluate(() => typeof indexedDB === 'undefined'));
    test.skip(!gone, 'This Firefox does not know dom.indexedDB.enabled any more.');
    await tab.open('/users');
    await tab.sees(/IndexedDB/, 'main');
  });
});

test('a private window: signs in, works, signs out', ENGINES, async ({ engine, ground }) => {
  test.skip(engine === 'chromium', 'All other tests run in an off-the-record profile of Chromium.');
  await withBrowser(
    await launch(engine, { firefox: { 'browser.privatebrowsing.autostart': true } }),
    ground.app,
    async (tab) => {
      await tab.signIn(ADA);
      await tab.press('link', 'Users');
      await tab.seesUsers();
      expect(await tab.keys()).toBe(1);
      await tab.press('button', 'Sign out');
      await tab.isSignedIn(false);
      expect(await tab.keys()).toBe(0);
    },
  );
});
