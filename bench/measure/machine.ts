import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../e2e/browser/browser.js';

/** Where and with what a run was measured. */
export interface Machine {
  cpu: string;
  cores: number;
  memory: string;
  system: string;
  node: string;
  browser: string;
  /** The versions of what is compared. */
  libraries: string;
  commit: string;
  date: string;
}

const LIBRARIES = [
  '@angular/core',
  '@okta/okta-auth-js',
  '@auth0/auth0-spa-js',
  'oidc-client-ts',
  'dpop',
  'oidc-provider',
  'openid-client',
  'jsonwebtoken',
];

export async function machine(): Promise<Machine> {
  const { executablePath } = await findBrowser();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    system: `${type()} ${release()}`,
    node: process.version,
    browser: output(executablePath, '--version'),
    libraries: LIBRARIES.map((name) => `${name} ${versionOf(name)}`).join(', '),
    commit: output('git', 'rev-parse', '--short', 'HEAD'),
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  };
}

function output(program: string, ...args: string[]): string {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', cwd: import.meta.dirname });
  return stdout.trim();
}

function versionOf(name: string): string {
  const path = join(import.meta.dirname, '../../node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
