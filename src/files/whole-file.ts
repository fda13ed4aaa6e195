import { FileError } from './file-error.ts';
import { openInput } from './input-file.ts';
import type { Links } from './input-file.ts';

/**
 * All bytes of a regular file, and of nothing else: a device has no end, and a pipe may have no writer.
 *
 * @param what what the file is to the caller, for messages: "image", "content"
 * @param limit bytes at most
 * @throws FileError naming the file and the reason
 */
export function readWhole(path: string, what: string, limit: number, links?: Links): Buffer {
  const file = openInput(path, what, links);
  try {
    if (file.length > limit) {
      throw new FileError(`${path}: the ${what} has ${file.length} bytes, more than the ${limit} that are read.`);
    }
    const bytes = Buffer.alloc(file.length);
    file.read(bytes, 0);
    file.confirmUnchanged();
    return bytes;
  } finally {
    file.close();
  }
}
