import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../browser/browser.js';
import { BrowserError } from '../browser/browser-error.js';
import { installedFirefox } from '../browser/installed.js';

/** Playwright drives no Firefox that is installed; puppeteer drives both by one API (WebDriver BiDi, CDP). */
export type Engine = 'chromium' | 'firefox';

/** What differs from the browser as it comes. */
export interface Preferences {
  /** Flags of Chromium's command line. */
  flags?: string[];
  /** Preferences of Firefox (about:config). */
  prefs?: Record<string, unknown>;
}

/**
 * Starts a browser.
 *
 * @throws BrowserError when there is no Firefox
 */
export async function launch(engine: Engine, { flags = [], prefs = {} }: Preferences = {}): Promise<Browser> {
  if (engine === 'firefox') {
    const executablePath = installedFirefox();
    if (!executablePath) throw new BrowserError('No Firefox found. Install one, or set FIREFOX_BIN to its executable.');
    return puppeteer.launch({ browser: 'firefox', executablePath, extraPrefsFirefox: prefs });
  }
  const { executablePath, args } = await findBrowser();
  return puppeteer.launch({ browser: 'chrome', executablePath, args: [...args, ...flags] });
}

/** A folder for what a test writes. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'okta-dpop-faults-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) };
}
