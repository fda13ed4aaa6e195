import type { Image } from '../../../src/reader/index.ts';
import type { CoveredMemory } from './covered-memory.ts';

/** What a firmware makes of an image that it loads. */
export interface Loader {
  /** How large it says that the loaded image is. */
  readonly size: (image: Image, file: Uint8Array) => number;
  /** The memory of an image at a base. Its ranges are the same at every base. */
  readonly memory: (image: Image, file: Uint8Array, base: bigint) => CoveredMemory;
}
