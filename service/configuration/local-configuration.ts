import { CliError } from '../../cli/cli-error.js';
import { readPort } from '../../cli/ports.js';
import { keyFile, loadKeys } from '../keys/key-files.js';
import { KEYS_FOLDER } from '../places.js';
import { ConfigurationError, type ConfigurationOptions, type ServiceConfiguration } from './service-configuration.js';
import type { Variables } from './variables.js';

/** The service apps of the local org. */
export const LOCAL_APPS = { dpop: '0oa1service00SERVICE', bearer: '0oa1bearersvc0BEARER' } as const;
const LOCAL_SCOPES = ['okta.users.read', 'okta.apps.read'];

/** The folder of the keys that the service creates. */
export function keysFolder(variables: Variables): string {
  return variables.path(variables.get('SERVICE_KEYS_DIR') ?? KEYS_FOLDER);
}

/** The configuration for the local org. Keys that do not exist are created. */
export async function readLocalConfiguration(
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
