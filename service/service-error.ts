/**
 * What can go wrong, by whose part it is to put it right. `ERR_REFUSED` is for what the org said no to and for which there
 * is no code of its own.
 */
export type ServiceErrorCode =
  // The caller
  | 'ERR_USAGE'
  | 'ERR_CONFIGURATION'
  | 'ERR_ADDRESS'
  // The org, or its administrator
  | 'ERR_REFUSED'
  | 'ERR_CLOCK'
  | 'ERR_NONCE'
  | 'ERR_TOKEN_TYPE'
  | 'ERR_TOKEN_ENDED'
  // What lies between
  | 'ERR_UNREACHABLE'
  | 'ERR_FAILED'
  | 'ERR_RATE_LIMIT'
  | 'ERR_ANSWER'
  | 'ERR_REDIRECT'
  | 'ERR_PAGING'
  | 'ERR_LOCAL_ORG'
  | 'ERR_STOPPED';

/** What an answer said, where there was one. */
export interface ServiceErrorFacts {
  /** HTTP status. */
  status?: number;
  /** Okta's `error` or `errorCode`. */
  error?: string;
  cause?: unknown;
}

/** The one error that this service throws on purpose: told to a person as it is, without a stack. It holds no secret. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status?: number;
  readonly error?: string;

  /**
   * @param code stable, for programs
   * @param message what happened, in one sentence or a line for each problem
   * @param remedy what to do next; empty when there is nothing to say
   */
  constructor(
    readonly code: ServiceErrorCode,
    message: string,
    readonly remedy = '',
    { status, error, cause }: ServiceErrorFacts = {},
  ) {
    super(message, { cause });
    if (status !== undefined) this.status = status;
    if (error !== undefined) this.error = error;
  }
}
