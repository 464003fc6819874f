import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CliError } from '../cli/cli-error.js';
import { readPort } from '../cli/ports.js';
import type { ServiceClientConfig } from './client.js';
import { readOrgUrl } from './org-url.js';
import { OWN_KEY_FILES, ownKeys } from './own-keys.js';
import { ServiceError } from './service-error.js';
import { readSigningKey, readThumbprint, type SigningKey } from './signing-key.js';
import type { Variables } from './variables.js';

/** The variables that name a real org, as in Okta's tutorial; `OKTA_CC_KEY_ID` is for keys in PEM, which have no `kid`. */
const NAMES = [
  'OKTA_ORG_URL',
  'OKTA_CLIENT_ID',
  'OKTA_SCOPES',
  'OKTA_CC_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PRIVATE_KEY_FILE',
  'OKTA_DPOP_PUBLIC_KEY_FILE',
  'OKTA_CC_KEY_ID',
] as const;
type Name = (typeof NAMES)[number];

/** The service apps of the local org. */
export const LOCAL_APPS = { dpop: '0oa1service00SERVICE', bearer: '0oa1bearersvc0BEARER' } as const;
const LOCAL_SCOPES = ['okta.users.read', 'okta.apps.read'];

export interface ConfigurationOptions {
  /** Without DPoP. */
  bearer: boolean;
  /** Instead of the configured scopes. */
  scopes?: readonly string[];
}

/** Where the service is a client, and by what. */
export interface ServiceConfiguration extends Pick<
  ServiceClientConfig,
  'orgUrl' | 'clientId' | 'scopes' | 'clientKey' | 'proofKey'
> {
  /** Whether it is the local org, because no other is configured. */
  local: boolean;
  /** Where the keys are. */
  keyFiles: { client: string; proof?: string };
}

/** Thrown by {@link readConfiguration}: everything that is wrong, a line each. */
export class ConfigurationError extends ServiceError {
  constructor(readonly problems: readonly string[]) {
    super(
      'ERR_CONFIGURATION',
      ['The configuration is wrong.', ...problems].join('\n'),
      'What belongs there: docs/service.md. Without any of the OKTA_ variables the service uses the local org.',
    );
  }
}

/** Where the keys are that the service makes for itself. */
export function ownKeysFolder(variables: Variables): string {
  return path(variables, variables.get('SERVICE_KEYS_DIR') ?? join(import.meta.dirname, '.keys'));
}

/** Whether an org is configured; else it is the local one. */
export function isConfigured(variables: Variables): boolean {
  return NAMES.some((name) => variables.get(name) !== undefined);
}

/**
 * Reads what the service needs to know. Without a configured org it is the local one, with keys that are made when they
 * are not there.
 *
 * @throws ConfigurationError
 */
export async function readConfiguration(
  variables: Variables,
  options: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  return isConfigured(variables) ? readOrg(variables, options) : readLocalOrg(variables, options);
}

async function readLocalOrg(
  variables: Variables,
  { bearer, scopes }: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  const port = localPort(variables);
  const folder = ownKeysFolder(variables);
  const { client, proof } = await ownKeys(folder);
  return {
    local: true,
    orgUrl: new URL(`http://localhost:${port}`).origin,
    clientId: bearer ? LOCAL_APPS.bearer : LOCAL_APPS.dpop,
    scopes: scopes ?? LOCAL_SCOPES,
    clientKey: client,
    ...(!bearer && { proofKey: proof }),
    keyFiles: {
      client: join(folder, OWN_KEY_FILES.client),
      ...(!bearer && { proof: join(folder, OWN_KEY_FILES.proof) }),
    },
  };
}

function localPort(variables: Variables): number {
  try {
    return readPort('ORG_PORT', { ORG_PORT: variables.get('ORG_PORT') }, variables.shown('ORG_PORT'));
  } catch (error) {
    throw error instanceof CliError ? new ConfigurationError([error.message]) : error;
  }
}

async function readOrg(variables: Variables, { bearer, scopes }: ConfigurationOptions): Promise<ServiceConfiguration> {
  const problems: string[] = [];

  const orgUrl = await read('OKTA_ORG_URL', readOrgUrl, 'the address of your org, such as https://dev-123456.okta.com');
  const clientId = await read('OKTA_CLIENT_ID', readClientId, 'the Client ID from the General tab of the app');
  const asked =
    scopes ?? (await read('OKTA_SCOPES', parseScopes, 'scopes with spaces between, such as okta.users.read'));
  const clientKey = await read(
    'OKTA_CC_PRIVATE_KEY_FILE',
    readKey,
    'the file of the key that authenticates the client',
  );
  const proofKey = bearer
    ? undefined
    : await read('OKTA_DPOP_PRIVATE_KEY_FILE', differentKey, 'the file of the key that signs proofs');
  if (proofKey && variables.get('OKTA_DPOP_PUBLIC_KEY_FILE')) await read('OKTA_DPOP_PUBLIC_KEY_FILE', comparePublicKey);

  if (!orgUrl || !clientId || !asked || !clientKey || problems.length > 0) throw new ConfigurationError(problems);
  const kid = variables.get('OKTA_CC_KEY_ID');
  const fileOf = (name: Name): string => path(variables, variables.get(name)!);
  return {
    local: false,
    orgUrl,
    clientId,
    scopes: asked,
    clientKey: { ...clientKey, ...(kid !== undefined && { kid }) },
    ...(proofKey && { proofKey }),
    keyFiles: {
      client: fileOf('OKTA_CC_PRIVATE_KEY_FILE'),
      ...(proofKey && { proof: fileOf('OKTA_DPOP_PRIVATE_KEY_FILE') }),
    },
  };

  /** Notes what is wrong with a variable, so that all of it is told at once. */
  async function read<T>(name: Name, reader: (text: string) => T | Promise<T>, expected = ''): Promise<T | undefined> {
    const text = variables.get(name);
    try {
      if (text === undefined) throw wrong(`It is missing. Expected ${expected}.`);
      return await reader(text);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      problems.push(`${variables.shown(name)}: ${error.message}`);
      return undefined;
    }
  }

  function readClientId(text: string): string {
    if (/^0oa[A-Za-z0-9]{17}$/.test(text)) return text;
    throw wrong(`"${text.slice(0, 40)}" is no client ID. Expected 0oa and 17 letters or digits.`);
  }

  async function readKey(file: string): Promise<SigningKey> {
    const text = readFile(variables, file);
    try {
      return await readSigningKey(text);
    } catch (error) {
      throw wrong(`${file}: ${(error as Error).message}`);
    }
  }

  async function differentKey(file: string): Promise<SigningKey> {
    const key = await readKey(file);
    if (key.jkt !== clientKey?.jkt) return key;
    throw wrong('It is the key of OKTA_CC_PRIVATE_KEY_FILE. Expected two different keys.');
  }

  /** The tutorial has the public half of the proof key in a file of its own. Here it is only compared. */
  async function comparePublicKey(file: string): Promise<void> {
    const text = readFile(variables, file);
    if ((await readThumbprint(text)) === proofKey?.jkt) return;
    throw wrong(`${file} is not the public half of OKTA_DPOP_PRIVATE_KEY_FILE. Leave it out: it is not needed.`);
  }
}

function readFile(variables: Variables, file: string): string {
  // Somebody may have put the key where its file belongs: it must not be shown.
  if (/BEGIN|[{}\n]|^[\w+/=-]{80,}$/.test(file) || file.length > 300)
    throw wrong('It holds a key. Expected the path of a file with it.');
  try {
    return readFileSync(path(variables, file), 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? `It cannot be read (${code})`;
    throw wrong(`${file}: ${reason}.`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'There is no such file',
  EACCES: 'It may not be read',
  EISDIR: 'It is a folder',
};

/**
 * Reads scopes with spaces or commas between them.
 *
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export function parseScopes(text: string): string[] {
  const scopes = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const bad = scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(scope));
  if (bad !== undefined) throw wrong(`"${bad.slice(0, 40)}" is no scope.`);
  if (scopes.length === 0) throw wrong('Expected a scope, such as okta.users.read.');
  return scopes;
}

function path({ folder }: Variables, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

function wrong(problem: string): ServiceError {
  return new ServiceError('ERR_CONFIGURATION', problem);
}
