import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser/browser.js';
import { installedFirefox } from './e2e/browser/installed.js';

const { executablePath, args } = await findBrowser();
// The workers read this file again, and need not search again.
process.env['CHROME_BIN'] = executablePath;

const firefox = installedFirefox();
if (!firefox && !process.env['TEST_WORKER_INDEX']) {
  console.log(
    'No Firefox found (FIREFOX_BIN, then installed ones): what differs between engines runs in Chromium only.',
  );
}

/** Tests of the main job. They run with `npm test`; the rest needs more time. */
const JOURNEYS = /@journey/;

/** Tests of what differs between engines: storage, tabs, redirects, repeated requests, the clock. None without a Firefox. */
const ENGINES = firefox ? /@engines/ : /(?!)/;

/** Tests of the folder src/app/auth in another app, which has to be built first. */
const COPIED = 'copied/*.spec.ts';

/** Drives the production build in a real browser, against a real org: each worker starts its own of both. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  projects: [
    { name: 'journeys', grep: JOURNEYS },
    { name: 'chromium', grepInvert: JOURNEYS, testIgnore: COPIED },
    { name: 'firefox', grep: ENGINES, testIgnore: COPIED },
    { name: 'copied-app', testMatch: 'copied/build.setup.ts' },
    { name: 'chromium-copied', testMatch: COPIED, dependencies: ['copied-app'] },
    { name: 'firefox-copied', testMatch: COPIED, grep: ENGINES, dependencies: ['copied-app'] },
  ],
  globalSetup: './e2e/build.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: Math.min(4, availableParallelism()),
  forbidOnly: Boolean(process.env['CI']),
  // A second try shows as "flaky" in the report: to be looked at, but no reason to turn a machine's bad minute into a no.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list'], ['./e2e/faults/report.ts']],
  // A sign-in makes an RSA key, which on a busy machine can take seconds.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    // `args` says when the browser has to do without its sandbox; Playwright itself would always switch it off.
    launchOptions: { executablePath, args, chromiumSandbox: true },
    colorScheme: 'light',
    screenshot: 'only-on-failure',
    // A trace would hold tokens.
    trace: 'off',
  },
});
