/** The codes of {@link ServiceError}, grouped by who can solve the problem. */
export type ServiceErrorCode =
  // The caller
  | 'ERR_USAGE'
  | 'ERR_CONFIGURATION'
  | 'ERR_ADDRESS'
  // The org or its administrator. `ERR_REFUSED` is for refusals that have no code of their own
  | 'ERR_REFUSED'
  | 'ERR_CLOCK'
  | 'ERR_NONCE'
  | 'ERR_TOKEN_TYPE'
  | 'ERR_TOKEN_ENDED'
  // The network, a proxy, or an org that is not available
  | 'ERR_UNREACHABLE'
  | 'ERR_FAILED'
  | 'ERR_RATE_LIMIT'
  | 'ERR_ANSWER'
  | 'ERR_REDIRECT'
  | 'ERR_PAGING'
  | 'ERR_LOCAL_ORG'
  | 'ERR_STOPPED';

export interface ServiceErrorDetails {
  /** The HTTP status of the response, if there was one. */
  status?: number;
  /** Okta's `error` or `errorCode`. */
  error?: string;
  /** The `WWW-Authenticate` header of the response. Okta's API says there why it rejects a token or a proof. */
  challenge?: string;
  cause?: unknown;
}

/** An expected failure of the service. It is shown to the user without a stack, and never contains a secret. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ServiceErrorCode;
  readonly remedy: string;
  readonly status?: number;
  readonly error?: string;
  readonly challenge?: string;

  /**
   * @param code stable, for programs
   * @param message what happened: a sentence, then a line for each detail
   * @param remedy what to do next; empty when nothing can be done
   */
  constructor(
    code: ServiceErrorCode,
    message: string,
    remedy = '',
    { status, error, challenge, cause }: ServiceErrorDetails = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.remedy = remedy;
    if (status !== undefined) this.status = status;
    if (error !== undefined) this.error = error;
    if (challenge !== undefined) this.challenge = challenge;
  }
}

/** An `ERR_CONFIGURATION`. */
export function configurationError(message: string): ServiceError {
  return new ServiceError('ERR_CONFIGURATION', message);
}

/** The error of an operation whose signal was aborted. */
export function stoppedError(): ServiceError {
  return new ServiceError('ERR_STOPPED', 'Stopped.');
}
