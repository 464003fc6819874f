import { readFileSync } from 'node:fs';
import { configurationError } from '../errors/service-error.js';
import { decodeText } from './decode-text.js';
import { describeFileError } from './file-error.js';

/**
 * Reads a text that the user keeps in a file.
 *
 * @param path absolute
 * @param shown the path as the user wrote it, for the error message
 * @throws ServiceError `ERR_CONFIGURATION` if the file cannot be read
 */
export function readTextFile(path: string, shown = path): string {
  return decodeText(readBytes(path, shown));
}

/** Like {@link readTextFile}, for a file that may contain something other than text. */
export function readBytes(path: string, shown = path): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const place = shown === path ? '' : ` (${path})`;
    throw configurationError(`${shown}: ${describeFileError(error)}${place}.`);
  }
}
