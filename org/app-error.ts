/** Thrown when an app may not be as somebody wants it to be; each problem with the field that has it. */
export class AppError extends Error {
  override readonly name = 'AppError';

  /** @param problems fields by their path, as `redirect_uris[1]`, and a sentence each */
  constructor(readonly problems: readonly (readonly [field: string, message: string])[]) {
    super(problems.map(([field, message]) => `${field}: ${message}`).join('\n'));
  }
}
