/** Streams of xz that are made by hand: their data is stored as it is, so that a test says each byte of them. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The parts of a block, each of which may be told otherwise than it is. */
export interface XzBlock {
  /** What the filters are to be undone on; stored in one chunk of LZMA2. */
  readonly data: Uint8Array;
  /** The flags of the filters, with the number of which the block begins. */
  readonly filters?: readonly (readonly number[])[];
  /** More flags of the header, and the fields of sizes that they announce. */
  readonly flags?: number;
  readonly sizes?: readonly number[];
  /** Chunks of LZMA2, with their end. */
  readonly chunks?: Uint8Array;
  readonly check?: Uint8Array;
  /** Bytes that end the header before its checksum, where there is room for them. */
  readonly ending?: readonly number[];
}

export interface XzStream {
  readonly blocks: readonly XzBlock[];
  readonly checkId?: number;
  /** Bytes of the index before its checksum. */
  readonly index?: readonly number[];
  readonly backwardSize?: number;
  readonly footerFlags?: number;
}

/** LZMA2 with a dictionary of 4 KiB. */
export const LZMA2 = [0x21, 1, 0];

const crc = (bytes: Uint8Array): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(crc32(bytes));
  return out;
};

const withCrc = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, crc(bytes)]);

/** A number of variable length. */
export function vli(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...vli(Math.floor(value / 0x80))];
}

/** A chunk that is stored after the dictionary is reset, and the end; the end alone for nothing. */
export function stored(data: Uint8Array): Buffer {
  if (data.length === 0) return Buffer.of(0);
  return Buffer.concat([Buffer.of(1, (data.length - 1) >> 8, (data.length - 1) & 0xff), data, Buffer.of(0)]);
}

function checkOf(id: number, content: Uint8Array): Uint8Array {
  if (id === 1) return crc(content);
  return id === 10 ? createHash('sha256').update(content).digest() : new Uint8Array();
}

interface Stored {
  readonly bytes: Buffer;
  readonly record: readonly number[];
}

function blockOf(block: XzBlock, checkId: number): Stored {
  const { data, filters = [LZMA2], flags = 0, sizes = [], ending = [] } = block;
  const fields = [flags | (filters.length - 1), ...sizes, ...filters.flat()];
  const size = Math.ceil((1 + fields.length + ending.length + 4) / 4) * 4;
  const head = Buffer.alloc(size - 4);
  head.set([size / 4 - 1, ...fields]);
  head.set(ending, size - 4 - ending.length);
  const chunks = block.chunks ?? stored(data);
  const check = block.check ?? checkOf(checkId, data);
  const padding = Buffer.alloc((4 - (chunks.length % 4)) % 4);
  const bytes = Buffer.concat([withCrc(head), chunks, padding, check]);
  return { bytes, record: [...vli(bytes.length - padding.length), ...vli(data.length)] };
}

function indexOf(records: readonly (readonly number[])[]): number[] {
  const index = [0, ...vli(records.length), ...records.flat()];
  while (index.length % 4 !== 0) index.push(0);
  return index;
}

/** The stream; with check 0 unless another is named, and with the checks 1 and 10 computed. */
export function xzStream({ blocks, checkId = 0, ...parts }: XzStream): Buffer {
  const made = blocks.map((block) => blockOf(block, checkId));
  const index = withCrc(Buffer.from(parts.index ?? indexOf(made.map(({ record }) => record))));
  const footer = Buffer.alloc(6);
  footer.writeUInt32LE((parts.backwardSize ?? index.length) / 4 - 1);
  footer.writeUInt16BE(parts.footerFlags ?? checkId, 4);
  return Buffer.concat([
    Buffer.from('fd377a585a00', 'hex'),
    withCrc(Buffer.of(0, checkId)),
    ...made.map(({ bytes }) => bytes),
    index,
    crc(footer),
    footer,
    Buffer.from('YZ'),
  ]);
}
