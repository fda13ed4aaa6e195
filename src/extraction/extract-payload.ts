import { grouped, printable } from '../page/index.ts';
import type { Image } from '../reader/index.ts';
import { formatSpan, hex } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import { COMPRESSION_TYPES } from './compression-types.ts';
import type { CompressionType } from './compression-types.ts';
import type { Decode } from './decode.ts';
import { lengthSpan, payloadFault, payloadSpan, statedLength } from './payload.ts';

/** No consumer takes a larger kernel, and a bomb must not take all memory. [Linux kexec, 512 MiB] */
export const OUTPUT_LIMIT = 512 * 2 ** 20;

/** Whether the payload is wanted as it stands in the image or as the kernel that it was made from. */
export type Form = 'stored' | 'decompressed';

/** Why nothing was taken from an image. */
export interface NotExtracted {
  /** `broken`: the image is wrong. `unsupported`: it may be right, but nothing here can decompress it. */
  readonly kind: 'broken' | 'unsupported';
  /** A sentence without its full stop. */
  readonly reason: string;
  /** Whether the payload could be had as it is `stored`; `null` when there is none. */
  readonly remedy: Remedy | null;
}

/** Having the payload as it is stored. */
export interface Remedy {
  readonly form: 'stored';
  /** What decompresses it then, from standard input to standard output, such as `xz -dc`; `null` where that does not help. */
  readonly program: string | null;
}

/** Nothing is known that would decompress it. */
const AS_STORED: Remedy = { form: 'stored', program: null };

/** What was taken from an image, or why nothing was. `payload` is the range of bytes in the image that it was made from. */
export type Extraction =
  { readonly kind: 'extracted'; readonly payload: Span; readonly bytes: Uint8Array } | NotExtracted;

/**
 * Takes the payload from an image. A decompressed one has exactly the length that the image states for it, and its
 * checksum was verified; gzip and zstd are decompressed. Rejects when a source of the image cannot be read.
 *
 * @param image what `readImage` made of the bytes
 * @param form `decompressed` for the kernel, which is the default, or `stored` for what a decompressor takes
 * @param limit the most bytes to decompress to; 512 MiB by default
 */
export async function extractPayload(
  image: Image,
  form: Form = 'decompressed',
  limit = OUTPUT_LIMIT,
): Promise<Extraction> {
  const fault = payloadFault(image);
  if (fault !== null) return { kind: 'broken', reason: fault, remedy: null };
  if (form === 'decompressed') return decompressed(image, limit);
  const payload = payloadSpan(image);
  return { kind: 'extracted', payload, bytes: image.source.slice(payload.offset, payload.length) };
}

function decompressed(image: Image, limit: number): Extraction | Promise<Extraction> {
  const name = image.zbootHeader.compressionType.value;
  const type = COMPRESSION_TYPES.get(name);
  if (type === undefined) {
    return {
      kind: 'unsupported',
      reason: `its compression type "${printable(name)}" is unknown`,
      remedy: AS_STORED,
    };
  }
  if (type.decode === null) {
    return {
      kind: 'unsupported',
      reason: `payloads of type ${name} are not decompressed here`,
      remedy: { form: 'stored', program: type.program },
    };
  }
  return decoded(image, type, type.decode, limit);
}

async function decoded(image: Image, type: CompressionType, decode: Decode, limit: number): Promise<Extraction> {
  const payload = payloadSpan(image);
  const stated = soundLength(image, limit);
  const remedy: Remedy = { form: 'stored', program: type.program };
  if (typeof stated === 'string') return { kind: 'broken', reason: stated, remedy };
  const result = await decode(image.source.slice(payload.offset, payload.length), stated, limit);
  const subject = `the ${image.zbootHeader.compressionType.value} payload at ${formatSpan(payload)}`;
  if (result.kind === 'broken') {
    return { kind: 'broken', reason: `${subject} ${result.reason}`, remedy: AS_STORED };
  }
  const { bytes } = result;
  if (bytes.length === stated) return { kind: 'extracted', payload, bytes };
  const lengths = `decompresses to ${grouped(bytes.length)} bytes, but ${lengthPlace(image)} state ${grouped(stated)}`;
  return { kind: 'broken', reason: `${subject} ${lengths}`, remedy };
}

/** The decompressed length that the image states, or why it cannot be right whatever the payload decompresses to. */
function soundLength(image: Image, limit: number): number | string {
  const place = lengthPlace(image);
  const stated = statedLength(image);
  if (stated === null) {
    return `the file ends at ${hex(image.fileSize)} before ${place} that state the decompressed length`;
  }
  if (stated === 0) return `${place} state that the payload decompresses to no bytes`;
  const most = `more than the ${grouped(limit)} that any loader takes`;
  if (stated > limit) return `${place} state a decompressed length of ${grouped(stated)} bytes, ${most}`;
  const { length } = payloadSpan(image);
  return length > limit ? `the payload has ${grouped(length)} bytes, ${most}` : stated;
}

function lengthPlace(image: Image): string {
  return `the 4 bytes at ${hex(lengthSpan(image).offset)}`;
}
