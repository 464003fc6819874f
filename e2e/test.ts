import { test as base, expect } from '@playwright/test';
import { openPlace, type AppConfig, type Place } from './place.js';
import { Wire } from './wire.js';

export { expect };

/** The bearer app of the shipped seed, for `test.use({ config: BEARER })`. */
export const BEARER = { clientId: '0oa1bearerspa0BEARER', dpop: false } satisfies Partial<AppConfig>;

/** Chromium reports the nonce challenge, which every sign-in with DPoP meets (RFC 9449 section 8). */
const NONCE_CHALLENGE = /status of 400 .* at http:\/\/localhost:\d+\/oauth2\/v1\/token$/;

interface Fixtures {
  /** What differs from the shipped config in this test. */
  config: Partial<AppConfig>;
  /** What the browser may complain about in this test. Anything else in its console fails it, a blocked script too. */
  complaints: RegExp[];
  /** The org and the app, as shipped but for `config`. */
  place: Place;
  /** What the browser sends and gets. */
  wire: Wire;
  quiet: undefined;
}

/** Playwright's test, with an org and a build of the app for each worker. */
export const test = base.extend<Fixtures, { opened: Place }>({
  config: [{}, { option: true }],
  complaints: [[], { option: true }],

  opened: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const place = await openPlace();
      await use(place);
      await place.close();
    },
    { scope: 'worker' },
  ],

  place: async ({ opened, config }, use) => {
    opened.configure({ ...opened.config, ...config });
    await use(opened);
    await opened.startOrg();
  },

  baseURL: async ({ place }, use) => use(place.app),

  wire: async ({ context }, use) => use(new Wire(context)),

  quiet: [
    async ({ context, complaints }, use) => {
      const heard: string[] = [];
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        heard.push(`${message.text()} at ${message.location().url}`);
      });
      context.on('weberror', (error) => heard.push(`uncaught: ${error.error().message}`));
      await use(undefined);
      const expected = [NONCE_CHALLENGE, ...complaints];
      expect(heard.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});
