const FILE_ERRORS: Record<string, string> = {
  ENOENT: 'No such file',
  EACCES: 'Permission denied',
  EPERM: 'Permission denied',
  EISDIR: 'Is a folder, not a file',
  ENOTDIR: 'A part of the path is a file, not a folder',
  EROFS: 'The file system is read-only',
  ENOSPC: 'The disk is full',
};

/** What the system says about a file, in words. */
export function describeFileError(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return FILE_ERRORS[code] ?? `Not accessible (${code})`;
}
