import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BrowserError } from './browser-error.js';

const COMMANDS = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];

const MAC_APPS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

const WINDOWS_APPS = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];

/**
 * The Chrome or Chromium of this machine: `CHROME_BIN` if set, then the usual places of the platform.
 *
 * @returns its path, or undefined when there is none
 * @throws BrowserError when CHROME_BIN names something that cannot be run
 */
export function installedBrowser(env = process.env, platform = process.platform): string | undefined {
  const chosen = env['CHROME_BIN'];
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new BrowserError(`CHROME_BIN is ${chosen}, which cannot be executed. Correct it, or unset it.`);
  }
  return places(env, platform).find((path) => runs(path, platform));
}

function places(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const under = (folders: (string | undefined)[], names: string[]): string[] =>
    folders.filter((folder) => folder !== undefined).flatMap((folder) => names.map((name) => join(folder, name)));

  if (platform === 'win32') {
    return under([env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']], WINDOWS_APPS);
  }
  const onPath = under((env['PATH'] ?? '').split(delimiter), COMMANDS);
  if (platform !== 'darwin') return onPath;
  return [...under(['/Applications', env['HOME'] && join(env['HOME'], 'Applications')], MAC_APPS), ...onPath];
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
