import { blocksOf, openInput } from '../files/index.ts';
import type { FileBlocks } from '../files/index.ts';

/** An image on disk. Its `source` goes wherever bytes of an image do; it has to be closed after its last use. */
export type ImageFile = FileBlocks;

/**
 * Opens an image on disk to be read piece by piece, and only where somebody looks: an image of 4 GiB costs no more than
 * its headers do, and never more than 4 MiB at a time.
 *
 * Call `confirmUnchanged` when all is done. Nobody else notices that the file was written to meanwhile, and a rule takes a
 * part that cannot be read for a mistake of its own.
 *
 * @param path a regular file; pipes and devices have no pieces
 * @throws FileError naming the file and the reason
 */
export function openImageFile(path: string): ImageFile {
  return blocksOf(openInput(path, 'image'));
}
