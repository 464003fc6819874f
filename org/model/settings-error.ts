import type { z } from 'zod';

/** The most problems that an error lists. */
const MAX_PROBLEMS = 20;

/** Thrown when settings of an app or of a trusted origin are not allowed. Lists each problem with its field. */
export class SettingsError extends Error {
  override readonly name: string = 'SettingsError';

  /** @param problems path of the field, such as `redirect_uris[1]`, and a sentence */
  constructor(readonly problems: readonly (readonly [field: string, message: string])[]) {
    super(problems.map(([field, message]) => `${field}: ${message}`).join('\n'));
  }

  /** The error for values that do not match their schema. */
  static fromSchema({ issues }: z.ZodError): SettingsError {
    return new SettingsError(issues.slice(0, MAX_PROBLEMS).map(({ path, message }) => [fieldPath(path), message]));
  }
}

/** The path of a field as people write it: `apps[1].label`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(the whole file)';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
