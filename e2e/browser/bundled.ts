import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BrowserError } from './browser-error.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** Has its own package.json and lock file, so that the 70 MB come only to those who need them, and by checked hash. */
const packageFolder = join(import.meta.dirname, 'bundled');
const cache = join(root, 'node_modules/.cache/browser');

/** Unpacks into the folder for temporary files; the variable makes it unpack its shared libraries, too. */
const UNPACK = `import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())`;
const UNPACK_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };

/** Starts the browser with the libraries and the font that came with it: a minimal image has none of them. */
const STARTER = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`;

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">fonts-cache</cachedir>
</fontconfig>
`;

/**
 * The Chromium of the npm package `@sparticuz/chromium`: installed and unpacked at the first call, found by the next.
 *
 * @returns the path of what starts it
 * @throws BrowserError on another platform than x64 Linux, or when it cannot be fetched
 */
export async function bundledBrowser(): Promise<string> {
  const browser = join(cache, 'start');
  if (existsSync(browser)) return browser;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new BrowserError(
      'No Chrome or Chromium found. Install one, or set CHROME_BIN to the path of its executable.',
    );
  }
  process.stderr.write('No Chrome or Chromium found: fetching one for the tests, once (about 70 MB).\n');
  await mkdir(dirname(cache), { recursive: true });
  // Unpacked aside and renamed when complete, since an interrupted run must leave nothing that looks like a browser.
  const aside = await mkdtemp(`${cache}-`);
  try {
    const options = { cwd: packageFolder };
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
    await run(process.execPath, ['-e', UNPACK], {
      ...options,
      env: { ...process.env, ...UNPACK_LIBRARIES, TMPDIR: aside },
    });
    await writeFile(join(aside, 'fonts.conf'), FONTS);
    await writeFile(join(aside, 'start'), STARTER, { mode: 0o755 });
    await rename(aside, cache).catch((error: unknown) => {
      if (!existsSync(browser)) throw error; // another process was quicker
    });
  } catch (error) {
    throw new BrowserError(
      `No Chrome or Chromium found, and fetching one failed: ${(error as Error).message}\n` +
        'Install one, or set CHROME_BIN to the path of its executable.',
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return browser;
}
