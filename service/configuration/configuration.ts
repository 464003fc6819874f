import { readLocalConfiguration } from './local-configuration.js';
import { readOrgConfiguration } from './org-configuration.js';
import { ConfigurationError, type ConfigurationOptions, type ServiceConfiguration } from './service-configuration.js';
import { findUnknownNames, isConfigured, isOtherEnvFile } from './variable-names.js';
import type { Variables } from './variables.js';

/**
 * Reads the configuration. For the local org, keys that do not exist are created.
 *
 * @throws ConfigurationError
 */
export async function readConfiguration(
  variables: Variables,
  options: ConfigurationOptions,
): Promise<ServiceConfiguration> {
  if (options.local) return readLocalConfiguration(variables, options);
  if (isConfigured(variables)) return readOrgConfiguration(variables, options);
  const problems = findMisconfiguration(variables);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return readLocalConfiguration(variables, options);
}

/** Why the local org is probably not meant although no org is configured. */
function findMisconfiguration(variables: Variables): string[] {
  const unknown = findUnknownNames(variables);
  if (unknown.length > 0) return unknown;
  if (isOtherEnvFile(variables)) {
    return [`.env: Contains none of the variables of the service. Expected lines such as OKTA_ORG_URL=https://dev-123456.okta.com`]; // prettier-ignore
  }
  const isCi = !['', 'false', '0'].includes(variables.get('CI') ?? '');
  if (!isCi && variables.get('NODE_ENV') !== 'production') return [];
  return [`No org is configured. With ${isCi ? 'CI' : 'NODE_ENV=production'}, the service does not use the local org by itself.`]; // prettier-ignore
}
