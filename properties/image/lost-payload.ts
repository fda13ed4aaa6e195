import { decoderOf } from '../../src/decoders/index.ts';
import { isZboot, memorySource, readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf, chunksOf } from '../bytes/bytes.ts';
import { withRawData } from './facts.ts';
import { PAYLOAD_MAGIC } from './zboot-facts.ts';

/** Machines whose kernels are built as zboot images: arm64, riscv 64 and 32, loongarch 64 and 32. [Linux, arch/] */
const MACHINES: readonly number[] = [0xaa64, 0x5064, 0x5032, 0x6264, 0x6232];
/** Payloads start at multiples of this in their section. [Linux, zboot.lds] */
const ALIGNMENT = 8;
/** Streams that are tried: machine code can look like the start of one. */
const TRIES_MAX = 64;
/** No kernel is longer, and the first bytes of the content are enough. */
const CONTENT_MAX = 512 * 2 ** 20;
/** Bytes of the content that are looked at: the headers of a kernel lie there. */
const HEAD_LENGTH = 2 ** 12;
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
 * The compressed kernel in an image that has no zboot header, as GNU objcopy leaves one; `null` where there is none. A
 * section that is an image itself may have one, as in unified kernel images.
 */
export function lostPayload(image: Image): LostPayload | null {
  const payload = (known.get(image) ?? { payload: found(image) }).payload;
  known.set(image, { payload });
  return payload;
}

function found(image: Image): LostPayload | null {
  if (isZboot(image) || !MACHINES.includes(image.coffHeader.machine.value)) return null;
  let tries = 0;
  for (const { rawData } of withRawData(image)) {
    if (Buffer.from(bytesOf(image, { ...rawData, length: 2 })).toString('latin1') === 'MZ') continue;
    for (const candidate of candidatesIn(image, rawData)) {
      if (startsKernel(image, candidate, rawData)) return candidate;
      tries += 1;
      if (tries === TRIES_MAX) return null;
    }
  }
  return null;
}

/** Places in a section at which a stream may start, in order. */
function* candidatesIn(image: Image, section: Span): Generator<LostPayload> {
  for (const { offset, bytes } of chunksOf(image, section)) {
    // What straddles two pieces is looked at with the first.
    const piece = Buffer.concat([bytes, bytesOf(image, { offset: offset + bytes.length, length: OVERLAP })]);
    const places = Object.entries(PAYLOAD_MAGIC).flatMap(([compressionType, magic]) =>
      [...occurrences(piece, Buffer.from(magic, 'hex'))].map((at) => ({ compressionType, offset: offset + at })),
    );
    yield* places
      .filter(
        (place) => (place.offset - section.offset) % ALIGNMENT === 0 && contains(section, { ...place, length: 1 }),
      )
      .sort((a, b) => a.offset - b.offset);
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
    decode(bytesOf(image, { offset, length: endOf(section) - offset }), sink, CONTENT_MAX);
  } catch (cause) {
    if (!(cause instanceof Enough)) throw cause;
  }
  const inner = readImage(memorySource(head));
  return inner.ok && inner.image.coffHeader.machine.value === image.coffHeader.machine.value;
}
