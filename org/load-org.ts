import { stripVTControlCharacters } from 'node:util';
import type * as Org from './org.js';

/** What oidc-provider prints when it is loaded on Node 20. The org is tested on it. */
const WARNING = 'oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.';

/** Loads the org, which takes a second, so that a program can look at its arguments and ports first. */
export function loadOrg(): Promise<typeof Org> {
  return withoutRuntimeWarning(() => import('./org.js'));
}

/** Loads a module. Until that is done, {@link WARNING} is left out of what `console.warn` prints, and nothing else. */
export async function withoutRuntimeWarning<Module>(load: () => Promise<Module>): Promise<Module> {
  const { warn } = console;
  console.warn = (...values: unknown[]) => {
    // It is red in a terminal.
    if (stripVTControlCharacters(String(values[0])) !== WARNING) warn(...values);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
