import { SettingsError } from './settings-error.js';

/** Thrown when an app may not be as somebody wants it to be. */
export class AppError extends SettingsError {
  override readonly name = 'AppError';
}
