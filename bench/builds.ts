import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CopiedApps } from '../e2e/copied/copied-app.js';
import { INTERCEPTOR_APP } from './speed/interceptor-app.js';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache/bench');

// The browser bench copies it, although it serves a build of its own.
mkdirSync(join(root, 'dist'), { recursive: true });

let apps: CopiedApps | undefined;
const copies = new Map<string, Promise<string>>();
let own: OwnBuild | undefined;

/** The production build of the app, and what esbuild says about it. */
export interface OwnBuild {
  folder: string;
  stats: string;
}

/** @returns the app's own production build */
export function ownBuild(): OwnBuild {
  if (own) return own;
  const output = join(cache, 'own');
  const ng = join(root, 'node_modules/@angular/cli/bin/ng.js');
  const args = [ng, 'build', '--progress=false', '--stats-json', `--output-path=${output}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The app does not build:\n${stdout}${stderr}`);
  own = { folder: join(output, 'browser'), stats: join(output, 'stats.json') };
  return own;
}

/** The app of src/app/auth/README.md, “Copy all of it”, whose frame has functions to measure. @returns the build's folder */
export function interceptorBuild(): Promise<string> {
  return copied('whole', { 'src/app/app.ts': INTERCEPTOR_APP });
}

/** The app of src/app/auth/README.md, “Copy the core”. @returns the build's folder */
export function coreBuild(): Promise<string> {
  return copied('core', {});
}

function copied(copy: 'whole' | 'core', files: Record<string, string>): Promise<string> {
  const known = copies.get(copy);
  if (known) return known;
  apps ??= new CopiedApps();
  const build = apps.build(copy, files).then((folder) => {
    // The next build replaces it.
    const kept = join(cache, copy);
    rmSync(kept, { recursive: true, force: true });
    cpSync(folder, kept, { recursive: true });
    return kept;
  });
  copies.set(copy, build);
  return build;
}

/** Ends what watches and builds. */
export async function endBuilds(): Promise<void> {
  await Promise.allSettled(copies.values());
  await apps?.remove();
}
