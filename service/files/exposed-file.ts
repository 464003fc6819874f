import { accessSync, constants, statSync } from 'node:fs';

/** A file of a secret that other users of this machine have access to. */
export interface ExposedFile {
  /** Such as `other users can read keys/client.pem (mode 644)`. */
  problem: string;
  remedy: string;
  /** Whether the user of this program can change it. A secret store sets the mode of its files itself. */
  isChangeable: boolean;
}

/** Looks at the mode of a file. Returns undefined if only its owner has access; Windows has no such modes. */
export function exposedFile(path: string): ExposedFile | undefined {
  const { mode, uid } = statSync(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
  const isChangeable = uid === process.getuid?.() && (mode & 0o200) !== 0 && isWritable(path);
  return {
    problem: `${mode & 0o007 ? 'other users' : 'users of its group'} can read ${path} (mode ${(mode & 0o777).toString(8)})`,
    remedy: isChangeable
      ? `chmod 600 ${path}`
      : mode & 0o007
        ? 'If a secret store provides the file, set the mode 0400 or 0440 there.'
        : 'If a secret store provides the file to a group for this program only, nothing needs to be done.',
    isChangeable,
  };
}

/** Not if it is on a file system that is read-only, as those of secret stores often are. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
