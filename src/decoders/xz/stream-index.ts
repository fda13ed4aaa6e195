import { createHash } from 'node:crypto';
import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';
import type { BlockSizes } from './block.ts';
import { expectCrc32, expectPadding, number } from './fields.ts';

/** The sizes of blocks, of which a digest is kept alone, so that it takes no memory how many there are. */
export class SizeList {
  readonly #hash = createHash('sha256');
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ stored, content }: BlockSizes): void {
    this.#hash.update(Float64Array.of(stored, content));
    this.#count += 1;
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}

/**
 * Reads the index, which has to say what the blocks are.
 *
 * @param input at its first byte, which is zero
 * @returns the size of it, in bytes
 */
export function expectIndex(input: Input, blocks: SizeList): number {
  const start = input.at;
  input.u8();
  const { at } = input;
  if (number(input, 'an index') !== blocks.count)
    throw new StreamError('has an index with another number of blocks', at);
  const records = new SizeList();
  while (records.count < blocks.count) {
    records.add({ stored: number(input, 'an index'), content: number(input, 'an index') });
  }
  expectPadding(input, start, 'an index');
  if (!records.digest().equals(blocks.digest())) throw new StreamError('has an index with other sizes', at);
  expectCrc32(input, start, 'an index');
  return input.at - start;
}
