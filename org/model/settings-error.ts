/** Thrown when something may not be as somebody wants it to be; each problem with the field that has it. */
export class SettingsError extends Error {
  override readonly name: string = 'SettingsError';

  /** @param problems fields by their path, as `redirect_uris[1]`, and a sentence each */
  constructor(readonly problems: readonly (readonly [field: string, message: string])[]) {
    super(problems.map(([field, message]) => `${field}: ${message}`).join('\n'));
  }
}
