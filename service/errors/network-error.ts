/** Thrown if a request has no complete response. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  /**
   * @param message a sentence for the user
   * @param code the system's error code, such as `ECONNREFUSED`
   */
  constructor(
    message: string,
    readonly code: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }

  /** Whether the request certainly did not reach the org, so that even a POST can be sent again. */
  get neverSent(): boolean {
    return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].includes(this.code);
  }

  /** Whether a retry would fail in the same way, as with an unknown host name or an untrusted certificate. */
  get isPermanent(): boolean {
    return this.code === 'ENOTFOUND' || /CERT|SSL|TLS|SELF_SIGNED|VERIFY|SIGNATURE/.test(this.code);
  }
}

/** The error of a request that was not answered in time. */
export function timeoutError(origin: string, milliseconds: number, cause: unknown): NetworkError {
  return new NetworkError(`${origin} did not respond within ${milliseconds / 1000} s.`, 'ETIMEDOUT', cause);
}

/** Converts an error of `fetch`, or of reading its body. */
export function networkError(error: unknown, origin: string): NetworkError {
  const { message, cause } = error as Error & {
    cause?: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  };
  // A host name with several addresses leads to an AggregateError with one error for each address.
  const code = cause?.code ?? cause?.errors?.[0]?.code ?? '';
  return new NetworkError(`${describe(code, origin)} (${code || (cause?.message ?? message)}).`, code, error);
}

function describe(code: string, origin: string): string {
  const { hostname } = new URL(origin);
  if (code === 'ECONNREFUSED') return `${origin} refused the connection`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host name ${hostname} cannot be resolved`;
  if (/CERT|SSL|TLS|SELF_SIGNED|VERIFY/.test(code)) return `The certificate of ${hostname} is not trusted`;
  if (['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'].includes(code)) return `The connection to ${origin} was closed early`;
  return `The connection to ${origin} failed`;
}
