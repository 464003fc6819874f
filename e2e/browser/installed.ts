import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BrowserError } from './browser-error.js';

/** A kind of browser: the variable that names one, and what it is called where it is installed. */
interface Kind {
  variable: string;
  commands: string[];
  macApps: string[];
  windowsApps: string[];
}

const CHROMIUM: Kind = {
  variable: 'CHROME_BIN',
  // A headless shell is the same engine without the browser around it: the tests take two thirds of the time.
  commands: [
    'chrome-headless-shell',
    'chromium-headless-shell',
    'google-chrome',
    'google-chrome-stable',
    'chromium',
    'chromium-browser',
  ],
  macApps: [
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ],
  windowsApps: ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'],
};

const FIREFOX: Kind = {
  variable: 'FIREFOX_BIN',
  commands: ['firefox', 'firefox-esr'],
  macApps: ['Firefox.app/Contents/MacOS/firefox'],
  windowsApps: ['Mozilla Firefox/firefox.exe'],
};

/**
 * The Chrome or Chromium of this machine: `CHROME_BIN` if set, then the usual places of the platform.
 *
 * @returns its path, or undefined when there is none
 * @throws BrowserError when CHROME_BIN names something that cannot be run
 */
export function installedBrowser(env = process.env, platform = process.platform): string | undefined {
  return installed(CHROMIUM, env, platform);
}

/**
 * A Chrome or Chromium whose settings (the `Preferences` of a profile) count, which a headless shell ignores.
 *
 * @returns undefined when there is none
 */
export function wholeBrowser(env = process.env, platform = process.platform): string | undefined {
  const isWhole = (path: string): boolean => !/headless[-_]shell/.test(path) && !path.includes('node_modules');
  const chosen = env['CHROME_BIN'];
  if (chosen && isWhole(chosen)) return chosen;
  return places(CHROMIUM, env, platform).find((path) => isWhole(path) && runs(path, platform));
}

/** The Firefox of this machine, in the same way: `FIREFOX_BIN` if set, then the usual places. */
export function installedFirefox(env = process.env, platform = process.platform): string | undefined {
  return installed(FIREFOX, env, platform);
}

function installed(kind: Kind, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const chosen = env[kind.variable];
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new BrowserError(`${kind.variable} is ${chosen}, which cannot be executed. Correct it, or unset it.`);
  }
  return places(kind, env, platform).find((path) => runs(path, platform));
}

function places(kind: Kind, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const under = (folders: (string | undefined)[], names: string[]): string[] =>
    folders.filter((folder) => folder !== undefined).flatMap((folder) => names.map((name) => join(folder, name)));

  if (platform === 'win32') {
    return under([env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']], kind.windowsApps);
  }
  const onPath = under((env['PATH'] ?? '').split(delimiter), kind.commands);
  if (platform !== 'darwin') return onPath;
  return [...under(['/Applications', env['HOME'] && join(env['HOME'], 'Applications')], kind.macApps), ...onPath];
}

function runs(path: string, platform: NodeJS.Platform): boolean {
  if (!isExecutable(path)) return false;
  // Ubuntu's chromium-browser may be a stub that only tells to install a snap. On Windows --version opens a window.
  return platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
