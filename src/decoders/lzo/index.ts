/** LZO1X in the container of lzop, which is what the kernel's build writes. [lzop 1.04, src/lzop.c; Linux, decompress_unlzo.c] */
import { crc32 } from 'node:zlib';
import { NotVerified, StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';
import { adler32 } from './adler32.ts';
import { LZO_WINDOW, decodeLzo1x } from './lzo1x.ts';

const MAGIC = [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a];
/** The first version whose header has a level, a version needed and the high half of the time. */
const VERSION_LONG = 0x0940;
/** Bits of the flags: which checksums blocks have, of content and of what is compressed, and parts of the header. */
const ADLER32_CONTENT = 0x1;
const ADLER32_COMPRESSED = 0x2;
const EXTRA_FIELD = 0x40;
const CRC32_CONTENT = 0x100;
const CRC32_COMPRESSED = 0x200;
const MULTIPART = 0x400;
const FILTER = 0x800;
const CRC32_HEADER = 0x1000;
/** The most content of a block. */
const BLOCK_MAX = 64 * 2 ** 20;

/**
 * Decodes an lzop file of one part; all checksums that it has are verified.
 *
 * @param sink gets the content
 * @param limit the most bytes that the content may have
 */
export function decodeLzo(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  const sums = new Sums();
  const summing: Sink = {
    write(chunk) {
      sums.add(chunk);
      sink.write(chunk);
    },
  };
  const history = new History(summing, LZO_WINDOW, limit);
  return run(
    () => {
      const input = new Input(stream);
      const flags = readHeader(input);
      for (let length = big(input, 4); length !== 0; length = big(input, 4)) {
        readBlock(input, history, { length, flags, sums });
      }
      return { length: history.length, consumed: input.at };
    },
    () => history.length,
  );
}

/** @returns the flags */
function readHeader(input: Input): number {
  for (const byte of MAGIC) if (input.u8() !== byte) throw new StreamError('does not start like lzop', 0);
  const start = input.at;
  const isLong = big(input, 2) >= VERSION_LONG;
  input.take(isLong ? 4 : 2);
  const method = input.u8();
  if (method < 1 || method > 3) throw new StreamError('has an unknown compression method', input.at - 1);
  input.take(isLong ? 1 : 0);
  const flags = big(input, 4);
  if ((flags & (FILTER | MULTIPART)) !== 0)
    throw new NotVerified('form', 'has a filter or several parts, which are not supported');
  input.take(isLong ? 12 : 8);
  input.take(input.u8());
  checkSum(input, start, flags);
  if ((flags & EXTRA_FIELD) !== 0) {
    const extra = input.at;
    input.take(big(input, 4));
    checkSum(input, extra, flags);
  }
  return flags;
}

function checkSum(input: Input, start: number, flags: number): void {
  const bytes = input.bytes.subarray(start, input.at);
  const sum = (flags & CRC32_HEADER) === 0 ? adler32(bytes, 1) : crc32(bytes);
  if (big(input, 4) !== sum) throw new StreamError('has a wrong checksum of the header', input.at - 4);
}

interface Block {
  /** Of its content. */
  readonly length: number;
  readonly flags: number;
  readonly sums: Sums;
}

function readBlock(input: Input, history: History, { length, flags, sums }: Block): void {
  const place = input.at;
  const stored = big(input, 4);
  if (length > BLOCK_MAX || stored === 0 || stored > length) {
    throw new StreamError('has a block of an impossible length', place - 4);
  }
  const has = (flag: number): number | null => ((flags & flag) === 0 ? null : big(input, 4));
  const [adler, crc] = [has(ADLER32_CONTENT), has(CRC32_CONTENT)];
  const isCompressed = stored < length;
  const [ofStored, crcOfStored] = isCompressed ? [has(ADLER32_COMPRESSED), has(CRC32_COMPRESSED)] : [null, null];
  input.need(stored);
  const block = new Input(input.bytes, input.at, input.at + stored);
  const bytes = input.take(stored);
  const wrong = new StreamError('has a wrong checksum of a block', place);
  if (ofStored !== null && ofStored !== adler32(bytes, 1)) throw wrong;
  if (crcOfStored !== null && crcOfStored !== crc32(bytes)) throw wrong;
  history.flush();
  sums.start();
  const before = history.length;
  if (isCompressed) {
    decodeLzo1x(block, history, length);
    if (block.left > 0 || history.length - before !== length) {
      throw new StreamError('has a block whose length differs from the stated one', place - 4);
    }
  } else history.append(bytes);
  history.flush();
  if (adler !== null && adler !== sums.adler) throw wrong;
  if (crc !== null && crc !== sums.crc) throw wrong;
}

/** Checksums of the content of a block. */
class Sums {
  adler = 1;
  crc = 0;

  start(): void {
    this.adler = 1;
    this.crc = 0;
  }

  add(chunk: Uint8Array): void {
    this.adler = adler32(chunk, this.adler);
    this.crc = crc32(chunk, this.crc);
  }
}

/** The next bytes as an unsigned big-endian number. */
function big(input: Input, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index += 1) value = value * 256 + input.u8();
  return value;
}
