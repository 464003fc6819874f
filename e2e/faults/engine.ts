import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../browser/browser.js';
import { BrowserError } from '../browser/browser-error.js';
import { wholeBrowser, installedFirefox } from '../browser/installed.js';

/** Playwright drives no Firefox that is installed; puppeteer drives both by one API (WebDriver BiDi, CDP). */
export type Engine = 'chromium' | 'firefox';

/** The engine in which a project of playwright.config.ts runs. */
export function engineOf(project: string): Engine {
  return project.startsWith('firefox') ? 'firefox' : 'chromium';
}

/** What a person has set in the browser's settings, as each engine keeps it. */
export interface Settings {
  /** Preferences of Firefox (about:config). */
  firefox?: Record<string, unknown>;
  /** The `profile` of Chromium's Preferences file. */
  chromium?: object;
}

/**
 * Starts a browser.
 *
 * @throws BrowserError when there is no Firefox
 */
export async function launch(engine: Engine, settings: Settings = {}): Promise<Browser> {
  if (engine === 'firefox') {
    const executablePath = installedFirefox();
    if (!executablePath) throw new BrowserError('No Firefox found. Install one, or set FIREFOX_BIN to its executable.');
    return puppeteer.launch({ browser: 'firefox', executablePath, extraPrefsFirefox: settings.firefox ?? {} });
  }
  const { executablePath, args } = await findBrowser();
  const withSettings = settings.chromium && wholeBrowser();
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'Default'));
  writeFileSync(join(folder.path, 'Default/Preferences'), JSON.stringify({ profile: settings.chromium ?? {} }));
  const browser = await puppeteer.launch({
    browser: 'chrome',
    executablePath: withSettings ?? executablePath,
    args,
    userDataDir: folder.path,
  });
  browser.once('disconnected', () => void folder.remove());
  return browser;
}

/** A folder for what a test or a browser writes. */
export function temporaryFolder(): { path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'okta-dpop-faults-'));
  // A browser may write there for a moment after its end. What is left is for the system to clear away.
  const remove = (): Promise<void> =>
    rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }).catch(() => undefined);
  return { path, remove };
}
