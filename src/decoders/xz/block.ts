import { NotVerified, StreamError } from '../decoding.ts';
import { Input } from '../input.ts';
import { checkOf, checkSize } from './check.ts';
import type { Content } from './content.ts';
import { decodePart, expectCrc32, expectPadding, number } from './fields.ts';
import { readChain } from './filters/chain.ts';
import type { Chain } from './filters/chain.ts';
import { decodeLzma2 } from './lzma2.ts';

/** Bits of the flags: the number of filters but one, what is not used yet, and which sizes are there. */
const FILTERS = 0x03;
const RESERVED = 0x3c;
const HAS_COMPRESSED_SIZE = 0x40;
const HAS_SIZE = 0x80;
/** The greatest size that a file can have. */
const MOST = 2 ** 63;

/** What the index says of a block, in bytes. */
export interface BlockSizes {
  /** Of header, compressed data and check. */
  readonly stored: number;
  /** Of the content. */
  readonly content: number;
}

interface Header {
  readonly compressedSize: number | null;
  readonly size: number | null;
  readonly chain: Chain;
}

/**
 * Decodes a block.
 *
 * @param input at the header of it
 * @param checkId of the check that follows the data
 */
export function decodeBlock(input: Input, content: Content, checkId: number): BlockSizes {
  const start = input.at;
  const before = content.length;
  const header = readHeader(input, checkId);
  if (header.size !== null) content.expect(header.size);
  const check = checkOf(checkId);
  const { history, lzma } = content.begin(header.chain, check);
  const data = input.at;
  const tooShort = 'has a block with more data than it states';
  try {
    decodePart(input, header.compressedSize ?? Infinity, tooShort, (part) => {
      decodeLzma2(part, history, lzma);
    });
  } catch (cause) {
    content.flush();
    throw cause;
  }
  content.end();
  const size = content.length - before;
  if ((header.compressedSize ?? input.at - data) !== input.at - data) {
    throw new StreamError('has a block with less data than it states', input.at);
  }
  if ((header.size ?? size) !== size) throw new StreamError('has a block with a wrong size of its content', input.at);
  const end = input.at;
  expectPadding(input, start, 'a block');
  const { at } = input;
  const stored = input.take(checkSize(checkId));
  if (check !== null && Buffer.compare(stored, check.digest()) !== 0) {
    throw new StreamError(`has a wrong ${check.name}`, at);
  }
  return { stored: end - start + stored.length, content: size };
}

function readHeader(input: Input, checkId: number): Header {
  const start = input.at;
  const size = (input.u8() + 1) * 4;
  input.take(size - 5);
  expectCrc32(input, start, 'a block header');
  const fields = new Input(input.bytes, start + 1, input.at);
  return decodePart(fields, size - 5, 'has a block header with more in it than its size', (part) => {
    const flags = part.u8();
    if ((flags & RESERVED) !== 0) throw new NotVerified('form', 'has a block with flags that are not supported');
    const compressedSize = (flags & HAS_COMPRESSED_SIZE) === 0 ? null : number(part, 'a block header');
    if (compressedSize === 0 || size + (compressedSize ?? 0) + checkSize(checkId) >= MOST) {
      throw new StreamError('has a block with an impossible size of its data', start + 2);
    }
    const contentSize = (flags & HAS_SIZE) === 0 ? null : number(part, 'a block header');
    const chain = readChain(part, (flags & FILTERS) + 1);
    if (part.take(part.left).some((byte) => byte !== 0)) {
      throw new NotVerified('form', 'has a block header with fields that are not supported');
    }
    return { compressedSize, size: contentSize, chain };
  });
}
