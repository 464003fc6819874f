import { rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';

/**
 * Replaces the content of a file in one step: after a crash or an error there is either the old file or the new one. Only
 * its owner may read it.
 *
 * This does not use write-file-atomic: on a full disk its version 7.0.1 replaces the file by the part that it could
 * write, without an error, and version 8 needs Node 22.
 *
 * @throws the error of the file system, such as ENOSPC
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = temporaryFileOf(path);
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where the new content is while it is written. A program that was killed meanwhile leaves it there. */
export function temporaryFileOf(path: string): string {
  return `${path}.tmp`;
}
