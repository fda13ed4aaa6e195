/** Images on disk, for whoever reads, inspects or judges them without having all of their bytes in memory. */
export { FileError } from '../files/index.ts';
export { openImageFile } from './open-image-file.ts';
export type { ImageFile } from './open-image-file.ts';
