import type { Readable } from 'node:stream';
import { FileError, reasonOf } from '../files/index.ts';
import { UsageError } from './exit.ts';

/** The path that stands for standard input, or for standard output. */
export const STANDARD_STREAM = '-';
/** The name of standard input in sentences. */
const STANDARD_INPUT = 'standard input';
/** What is no regular file is kept in memory. No kernel is as long as this. */
export const STREAM_LIMIT = 2 ** 29;

/**
 * All bytes of standard input. It can be read once, so a call that names it twice is refused the second time.
 *
 * @param what what it is to the user, for messages: "image", "content"
 * @param limit bytes at most, and never more than 512 MiB
 * @throws FileError when it cannot be read or is longer
 */
export function readStandardInput(what: string, limit: number = STREAM_LIMIT): Promise<Buffer> {
  return readToEnd(process.stdin, STANDARD_INPUT, what, Math.min(limit, STREAM_LIMIT));
}

/**
 * All bytes of a stream.
 *
 * @param limit bytes at most; 512 MiB unless given
 * @throws FileError naming the stream when it cannot be read, was read before or is longer than the limit
 */
export async function readToEnd(
  stream: Readable,
  path: string,
  what: string,
  limit: number = STREAM_LIMIT,
): Promise<Buffer> {
  const fail = (reason: string): FileError => new FileError(`${path}: the ${what} cannot be read: ${reason}.`);
  if (stream.readableDidRead || stream.readableEnded) throw fail('it is named twice but can only be read once');
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) throw fail(`it is longer than ${limit} bytes; write it to a regular file first`);
    }
  } catch (cause) {
    throw cause instanceof FileError ? cause : fail(reasonOf(cause));
  }
  return Buffer.concat(chunks);
}

/**
 * Refuses standard input where something is needed that can be read at any place, or that is more than one file.
 *
 * @param what what the path is to the user: "image", "case folder"
 * @throws UsageError when the path is `-`
 */
export function refuseStandardInput(path: string, what: string): void {
  if (path !== STANDARD_STREAM) return;
  throw new UsageError(`-: the ${what} cannot come from standard input; name a file (./- if its name is -).`);
}

/**
 * Refuses standard output for what is put into place whole or not at all.
 *
 * @throws UsageError when the path is `-`
 */
export function refuseStandardOutput(path: string, what: string): void {
  if (path !== STANDARD_STREAM) return;
  throw new UsageError(`-: the ${what} cannot go to standard output; name a place for it (./- if its name is -).`);
}
