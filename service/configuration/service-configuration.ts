import type { ServiceClientConfig } from '../client/service-client.js';
import { ServiceError } from '../errors/service-error.js';

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

/** Lists all problems of the configuration, one on each line. */
export class ConfigurationError extends ServiceError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      'ERR_CONFIGURATION',
      ['The configuration is not valid.', ...problems].join('\n'),
      'docs/service.md describes the variables. For the local org: --local.',
    );
    this.problems = problems;
  }
}
