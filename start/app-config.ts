import { readFileSync } from 'node:fs';
import { DEFAULT_PORTS } from '../cli/ports.js';

const SHIPPED_ISSUER = `http://localhost:${DEFAULT_PORTS.ORG_PORT}`;

/**
 * Reads `okta.config.json` for the app. As shipped it names the local org at its usual port: when ORG_PORT moved the
 * org, the issuer follows. Everything else is given as it stands there.
 */
export function readAppConfig(path: string, org: string): string {
  const text = readFileSync(path, 'utf8');
  return issuerOf(text) === SHIPPED_ISSUER ? text.replace(SHIPPED_ISSUER, org) : text;
}

/** The issuer in the text of a config, or undefined when there is none to be found. */
export function issuerOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { issuer?: unknown } | null)?.issuer;
  } catch {
    return undefined;
  }
}
