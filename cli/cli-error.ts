import { inspect } from 'node:util';

/** An error for the user to put right, such as a port that is taken. It is shown as its message alone, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: `ERR_${string}`;

  /** @param code stable, for programs: `ERR_PORT_TAKEN` */
  constructor(code: `ERR_${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a program prints about an error that ended it. An error with a code is for the user; others are bugs and need their stack. */
export function describeError(error: unknown): string {
  return error instanceof Error && 'code' in error ? error.message : inspect(error);
}
