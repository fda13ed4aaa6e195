import { decoderOf } from '../decoders/index.ts';
import type { Decode } from '../decoders/index.ts';
import { grouped, printable } from '../page/index.ts';
import { lengthSpan, payloadSpan, statedLength } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { formatSpan, hex, requireWholeNumber, requireWord } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import { programOf } from './programs.ts';
import { payloadFault } from './payload-fault.ts';
import { placeOf } from './whereabouts.ts';

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
  /** Whether the payload could be had as it is `stored`; `null` when there is none, or what there is may be something else. */
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
 * Takes the payload from an image. A decompressed one is one whole stream with exactly the length that the image states
 * for it, and the checksums that it has were verified.
 *
 * @param image what `readImage` made of the bytes
 * @param form `decompressed` for the kernel, which is the default, or `stored` for what a decompressor takes
 * @param limit the most bytes to decompress to, from 1; 512 MiB by default
 * @throws RangeError when the limit is no such number, and the error of a source that cannot be read
 */
export function extractPayload(image: Image, form: Form = 'decompressed', limit = OUTPUT_LIMIT): Extraction {
  requireWord('extractPayload', 'form', form, ['stored', 'decompressed']);
  requireWholeNumber('extractPayload', 'limit', limit, [1, Number.MAX_SAFE_INTEGER]);
  const fault = payloadFault(image);
  if (fault !== null) return { kind: 'broken', reason: fault, remedy: null };
  // What stands in the wrong place is no payload in any form.
  const place = placeOf(image);
  if (place.kind === 'elsewhere') return { kind: 'broken', reason: place.reason, remedy: null };
  if (form === 'decompressed') {
    const extraction = decompressed(image, limit);
    return extraction.kind === 'extracted' || place.kind === 'payload' ? extraction : { ...extraction, remedy: null };
  }
  const payload = payloadSpan(image);
  return { kind: 'extracted', payload, bytes: image.source.slice(payload.offset, payload.length) };
}

function decompressed(image: Image, limit: number): Extraction {
  const type = image.zbootHeader.compressionType.value;
  const decode = decoderOf(type);
  if (decode !== undefined) return decoded(image, decode, limit);
  return { kind: 'unsupported', reason: `its compression type "${printable(type)}" is unknown`, remedy: AS_STORED };
}

function decoded(image: Image, decode: Decode, limit: number): Extraction {
  const type = image.zbootHeader.compressionType.value;
  const remedy: Remedy = { form: 'stored', program: programOf(type) };
  const stated = soundLength(image, limit);
  if (typeof stated !== 'number') return { ...stated, remedy };
  const payload = payloadSpan(image);
  const content = new Content(stated);
  const result = decode(image.source.slice(payload.offset, payload.length), content, stated);
  const subject = `the ${type} payload at ${formatSpan(payload)}`;
  if (result.kind === 'broken') {
    const place = hex(payload.offset + result.offset);
    return { kind: 'broken', reason: `${subject} ${result.reason}, as was seen at ${place}`, remedy: AS_STORED };
  }
  if (result.kind === 'unverified') {
    if (result.why === 'form') return { kind: 'unsupported', reason: `${subject} ${result.reason}`, remedy };
    const more = `decompresses to more than the ${grouped(stated)} bytes that ${lengthPlace(image)} state`;
    return { kind: 'broken', reason: `${subject} ${more}`, remedy };
  }
  if (result.length < stated) {
    const lengths = `decompresses to ${grouped(result.length)} bytes, but ${lengthPlace(image)} state ${grouped(stated)}`;
    return { kind: 'broken', reason: `${subject} ${lengths}`, remedy };
  }
  if (result.consumed < payload.length) {
    const rest = `ends at ${hex(payload.offset + result.consumed)}, before the payload does`;
    return { kind: 'broken', reason: `${subject} ${rest}`, remedy: AS_STORED };
  }
  return { kind: 'extracted', payload, bytes: content.bytes };
}

/** Collects as many bytes as are stated; a decoder hands on no more. */
class Content {
  readonly bytes: Uint8Array;
  #length = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  write(chunk: Uint8Array): void {
    this.bytes.set(chunk.subarray(0, this.bytes.length - this.#length), this.#length);
    this.#length += chunk.length;
  }
}

/** The decompressed length that the image states, or why it is not decompressed to that length. */
function soundLength(image: Image, limit: number): number | Pick<NotExtracted, 'kind' | 'reason'> {
  const place = lengthPlace(image);
  const stated = statedLength(image);
  if (stated === null) {
    const reason = `the file ends at ${hex(image.fileSize)} before ${place} that state the decompressed length`;
    return { kind: 'broken', reason };
  }
  if (stated === 0) return { kind: 'broken', reason: `${place} state that the payload decompresses to no bytes` };
  // What the caller allows is not the image's fault.
  const kind = limit < OUTPUT_LIMIT ? 'unsupported' : 'broken';
  const most =
    limit < OUTPUT_LIMIT ? `the ${grouped(limit)} that are allowed` : `the ${grouped(limit)} that any loader takes`;
  if (stated > limit) {
    return { kind, reason: `${place} state a decompressed length of ${grouped(stated)} bytes, more than ${most}` };
  }
  const { length } = payloadSpan(image);
  if (length > limit) return { kind, reason: `the payload has ${grouped(length)} bytes, more than ${most}` };
  return stated;
}

function lengthPlace(image: Image): string {
  return `the 4 bytes at ${hex(lengthSpan(image).offset)}`;
}
