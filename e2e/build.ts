import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the app as it is shipped, into dist/, before the tests. `E2E_SKIP_BUILD=1` takes what is there. */
export default function build(): void {
  if (process.env['E2E_SKIP_BUILD']) return;
  const root = join(import.meta.dirname, '..');
  const ng = join(root, 'node_modules/@angular/cli/bin/ng.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [ng, 'build', '--progress=false'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The app does not build:\n${stdout}${stderr}`);
}
