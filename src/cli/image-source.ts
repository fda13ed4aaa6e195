import { blocksOf, ignore, openInput, readPipe, stateAt } from '../files/index.ts';
import type { FileBlocks } from '../files/index.ts';
import { memorySource } from '../reader/index.ts';
import { STANDARD_STREAM, STREAM_LIMIT, readStandardInput } from './standard-streams.ts';

/** An image that is read piece by piece, and only where somebody looks. */
export type ImageSource = FileBlocks;

/**
 * Opens an image for reading piece by piece. A pipe is read to its end and kept, and so is standard input, for which `-`
 * stands; devices are not read, for they have no end.
 *
 * @param what what the file is to the user, for messages: "image", "original image"
 * @throws FileError naming the file and the reason
 */
export async function openImage(path: string, what: string): Promise<ImageSource> {
  if (path === STANDARD_STREAM) return inMemory(await readStandardInput(what));
  const stats = await stateAt(path);
  if (stats?.isFIFO() === true) return inMemory(await readPipe(path, what, STREAM_LIMIT));
  return blocksOf(openInput(path, what));
}

function inMemory(bytes: Uint8Array): ImageSource {
  return { source: memorySource(bytes), confirmUnchanged: ignore, close: ignore };
}
