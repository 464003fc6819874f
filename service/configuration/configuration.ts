import { CliError } from '../../cli/cli-error.js';
import { readPort } from '../../cli/ports.js';
import type { ServiceClientConfig } from '../client/client.js';
import { keyFile, loadKeys } from '../keys/key-files.js';
import { readOrgUrl } from './org-url.js';
import { configurationError, ServiceError } from '../errors/service-error.js';
import { readSigningKey, readThumbprint, type SigningKey } from '../keys/signing-key.js';
import { readTextFile } from '../files/text-file.js';
import { KEYS_FOLDER } from '../places.js';
import type { Variables } from './variables.js';

/** The variables for a real org. All but `OKTA_CC_KEY_ID` have the names of Okta's tutorial. */
const NAMES = [
  'OKTA_ORG_URL',
  'OKTA_CLIENT_ID',
  'OKTA_SCOPES',
  'OKTA_CC_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PUBLIC_KEY_FILE',
  // For a key in PEM, which has no kid.
  'OKTA_CC_KEY_ID',
] as const;
type Name = (typeof NAMES)[number];

/** What `.env` may contain for the local org. */
const LOCAL_NAMES = ['ORG_PORT', 'APP_PORT', 'SERVICE_KEYS_DIR'] as const;

/** Which variable an unknown one probably stands for, such as those of Okta's SDKs. The first match applies. */
const LIKELY_NAMES: readonly [RegExp, Name][] = [
  [/ORG_?URL|BASE_?URL|OKTA_URL|DOMAIN|ISSUER|HOST/, 'OKTA_ORG_URL'],
  [/CLIENT_?ID/, 'OKTA_CLIENT_ID'],
  [/SCOPE/, 'OKTA_SCOPES'],
  [/KEY_?ID|KID/, 'OKTA_CC_KEY_ID'],
  [/PUBLIC/, 'OKTA_DPOP_PUBLIC_KEY_FILE'],
  [/DPOP|PROOF/, 'OKTA_DPOP_PRIVATE_KEY_FILE'],
  [/KEY/, 'OKTA_CC_PRIVATE_KEY_FILE'],
];

/** The service apps of the local org. */
export const LOCAL_APPS = { dpop: '0oa1service00SERVICE', bearer: '0oa1bearersvc0BEARER' } as const;
const LOCAL_SCOPES = ['okta.users.read', 'okta.apps.read'];

export interface ConfigurationOptions {
  /** Whether to use bearer tokens instead of DPoP. */
  bearer: boolean;
  /** Whether to use the local org, whatever is configured. */
  local: boolean;
  /** Replaces the configured scopes. */
  scopes?: readonly string[];
}

export interface ServiceConfiguration extends Pick<
  ServiceClientConfig,
  'orgUrl' | 'clientId' | 'scopes' | 'clientKey' | 'proofKey'
> {
  /** Whether this is the local org, because no other org is configured. */
  local: boolean;
  /** The paths of the keys. */
  keyFiles: { client: string; proof?: string };
}

/** Thrown by {@link readConfiguration}. Lists all problems, one on each line. */
export class ConfigurationError extends ServiceError {
  constructor(readonly problems: readonly string[]) {
    super(
      'ERR_CONFIGURATION',
      ['The configuration is not valid.', ...problems].join('\n'),
      'docs/service.md describes the variables. For the local org: --local.',
    );
  }
}

/** The folder of the keys that the service creates. */
export function keysFolder(variables: Variables): string {
  return variables.path(variables.get('SERVICE_KEYS_DIR') ?? KEYS_FOLDER);
}

/** Whether an org is configured, even if incompletely: an empty variable shows that the local org is not meant. */
export function isConfigured({ names }: Variables): boolean {
  return NAMES.some((name) => names.has(name));
}

/**
 * Reads the configuration. For the local org, keys that do not exist are created.
 *
 * @throws ConfigurationError
 */
export async function readConfiguration(
  variables: Variables,
  options: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  if (options.local) return readLocalOrg(variables, options);
  if (isConfigured(variables)) return readOrg(variables, options);
  const problems = findMisconfiguration(variables);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return readLocalOrg(variables, options);
}

/** Why the local org is probably not meant although no org is configured. */
function findMisconfiguration(variables: Variables): string[] {
  const unknown = findUnknownNames(variables);
  if (unknown.length > 0) return unknown;
  const { fileNames } = variables;
  if (fileNames && ![...NAMES, ...LOCAL_NAMES].some((name) => fileNames.has(name))) {
    return [`.env: Contains none of the variables of the service. Expected lines such as OKTA_ORG_URL=https://dev-123456.okta.com`]; // prettier-ignore
  }
  const isCi = !['', 'false', '0'].includes(variables.get('CI') ?? '');
  if (!isCi && variables.get('NODE_ENV') !== 'production') return [];
  return [`No org is configured. With ${isCi ? 'CI' : 'NODE_ENV=production'}, the service does not use the local org by itself.`]; // prettier-ignore
}

/** The variables that look like those of an org. One that belongs to another program is ignored if ours is set. */
function findUnknownNames(variables: Variables): string[] {
  const { names } = variables;
  const unknown = [...names].filter((name) => /^OKTA_/i.test(name) && !(NAMES as readonly string[]).includes(name));
  return unknown.flatMap((name) => {
    const [, likely] = LIKELY_NAMES.find(([pattern]) => pattern.test(name.toUpperCase())) ?? [];
    if (likely ? names.has(likely) : isConfigured(variables)) return [];
    return [`${variables.displayName(name)}: Unknown. ${likely ? `Did you mean ${likely}?` : `Expected ${NAMES.join(', ')}.`}`]; // prettier-ignore
  });
}

async function readLocalOrg(
  variables: Variables,
  { bearer, scopes }: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  const port = readLocalPort(variables);
  const folder = keysFolder(variables);
  const { client, proof } = await loadKeys(folder);
  return {
    local: true,
    orgUrl: new URL(`http://localhost:${port}`).origin,
    clientId: bearer ? LOCAL_APPS.bearer : LOCAL_APPS.dpop,
    scopes: scopes ?? LOCAL_SCOPES,
    clientKey: client,
    ...(!bearer && { proofKey: proof }),
    keyFiles: { client: keyFile(folder, 'client'), ...(!bearer && { proof: keyFile(folder, 'proof') }) },
  };
}

function readLocalPort(variables: Variables): number {
  try {
    return readPort('ORG_PORT', { ORG_PORT: variables.get('ORG_PORT') }, variables.displayName('ORG_PORT'));
  } catch (error) {
    throw error instanceof CliError ? new ConfigurationError([error.message]) : error;
  }
}

async function readOrg(variables: Variables, { bearer, scopes }: ConfigurationOptions): Promise<ServiceConfiguration> {
  const problems = findUnknownNames(variables);

  const orgUrl = await read('OKTA_ORG_URL', readOrgUrl, 'the URL of your org, such as https://dev-123456.okta.com');
  const clientId = await read('OKTA_CLIENT_ID', readClientId, 'the Client ID from the General tab of the app');
  const requestedScopes =
    scopes ?? (await read('OKTA_SCOPES', parseScopes, 'scopes separated by spaces, such as okta.users.read'));
  const clientKey = await read(
    'OKTA_CC_PRIVATE_KEY_FILE',
    readKeyFile,
    'the path of the key that authenticates the client',
  );
  const proofKey = bearer
    ? undefined
    : await read('OKTA_DPOP_PRIVATE_KEY_FILE', readProofKeyFile, 'the path of the key that signs proofs');
  if (proofKey && variables.get('OKTA_DPOP_PUBLIC_KEY_FILE')) {
    await read('OKTA_DPOP_PUBLIC_KEY_FILE', comparePublicKey);
  }

  if (!orgUrl || !clientId || !requestedScopes || !clientKey || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  const kid = variables.get('OKTA_CC_KEY_ID');
  const pathIn = (name: Name): string => variables.path(variables.get(name)!);
  return {
    local: false,
    orgUrl,
    clientId,
    scopes: requestedScopes,
    clientKey: { ...clientKey, ...(kid !== undefined && { kid }) },
    ...(proofKey && { proofKey }),
    keyFiles: {
      client: pathIn('OKTA_CC_PRIVATE_KEY_FILE'),
      ...(proofKey && { proof: pathIn('OKTA_DPOP_PRIVATE_KEY_FILE') }),
    },
  };

  /** Reads a variable. Collects the problem if there is one, so that all of them are reported together. */
  async function read<T>(name: Name, reader: (text: string) => T | Promise<T>, expected = ''): Promise<T | undefined> {
    const text = variables.get(name);
    try {
      if (text === undefined) {
        throw configurationError(`${variables.names.has(name) ? 'Empty' : 'Missing'}. Expected ${expected}.`);
      }
      return await reader(text);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      problems.push(`${variables.displayName(name)}: ${error.message}`);
      return undefined;
    }
  }

  function readClientId(text: string): string {
    if (/^0oa[A-Za-z0-9]{17}$/.test(text)) return text;
    throw configurationError(`"${text.slice(0, 40)}" is not a client ID. Expected 0oa and 17 letters or digits.`);
  }

  async function readKeyFile(file: string): Promise<SigningKey> {
    const text = readFile(variables, file);
    try {
      return await readSigningKey(text);
    } catch (error) {
      throw configurationError(`${file}: ${(error as Error).message}`);
    }
  }

  async function readProofKeyFile(file: string): Promise<SigningKey> {
    const key = await readKeyFile(file);
    if (key.jkt !== clientKey?.jkt) return key;
    throw configurationError('Contains the same key as OKTA_CC_PRIVATE_KEY_FILE. Expected two different keys.');
  }

  /** The tutorial keeps the public proof key in a file of its own. The service does not need it. */
  async function comparePublicKey(file: string): Promise<void> {
    const jkt = await readThumbprint(readFile(variables, file));
    if (jkt === proofKey?.jkt) return;
    throw configurationError(
      `${file} does not belong to the private key in OKTA_DPOP_PRIVATE_KEY_FILE. This variable is optional: remove it.`,
    );
  }
}

function readFile(variables: Variables, file: string): string {
  // The value may be the key itself instead of its path. A key must not be shown.
  if (/BEGIN|[{}\n]|^[\w+/=-]{80,}$/.test(file) || file.length > 300) {
    throw configurationError('Contains a key. Expected the path of a key file.');
  }
  return readTextFile(variables.path(file), file);
}

/**
 * Parses scopes that are separated by spaces or commas.
 *
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export function parseScopes(text: string): string[] {
  const scopes = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  // A scope-token (RFC 6749 section 3.3).
  const invalid = scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(scope));
  if (invalid !== undefined) throw configurationError(`"${invalid.slice(0, 40)}" is not a scope.`);
  if (scopes.length === 0) throw configurationError('Expected at least one scope, such as okta.users.read.');
  return scopes;
}
