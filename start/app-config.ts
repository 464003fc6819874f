import { readFileSync } from 'node:fs';
import { DEFAULT_PORTS } from '../cli/ports.js';

const SHIPPED_ISSUER = `http://localhost:${DEFAULT_PORTS.ORG_PORT}`;

/** Apps of the shipped org (org/seed.json) between which the app switches by buttons in its header. */
const MODES = [
  { name: 'DPoP', clientId: '0oa1dpopspa00000DPoP', dpop: true },
  { name: 'Bearer', clientId: '0oa1bearerspa0BEARER', dpop: false },
];

/**
 * Reads `okta.config.json` for the app. As shipped it names the local org at its usual port: when ORG_PORT moved the
 * org, the issuer follows, and the app is offered the modes of this org. Any other config is given as it stands.
 */
export function readAppConfig(path: string, org: string): string {
  const text = readFileSync(path, 'utf8');
  if (issuerOf(text) !== SHIPPED_ISSUER) return text;
  return JSON.stringify({ ...(JSON.parse(text) as object), issuer: org, modes: MODES }, null, 2);
}

/** The issuer in the text of a config, or undefined when there is none to be found. */
export function issuerOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { issuer?: unknown } | null)?.issuer;
  } catch {
    return undefined;
  }
}
