import type { Variables } from './variables.js';

/** The variables for a real org. Up to `OKTA_DPOP_PUBLIC_KEY_FILE` they have the names of Okta's tutorial. */
export const NAMES = [
  'OKTA_ORG_URL',
  'OKTA_CLIENT_ID',
  'OKTA_SCOPES',
  'OKTA_CC_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PUBLIC_KEY_FILE',
  // For a key in PEM, which has no kid and may be encrypted.
  'OKTA_CC_KEY_ID',
  'OKTA_CC_KEY_PASSPHRASE',
  'OKTA_DPOP_KEY_PASSPHRASE',
] as const;
export type Name = (typeof NAMES)[number];

/** What `.env` may contain for the local org. */
const LOCAL_NAMES = ['ORG_PORT', 'APP_PORT', 'ORG_STATE_DIR', 'SERVICE_KEYS_DIR'] as const;

/** Which variable an unknown one probably stands for, such as those of Okta's SDKs. The first match applies. */
const LIKELY_NAMES: readonly [RegExp, Name][] = [
  [/ORG_?URL|BASE_?URL|OKTA_URL|DOMAIN|ISSUER|HOST/, 'OKTA_ORG_URL'],
  [/CLIENT_?ID/, 'OKTA_CLIENT_ID'],
  [/SCOPE/, 'OKTA_SCOPES'],
  [/KEY_?ID|KID/, 'OKTA_CC_KEY_ID'],
  [/(DPOP|PROOF).*PASS/, 'OKTA_DPOP_KEY_PASSPHRASE'],
  [/PASS/, 'OKTA_CC_KEY_PASSPHRASE'],
  [/PUBLIC/, 'OKTA_DPOP_PUBLIC_KEY_FILE'],
  [/DPOP|PROOF/, 'OKTA_DPOP_PRIVATE_KEY_FILE'],
  [/KEY/, 'OKTA_CC_PRIVATE_KEY_FILE'],
];

/** Whether an org is configured, even if incompletely: an empty variable shows that the local org is not meant. */
export function isConfigured({ names }: Variables): boolean {
  return NAMES.some((name) => names.has(name));
}

/** Whether `.env` contains none of the variables of the service, and thus is probably written for other names. */
export function isOtherEnvFile({ fileNames }: Variables): boolean {
  return fileNames !== undefined && ![...NAMES, ...LOCAL_NAMES].some((name) => fileNames.has(name));
}

/** The variables that look like those of an org. One that belongs to another program is ignored if ours is set. */
export function findUnknownNames(variables: Variables): string[] {
  const { names } = variables;
  const unknown = [...names].filter((name) => /^OKTA_/i.test(name) && !(NAMES as readonly string[]).includes(name));
  return unknown.flatMap((name) => {
    const [, likely] = LIKELY_NAMES.find(([pattern]) => pattern.test(name.toUpperCase())) ?? [];
    if (likely ? names.has(likely) : isConfigured(variables)) return [];
    return [`${variables.displayName(name)}: Unknown. ${likely ? `Did you mean ${likely}?` : `Expected ${NAMES.join(', ')}.`}`]; // prettier-ignore
  });
}
