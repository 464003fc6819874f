import { join } from 'node:path';

/** Where the keys are that the service creates, unless SERVICE_KEYS_DIR is set. */
export const KEYS_FOLDER = join(import.meta.dirname, '.keys');

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, '..');
