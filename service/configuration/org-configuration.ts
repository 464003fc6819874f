import { configurationError, ServiceError } from '../errors/service-error.js';
import { readBytes } from '../files/text-file.js';
import { readSigningKey, readThumbprint, type SigningKey } from '../keys/signing-key.js';
import { readOrgUrl } from './org-url.js';
import { parseScopes } from './scopes.js';
import { ConfigurationError, type ConfigurationOptions, type ServiceConfiguration } from './service-configuration.js';
import { findUnknownNames, type Name } from './variable-names.js';
import type { Variables } from './variables.js';

/**
 * The configuration of a real org.
 *
 * @throws ConfigurationError with all problems
 */
export async function readOrgConfiguration(
  variables: Variables,
  { bearer, scopes }: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  const problems = findUnknownNames(variables);

  const orgUrl = await read('OKTA_ORG_URL', readOrgUrl, 'the URL of your org, such as https://dev-123456.okta.com');
  const clientId = await read('OKTA_CLIENT_ID', readClientId, 'the Client ID from the General tab of the app');
  const requestedScopes =
    scopes ?? (await read('OKTA_SCOPES', parseScopes, 'scopes separated by spaces, such as okta.users.read'));
  const clientKey = await read(
    'OKTA_CC_PRIVATE_KEY_FILE',
    (file) => readKeyFile(file, 'OKTA_CC_KEY_PASSPHRASE'),
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

  async function readKeyFile(file: string, passphraseName: Name): Promise<SigningKey> {
    const content = readFile(variables, file);
    try {
      return await readSigningKey(content, variables.get(passphraseName));
    } catch (error) {
      const { message } = error as Error;
      throw configurationError(`${file}: ${message}${message.includes('passphrase') ? ` (${passphraseName})` : ''}`);
    }
  }

  async function readProofKeyFile(file: string): Promise<SigningKey> {
    const key = await readKeyFile(file, 'OKTA_DPOP_KEY_PASSPHRASE');
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

function readClientId(text: string): string {
  if (/^0oa[A-Za-z0-9]{17}$/.test(text)) return text;
  throw configurationError(`"${text.slice(0, 40)}" is not a client ID. Expected 0oa and 17 letters or digits.`);
}

function readFile(variables: Variables, file: string): Uint8Array {
  // The value may be the key itself instead of its path. A key must not be shown.
  if (/BEGIN|[{}\n]|^[\w+/=-]{80,}$/.test(file) || file.length > 300) {
    throw configurationError('Contains a key. Expected the path of a key file.');
  }
  return readBytes(variables.path(file), file);
}
