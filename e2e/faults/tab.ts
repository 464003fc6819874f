import { expect } from '@playwright/test';
import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core';
import { deleteKeys } from '../keys.js';
import type { Person } from '../people.js';

type Role = keyof typeof SELECTORS;

/** In a tab behind others there are no animation frames to look at. Milliseconds. */
const POLLING = { polling: 100 };

const SELECTORS = { button: 'button', link: 'a[href]' };

/** Runs in the page. By puppeteer's own selectors for roles and names Firefox takes most of a second. */
function find(selector: string, name: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(selector)].find(
    (element) => element.checkVisibility() && (element.ariaLabel ?? element.innerText).trim() === name,
  );
}

/** Runs in the page. */
function fieldOf(name: string): HTMLInputElement | undefined {
  const labels = [...document.querySelectorAll('label')];
  return labels.find(({ innerText }) => innerText.trim() === name)?.control as HTMLInputElement | undefined;
}

/** A tab of the app, as a person sees and uses it. */
export class Tab {
  /** What the browser says it sent, to servers that keep no record of their own, too. */
  readonly requests: { url: string; headers: Record<string, string> }[] = [];

  private constructor(
    readonly page: Page,
    private readonly app: string,
  ) {
    page.on('request', (request) => this.requests.push({ url: request.url(), headers: request.headers() }));
  }

  /** Opens an empty tab in a profile. Tabs of one profile share storage and cookies. */
  static async in(profile: BrowserContext, app: string): Promise<Tab> {
    const page = await profile.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    return new Tab(page, app);
  }

  /** Goes to a route of the app, or to an absolute address. */
  async open(route = '/'): Promise<void> {
    // What comes of it is for sees() to wait for: the app may lead elsewhere while the page still loads, which the
    // engines report as different errors.
    await this.page.goto(new URL(route, this.app).href, { waitUntil: 'domcontentloaded' }).catch((error: unknown) => {
      if (!/detached|aborted/i.test(String(error))) throw error;
    });
  }

  /** Presses what has this role and this name, when it is there; twice is a double click. */
  async press(role: Role, name: string, times = 1): Promise<void> {
    await this.page.bringToFront();
    const handle = await again(() => this.page.waitForFunction(find, POLLING, SELECTORS[role], name));
    await (handle.asElement() as ElementHandle<HTMLElement>).click({ count: times });
  }

  /** Types into the field with this label, in the place of what is there. */
  async fill(label: string, text: string): Promise<void> {
    await this.page.bringToFront();
    const handle = await again(() => this.page.waitForFunction(fieldOf, POLLING, label));
    await (handle.asElement() as ElementHandle<HTMLInputElement>).asLocator().fill(text);
  }

  /** Whether something with this role and name is there now. */
  async has(role: Role, name: string): Promise<boolean> {
    const handle = await this.page.evaluateHandle(find, SELECTORS[role], name).catch(() => undefined);
    const element = handle?.asElement();
    await handle?.dispose();
    return !!element;
  }

  /**
   * The text that is visible now; empty while a page is being left. By one call: puppeteer's handles of elements of a
   * page that is being left fail in Firefox, and not where the caller could see it.
   */
  async text(within = 'body'): Promise<string> {
    const visible = (selector: string): string =>
      [...document.querySelectorAll<HTMLElement>(selector)].map(({ innerText }) => innerText).join('\n');
    return this.page.evaluate(visible, within).catch(() => '');
  }

  /** Waits until the person sees this. */
  async sees(text: string | RegExp, within = 'body'): Promise<void> {
    const polling = expect.poll(() => this.text(within), { message: `sees ${String(text)}` });
    await (typeof text === 'string' ? polling.toContain(text) : polling.toMatch(text));
  }

  /** Waits until the frame of the app shows that somebody is signed in, or that nobody is. */
  async isSignedIn(expected = true): Promise<void> {
    await expect
      .poll(() => this.has('button', expected ? 'Sign out' : 'Sign in'), { message: `signed in: ${expected}` })
      .toBe(true);
  }

  /** Waits for the list of users. */
  async seesUsers(count = 20): Promise<void> {
    const rows = (): Promise<number> =>
      this.page.evaluate(() => document.querySelectorAll('tbody:not(.skeleton) tr').length).catch(() => 0);
    await expect.poll(rows, { message: `sees ${count} users` }).toBe(count);
  }

  /** Waits until the tab is at this route. */
  async isAt(route: string): Promise<void> {
    await expect.poll(() => this.page.url()).toBe(new URL(route, this.app).href);
  }

  /** Fills in the org's sign-in page, wherever it was reached from. */
  async enterCredentials({ login, password }: Person): Promise<void> {
    await this.fill('Username', login);
    await this.fill('Password', password);
    await this.press('button', 'Sign in');
  }

  /** Opens the app and signs in by its button. */
  async signIn(person: Person): Promise<void> {
    await this.open();
    await this.press('button', 'Sign in');
    await this.enterCredentials(person);
    await this.isSignedIn();
  }

  /** How many DPoP keys this browser keeps for the app. */
  async keys(): Promise<number> {
    return this.#look(async () => {
      const databases = await indexedDB.databases();
      // To open a database that is not there would make it, without the store that okta-auth-js expects in it.
      if (!databases.some(({ name }) => name === 'OktaAuthJs')) return 0;
      return new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('OktaAuthJs');
        opening.onerror = () => reject(new Error(opening.error?.message));
        opening.onsuccess = () => {
          const count = opening.result.transaction('DPoPKeys').objectStore('DPoPKeys').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      });
    });
  }

  /** Takes the DPoP keys away and leaves the rest, as clearing a part of the site data does. */
  async loseKeys(): Promise<void> {
    await this.page.evaluate(deleteKeys);
  }

  /** Puts a key there that belongs to no token, as a failed sign-in may leave it. */
  async addOrphanKey(): Promise<void> {
    await this.page.evaluate(async () => {
      const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
      await new Promise<void>((resolve) => {
        const opening = indexedDB.open('OktaAuthJs');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('DPoPKeys', 'readwrite');
          transaction.objectStore('DPoPKeys').add(pair, 'orphan');
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      });
    });
  }

  /** The names of the tokens this browser keeps for the app. */
  async tokens(): Promise<string[]> {
    return this.#look(() =>
      Object.keys(JSON.parse(localStorage.getItem('okta-token-storage') ?? '{}') as object).sort(),
    );
  }

  /** Whether the access token counts as expired: to okta-auth-js it does 30 seconds before. */
  async hasExpired(): Promise<boolean> {
    return this.#look(() => {
      const tokens = JSON.parse(localStorage.getItem('okta-token-storage') ?? '{}') as {
        accessToken?: { expiresAt: number };
      };
      return (tokens.accessToken?.expiresAt ?? 0) - 30 <= Math.floor(Date.now() / 1000);
    });
  }

  /** Runs in the page. */
  async #look<T>(inPage: () => T | Promise<T>): Promise<T> {
    return again(() => this.page.evaluate(inPage));
  }
}

/** Looks into the page; once more where that was left meanwhile, which the engines report as different errors. */
async function again<T>(look: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!/context|navigat|detached|realm|no such frame/i.test(String(error))) throw error;
    }
  }
}

/** Uses a tab in a browser of its own, and ends that. */
export async function withBrowser(browser: Browser, app: string, use: (tab: Tab) => Promise<void>): Promise<void> {
  try {
    await use(await Tab.in(browser.defaultBrowserContext(), app));
  } finally {
    await browser.close();
  }
}
