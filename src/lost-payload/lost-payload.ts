import { decoderOf } from '../decoders/index.ts';
import { isZboot, memorySource, readImage } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { contains, endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';

/** Machines whose kernels are built as zboot images: arm64, riscv 64 and 32, loongarch 64 and 32. [Linux, arch/] */
const MACHINES: readonly number[] = [0xaa64, 0x5064, 0x5032, 0x6264, 0x6232];
/** Payloads start at multiples of this in their section. [Linux, zboot.lds] */
const ALIGNMENT = 8;
/** A kind of stream, and how the kernel's build makes one start. */
interface Stream {
  readonly compressionType: string;
  readonly start: Buffer;
}

/**
 * The kinds in which kernels are built, those with the longest starts first: three bytes, as LZMA has them, are found in
 * other data too. [Linux, Makefile.zboot; measured on kernels of all six types]
 */
const STREAMS: readonly Stream[] = [
  ['gzip', '1f8b0800'],
  ['zstd', '28b52ffd'],
  ['xzkern', 'fd377a585a00'],
  ['lz4', '02214c18'],
  ['lzo', '894c5a4f000d0a1a0a'],
  ['lzma', '5d0000'],
].map(([compressionType = '', start = '']) => ({ compressionType, start: Buffer.from(start, 'hex') }));

/** Candidates of one kind that are tried: other data can look like the start of a stream. */
const TRIES_MAX = 64;
/** No kernel is longer, and the first bytes of the content are enough. */
const CONTENT_MAX = 512 * 2 ** 20;
/** Bytes of the content that are looked at: the headers of a kernel lie there. */
const HEAD_LENGTH = 2 ** 12;
/** Bytes that are searched at once: memory stays small however long a section is. */
const PIECE = 2 ** 20;
/** Bytes between the pieces that are searched, so that no start is missed. */
const OVERLAP = 8;

/** A compressed kernel that no header leads to. */
export interface LostPayload {
  readonly compressionType: string;
  /** Where the stream starts in the file. */
  readonly offset: number;
}

const known = new WeakMap<Image, { readonly payload: LostPayload | null }>();

/**
 * The compressed kernel in an image that has no zboot header, as GNU objcopy leaves one; `null` where there is none in the
 * section that the image starts in.
 */
export function lostPayload(image: Image): LostPayload | null {
  return isZboot(image) ? null : keptPayload(image);
}

/**
 * The compressed kernel in a zboot image whose header leads elsewhere, as llvm-objcopy leaves one; `null` where there is
 * none. To be asked where what the header leads to is not of its type.
 */
export function strayedPayload(image: Image): LostPayload | null {
  return isZboot(image) ? keptPayload(image) : null;
}

/** What was found, once for as long as the image is held. */
function keptPayload(image: Image): LostPayload | null {
  const payload = (known.get(image) ?? { payload: found(image) }).payload;
  known.set(image, { payload });
  return payload;
}

function found(image: Image): LostPayload | null {
  if (!MACHINES.includes(image.coffHeader.machine.value)) return null;
  const { value: entryPoint } = image.optionalHeader.addressOfEntryPoint;
  // The boot stub lies beside its payload. A program that carries a kernel as data, or in a section of its own, is none.
  const sections = image.sections
    .filter(({ rawData, extent }) => rawData.length > 0 && contains(extent, { offset: entryPoint, length: 1 }))
    .map(({ rawData }) => rawData);
  for (const stream of STREAMS) {
    const payload = foundAs(image, sections, stream);
    if (payload !== null) return payload;
  }
  return null;
}

/** The first of some candidates of one kind that is a kernel. */
function foundAs(image: Image, sections: readonly Span[], stream: Stream): LostPayload | null {
  let tries = 0;
  for (const section of sections) {
    for (const offset of candidatesIn(image, section, stream)) {
      const candidate = { compressionType: stream.compressionType, offset };
      if (startsKernel(image, candidate, section)) return candidate;
      tries += 1;
      if (tries === TRIES_MAX) return null;
    }
  }
  return null;
}

/** Places in a section at which a stream may start, in order. */
function* candidatesIn(image: Image, section: Span, { start }: Stream): Generator<number> {
  const end = Math.min(endOf(section), image.fileSize);
  for (let offset = section.offset; offset < end; offset += PIECE) {
    const length = Math.min(PIECE, end - offset);
    // What straddles two pieces is looked at with the first.
    const piece = Buffer.from(image.source.slice(offset, length + OVERLAP));
    for (const at of occurrences(piece, start)) {
      const place = offset + at;
      if (at < length && (place - section.offset) % ALIGNMENT === 0) yield place;
    }
  }
}

function* occurrences(bytes: Buffer, wanted: Buffer): Generator<number> {
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) yield at;
}

/** Ends decoding when there is enough. */
class Enough extends Error {
  override readonly name = 'Enough';
}

/** Whether a stream starts at a place whose content is an image for the same machine, as a kernel is. */
function startsKernel(image: Image, { compressionType, offset }: LostPayload, section: Span): boolean {
  const decode = decoderOf(compressionType);
  if (decode === undefined) return false;
  let head: Uint8Array = new Uint8Array(0);
  const sink = {
    write(chunk: Uint8Array): void {
      head = Buffer.concat([head, chunk]);
      if (head.length >= HEAD_LENGTH) throw new Enough();
    },
  };
  try {
    decode(image.source.slice(offset, endOf(section) - offset), sink, CONTENT_MAX);
  } catch (cause) {
    if (!(cause instanceof Enough)) throw cause;
  }
  const inner = readImage(memorySource(head));
  return inner.ok && inner.image.coffHeader.machine.value === image.coffHeader.machine.value;
}
