/** Why a file operation failed, as people say it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EEXIST: 'it already exists',
  ENOTEMPTY: 'a folder that is not empty already exists there',
  ENAMETOOLONG: 'its name is too long',
  EDQUOT: 'the disk quota is exhausted',
  EFBIG: 'the file system does not support a file of that size',
  EBUSY: 'something is mounted there or still in use',
  ELOOP: 'its symbolic links form a loop',
};

/** A file that could not be read or written: one sentence that names the file and the reason. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/**
 * The code of an error that the system reported for a file operation, such as ENOENT, also where a FileError says it in
 * words; empty for any other error.
 */
export function codeOf(cause: unknown): string {
  if (cause instanceof FileError) return codeOf(cause.cause);
  return cause instanceof Error && 'syscall' in cause && 'code' in cause ? String(cause.code) : '';
}

/** Takes a failure that changes nothing for who goes on. */
export function ignore(): undefined {
  return undefined;
}

/** The reason of a failed file operation in a few words. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? (code === '' ? String(cause) : code);
}
