import type { FileError } from '../../../files/index.ts';
import type { UnjudgedFile } from '../../../results/index.ts';
import type { UsageError } from '../../exit.ts';

/** What could not be judged, by the error that says so: its sentence starts with the path. */
export function unjudgedBy(path: string, { message }: FileError | UsageError): UnjudgedFile {
  const start = `${path}: `;
  return { path, reason: message.startsWith(start) ? message.slice(start.length) : message };
}
