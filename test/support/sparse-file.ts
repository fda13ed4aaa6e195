import { closeSync, openSync, readSync, truncateSync, writeFileSync, writeSync } from 'node:fs';

/**
 * Writes a file that is mostly a hole.
 *
 * @param start bytes in front of the hole
 * @param length of the whole file
 * @param words ASCII texts that are written over the hole's first and last bytes
 */
export function writeWithHole(path: string, start: Uint8Array, length: number, words: readonly [string, string]): void {
  writeFileSync(path, start);
  truncateSync(path, length);
  const file = openSync(path, 'r+');
  writeSync(file, words[0], start.length);
  writeSync(file, words[1], length - words[1].length);
  closeSync(file);
}

/** Bytes of a file as Latin-1 text; fewer than asked for where the file ends. */
export function latin1At(path: string, offset: number, length: number): string {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(length);
  const count = readSync(file, buffer, 0, length, offset);
  closeSync(file);
  return buffer.subarray(0, count).toString('latin1');
}
