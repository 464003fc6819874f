import { readFileSync } from 'node:fs';
import { configurationError } from '../errors/service-error.js';

const FILE_ERRORS: Record<string, string> = {
  ENOENT: 'No such file',
  EACCES: 'Permission denied',
  EISDIR: 'Is a folder, not a file',
};

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

function readBytes(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const place = shown === path ? '' : ` (${path})`;
    throw configurationError(`${shown}: ${FILE_ERRORS[code] ?? `Cannot be read: ${code}`}${place}.`);
  }
}

/** Decodes UTF-8, and UTF-16 if it has a byte order mark, as PowerShell writes it. The mark is removed. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'; // prettier-ignore
  return new TextDecoder(encoding).decode(bytes);
}

/** Removes the byte order mark that editors of Windows write. JSON and `.env` do not allow it. */
export function withoutByteOrderMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
