import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed } from '../../org/model/seed.js';
import type { User } from '../../org/model/user.js';
import { ADA } from '../people.js';
import { temporaryFolder } from './engine.js';
import { expect, openGround, test, type Ground } from './test.js';
import type { Tab } from './tab.js';

const shipped = JSON.parse(readFileSync(join(import.meta.dirname, '../../org/seed.json'), 'utf8')) as Seed;

/** Names as somebody may type them into a directory, by what they try. Sorted in front by their logins. */
const HOSTILE: Record<string, [firstName: string, lastName: string]> = {
  'html': ['<img src=x onerror="document.title=`ran`">', '<script>document.title="ran"</script>'],
  'template': ['{{ constructor.constructor("document.title=`ran`")() }}', '${document.title="ran"}'],
  'entities': ['&lt;b&gt;bold&lt;/b&gt;', '&amp;amp;'],
  'words': ['Ann '.repeat(125).trim(), 'Long'],
  'one-word': ['W'.repeat(500), 'Unbroken'],
  'arabic': ['محمد', 'الخوارزمي'],
  'hebrew': ['שלום', 'עליכם (abc) 123'],
  'override': ['\u202Egnp.exe\u202C', 'Bidi\u202Eoverride'],
  'isolate': ['\u2067unclosed isolate', 'Next'],
  'invisible': ['Zero\u200Bwidth', '\u00AD\uFEFFMarks'],
  'emoji': ['👩‍👩‍👧‍👦'.repeat(20), '🏳️‍🌈'],
  'combining': ['Z' + '\u0335\u0321\u035C'.repeat(60), 'Zalgo'],
  'script-url': ['javascript:alert(1)', 'data:text/html,<script>'],
  'quotes': ['"; DROP TABLE users; --', "O'Brien\\\"'"],
};

/** The shipped seed with 5,000 users, the hostile ones first. */
function seedOf5000(): Seed {
  const [pattern] = shipped.users.filter(({ password }) => !password);
  const user = (index: number, login: string, [firstName, lastName]: [string, string]): User => ({
    ...pattern!,
    id: `00u${String(index).padStart(17, 'X')}`,
    profile: { ...pattern!.profile, firstName, lastName, login, email: `user-${index}@example.com` },
  });
  const able = shipped.users.filter(({ password }) => password);
  const hostile = Object.entries(HOSTILE).map(([kind, name], index) =>
    user(index, kind === 'one-word' ? `${'login'.repeat(50)}@example.com` : `${kind}@hostile.example`, name),
  );
  const rest = Array.from({ length: 5000 - able.length - hostile.length }, (_, index) =>
    user(1000 + index, `user-${1000 + index}@example.com`, ['Person', `Number ${index}`]),
  );
  return { ...shipped, users: [...hostile, ...able, ...rest] };
}

const crowd = test.extend<object, { crowd: Ground }>({
  crowd: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const folder = temporaryFolder();
      const seedPath = join(folder.path, 'seed.json');
      writeFileSync(seedPath, JSON.stringify(seedOf5000()));
      const ground = await openGround(() => seedPath);
      ground.configure(ground.config);
      await use(ground);
      await ground.close();
      await folder.remove();
    },
    { scope: 'worker' },
  ],
  ground: async ({ crowd: ground }, use) => {
    await use(ground);
    ground.network.mend();
    ground.network.clear();
  },
});

/** Nothing that stood in a name has become more than text. */
async function expectText(tab: Tab): Promise<void> {
  expect(await tab.page.title()).not.toContain('ran');
  expect(await tab.page.$$('main img, main script, main b')).toEqual([]);
}

crowd(
  'names with HTML, 500 letters, right-to-left text: shown as text, laid out well at any width',
  async ({ tab }, testInfo) => {
    await tab.signIn(ADA);
    await tab.press('link', 'Users');
    await tab.seesUsers();
    await expectText(tab);
    const [first, last] = HOSTILE['html']!;
    await tab.sees(`${first} ${last}`, 'tbody');

    for (const width of [360, 1600]) {
      await tab.page.setViewport({ width, height: 900 });
      const layout = await tab.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const boxes = [...document.querySelectorAll<HTMLElement>('tbody td, header a, header button, .pager button')];
        return {
          overflow: scrollWidth - clientWidth,
          // What sticks out to the right or the left of the page, or has text wider than itself.
          outside: boxes
            .filter(
              (box) => box.getBoundingClientRect().right > clientWidth + 1 || box.getBoundingClientRect().left < -1,
            )
            .map((box) => box.innerText.slice(0, 40)),
          // A name in another direction must not turn the cells beside it around.
          turned: [...document.querySelectorAll('tbody tr')].filter((row) => getComputedStyle(row).direction !== 'ltr')
            .length,
          names: [...document.querySelectorAll('.cell-name > *')].every((name) => name.tagName === 'BDI'),
        };
      });
      expect(layout, `at ${width} px`).toEqual({ overflow: 0, outside: [], turned: 0, names: true });
      const path = testInfo.outputPath(`hostile-${width}.png`);
      await tab.page.screenshot({ path: path, fullPage: true });
      await testInfo.attach(`hostile names at ${width} px`, { path, contentType: 'image/png' });
    }
  },
);

crowd('5,000 users: pages, the search and the page itself stay quick', async ({ tab, network }, testInfo) => {
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  const nodes = (): Promise<number> => tab.page.evaluate(() => document.querySelectorAll('*').length);
  const before = await nodes();
  const times: number[] = [];
  for (let page = 2; page <= 11; page += 1) {
    const begin = performance.now();
    await tab.press('button', 'Next page');
    await tab.sees(`Page ${page}`);
    times.push(performance.now() - begin);
  }
  const begin = performance.now();
  await tab.fill('Search', 'user-4999');
  await tab.sees('user-4999@example.com', 'tbody');
  const search = performance.now() - begin;

  // What is not on this page is not in it: the number of elements does not grow with what was looked at.
  expect(await nodes()).toBeLessThanOrEqual(before + 50);
  expect(network.to('/api/v1/users')).toHaveLength(12);
  times.sort((a, b) => a - b);
  const description = `next page ${times[5]!.toFixed(0)} ms (median of 10), search ${search.toFixed(0)} ms, ${before} elements`;
  testInfo.annotations.push({ type: 'quickness', description });
});

crowd('the person’s own name is hostile: the frame of the page holds', async ({ tab, network }) => {
  // Anybody's display name; the org puts it into ID token and userinfo, which only userinfo may change here.
  network.fail('/oauth2/v1/userinfo', (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin!);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const [first, last] = HOSTILE['html']!;
    response.end(
      JSON.stringify({
        sub: shipped.users[0]!.id,
        name: `${first} ${last}`,
        nickname: 'W'.repeat(500),
        zoneinfo: '\u202Eabc',
      }),
    );
  });
  await tab.signIn(ADA);
  await tab.page.setViewport({ width: 360, height: 800 });
  await tab.press('button', 'Menu');
  await tab.press('link', 'Profile');
  await tab.sees(HOSTILE['html']![0], 'main');
  await expectText(tab);
  const overflow = await tab.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
