import { test as base, expect } from '@playwright/test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { openPlace, type AppConfig, type Place, type PlaceOptions } from '../place.js';
import { engineOf, launch, type Engine } from './engine.js';
import { expectInvariants } from './invariants.js';
import { Network, openElsewhere, withoutRepeated, type Elsewhere } from './network.js';
import { Tab } from './tab.js';

export { expect };

/** An org behind a network that fails on demand, the app, and another origin. */
export interface Ground extends Place {
  network: Network;
  elsewhere: Elsewhere;
  /** Sets switches of the org (docs/practice-switches.md). */
  switch(settings: object): Promise<void>;
}

interface Fixtures {
  /** What differs from the shipped config in this test. */
  config: Partial<AppConfig>;
  /** True where the browser itself sends a request once more, as it was. */
  repeats: boolean;
  /** Another build of the app to be served. */
  build: string | undefined;
  ground: Ground;
  network: Network;
  /** A fresh profile: no cookies, no storage. */
  profile: BrowserContext;
  tab: Tab;
  /** Opens another tab in the same profile, or in another one. */
  newTab: (profile?: BrowserContext) => Promise<Tab>;
  /** Says that the fault begins: what the work to come needs without it. The report shows what it needed. */
  costs: (needed: { requests: number }) => void;
}

interface WorkerFixtures {
  engine: Engine;
  browser_: Browser;
  opened: Ground;
}

/** Playwright's runner, with a browser of either engine, an org and a build of the app for each worker. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  config: [{}, { option: true }],
  repeats: [false, { option: true }],
  build: [undefined, { option: true }],

  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  engine: [async ({}, use, { project }) => use(engineOf(project.name)), { scope: 'worker' }],

  browser_: [
    async ({ engine }, use) => {
      const browser = await launch(engine);
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  opened: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const ground = await openGround();
      await use(ground);
      await ground.close();
    },
    { scope: 'worker' },
  ],

  ground: async ({ opened, build, config }, use) => {
    opened.serve(build);
    opened.configure({ ...opened.config, ...config });
    await use(opened);
    opened.network.mend();
    await opened.startOrg();
    await opened.switch({});
    opened.network.clear();
    opened.elsewhere.network.clear();
  },

  network: async ({ ground }, use) => use(ground.network),

  profile: async ({ browser_: browser, ground }, use) => {
    const profile = await browser.createBrowserContext();
    await use(profile);
    await profile.close();
    // What was sent until now belongs to this test, not to the next one.
    ground.network.clear();
  },

  newTab: async ({ profile: own, ground, repeats }, use, testInfo) => {
    const tabs: Tab[] = [];
    await use(async (profile = own) => {
      const tab = await Tab.in(profile, ground.app);
      tabs.push(tab);
      return tab;
    });
    if (testInfo.errors.length > 0) {
      for (const tab of tabs) await testInfo.attach(tab.page.url().replace(/[?#].*/, ''), { body: await tab.text() });
    }
    const atOrg = repeats ? withoutRepeated(ground.network.exchanges) : ground.network.exchanges;
    await expectInvariants(ground.org, atOrg, ground.elsewhere.network.exchanges, tabs);
  },

  tab: async ({ newTab }, use) => use(await newTab()),

  costs: async ({ network }, use, testInfo) => {
    let from: number | undefined;
    let needed = 0;
    await use(({ requests }) => {
      from = network.to().length;
      needed = requests;
    });
    const calls = network
      .to()
      .slice(from)
      .filter(({ url }) => CALLS.test(url.pathname));
    if (from === undefined) return;
    testInfo.annotations.push({ type: 'requests', description: `${calls.length} ${needed}` });
  },
});

/** What a program calls, in contrast to pages. */
const CALLS = /^\/(api\/v1\/|oauth2\/v1\/(token|userinfo|revoke|introspect)$)/;

/** An org, its network, the app, and another origin; all on free ports. */
export async function openGround(seedPath?: PlaceOptions['seedPath']): Promise<Ground> {
  const elsewhere = await openElsewhere();
  // The org has its origin only when it listens.
  const origin = { org: 'http://localhost' };
  const network = new Network(() => origin.org);
  const place = await openPlace({
    wrapListener: (org) => network.around(org),
    ...(seedPath && { seedPath }),
  });
  origin.org = place.org;
  const switches = `${place.org}/practice/v1/switches`;
  return {
    ...place,
    network,
    elsewhere,
    switch: async (settings) => {
      const body = JSON.stringify(settings);
      const normal = body === '{}';
      const response = await fetch(switches, {
        method: normal ? 'DELETE' : 'PATCH',
        ...(!normal && { body, headers: { 'Content-Type': 'application/json' } }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    close: async () => {
      await place.close();
      await elsewhere.close();
    },
  };
}
