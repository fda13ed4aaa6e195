import { crc32 } from 'node:zlib';
import { NotVerified, StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';
import type { End } from '../run.ts';
import { decodeBlock } from './block.ts';
import { checkName } from './check.ts';
import { Content } from './content.ts';
import { expectCrc32 } from './fields.ts';
import { SizeList, expectIndex } from './stream-index.ts';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const END_MAGIC = [0x59, 0x5a];
/** Checks that every decoder knows: none, and CRC32. */
const PLAIN_CHECKS: readonly number[] = [0, 1];
/** What the header of a block never begins with. */
const INDEX = 0;

/**
 * Decodes the first stream of an xz file, and verifies its checksums, its check where it is CRC32, CRC64 or SHA-256, and
 * its index.
 *
 * @param stream begins with the header; what follows the footer, be it padding or another stream, is not looked at
 * @param sink what it is given when the stream is broken came before the fault
 * @param limit the most bytes of content; a stream with more is not verified
 */
export function decodeXz(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  const content = new Content(sink, limit);
  return run(
    () => decodeStream(new Input(stream), content),
    () => content.length,
  );
}

function decodeStream(input: Input, content: Content): End {
  expectMagic(input, MAGIC, 'does not begin as an xz stream');
  const { at } = input;
  const flags = readFlags(input);
  expectCrc32(input, at, 'a header');
  const checkId = checkIdOf(flags);
  const blocks = new SizeList();
  while (peek(input) !== INDEX) blocks.add(decodeBlock(input, content, checkId));
  const indexSize = expectIndex(input, blocks);
  expectFooter(input, flags, indexSize);
  const [first, ...more] = [...(PLAIN_CHECKS.includes(checkId) ? [] : [checkName(checkId)]), ...content.filters];
  const end = { length: content.length, consumed: input.at };
  return first === undefined ? end : { ...end, beyond: [first, ...more] };
}

function peek(input: Input): number {
  input.need(1);
  return input.bytes[input.at] ?? 0;
}

function expectMagic(input: Input, magic: readonly number[], reason: string): void {
  const { at } = input;
  for (const byte of magic) if (input.u8() !== byte) throw new StreamError(reason, at);
}

/** Two bytes, of which the lower four bits of the second are used. */
function readFlags(input: Input): number {
  return input.u8() * 256 + input.u8();
}

function checkIdOf(flags: number): number {
  if (flags > 0x0f) throw new NotVerified('form', 'has flags that are not supported');
  return flags;
}

function expectFooter(input: Input, flags: number, indexSize: number): void {
  const start = input.at;
  const stored = input.uint(4);
  const backwardSize = (input.uint(4) + 1) * 4;
  const otherFlags = readFlags(input);
  const computed = crc32(input.bytes.subarray(start + 4, input.at));
  expectMagic(input, END_MAGIC, 'does not end as an xz stream');
  if (stored !== computed) throw new StreamError('has a footer with a wrong CRC32', start);
  if (backwardSize !== indexSize) throw new StreamError('has a footer with a wrong size of the index', start + 4);
  if (otherFlags !== flags) throw new StreamError('has a footer whose flags differ from the header', start + 8);
}
