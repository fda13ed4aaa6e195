/** What a payload is decoded to, in the terms that rules use. */
import { createHash } from 'node:crypto';
import { decoderOf } from '../../src/decoders/index.ts';
import type { Decode, Decoding, Sink } from '../../src/decoders/index.ts';
import { memorySource, payloadSpan, readImage } from '../../src/reader/index.ts';
import type { ByteSource, Image, Reading } from '../../src/reader/index.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { withoutPayload } from './zboot-facts.ts';

/** No consumer takes a larger kernel. [Linux, kexec BPF series, MAX_UNCOMPRESSED_BUF_SIZE] */
const CONTENT_MAX = 512 * 2 ** 20;
/** What a small payload may always decompress to, and how many times as long as a large one its content may be. */
const CONTENT_LEAST = 32 * 2 ** 20;
const RATIO_MAX = 256;
/** Bytes at the start of the content that are kept: every header of the inner image is there. */
const HEAD_LENGTH = 2 ** 20;

/** A payload of a known type, decoded. */
export interface PayloadContent {
  readonly decoding: Decoding;
  /** The first bytes of the content. */
  readonly head: Uint8Array;
}

const contents = new WeakMap<Image, PayloadContent>();

function payloadDecoder({ zbootHeader }: Image): Decode | undefined {
  return decoderOf(zbootHeader.compressionType.value);
}

/** Why a payload is not decoded at all; `undefined` when it is. */
export function withoutContent(image: Image): string | undefined {
  return withoutPayload(image) ?? (payloadDecoder(image) === undefined ? 'the compression type is unknown' : undefined);
}

/** The payload decoded, once for as long as the image is held; only where it has content. */
export function payloadContent(image: Image): PayloadContent {
  const content = contents.get(image) ?? decodedContent(image);
  contents.set(image, content);
  return content;
}

/** Bytes of a payload that is remembered beyond its image, at most: what is held should not be missed elsewhere. */
const REMEMBERED_MAX = 64 * 2 ** 10;

/** The payload that was decoded last, and what came of it. */
interface Decoded {
  readonly type: string;
  readonly payload: Uint8Array;
  readonly content: PayloadContent;
}

let latest: Decoded | null = null;

/** What the same payload came to in another image: that of an output is mostly that of its input. */
function decodedContent(image: Image): PayloadContent {
  const span = payloadSpan(image);
  if (span.length > REMEMBERED_MAX) return newlyDecoded(image);
  const payload = bytesOf(image, span);
  const type = image.zbootHeader.compressionType.value;
  if (latest?.type === type && Buffer.compare(latest.payload, payload) === 0) return latest.content;
  const content = newlyDecoded(image);
  latest = { type, payload: payload.slice(), content };
  return content;
}

function newlyDecoded(image: Image): PayloadContent {
  const parts: Uint8Array[] = [];
  let room = HEAD_LENGTH;
  const decoding = decodePayload(image, {
    write(chunk) {
      if (room === 0) return;
      const part = chunk.slice(0, room);
      parts.push(part);
      room -= part.length;
    },
  });
  return { decoding, head: Buffer.concat(parts) };
}

function decodePayload(image: Image, sink: Sink): Decoding {
  const payload = payloadSpan(image);
  const decode = payloadDecoder(image);
  if (decode === undefined) return { kind: 'unverified', why: 'form', reason: 'is of an unknown type' };
  if (payload.length > CONTENT_MAX) return { kind: 'unverified', why: 'length', reason: 'has more than 512 MiB' };
  const limit = Math.min(CONTENT_MAX, Math.max(CONTENT_LEAST, payload.length * RATIO_MAX));
  return decode(bytesOf(image, payload), sink, limit);
}

/** Why nothing is known of the content; `undefined` when it was decoded or is broken. */
export function unverifiedContent(image: Image): string | undefined {
  if (withoutContent(image) !== undefined) return undefined;
  const { decoding } = payloadContent(image);
  return decoding.kind === 'unverified' ? `the payload was not verified: it ${decoding.reason}` : undefined;
}

/** Why there is no content to look at; `undefined` when there is, and when nobody knows. */
export function withoutWholeContent(image: Image): string | undefined {
  const reason = withoutContent(image);
  if (reason !== undefined) return reason;
  return payloadContent(image).decoding.kind === 'broken' ? 'the payload does not decompress' : undefined;
}

/** Length and SHA-256 of the content; `null` when it does not decode. */
export function contentDigest(image: Image): { readonly length: number; readonly sha256: string } | null {
  const hash = createHash('sha256');
  const decoding = decodePayload(image, {
    write(chunk) {
      hash.update(chunk);
    },
  });
  return decoding.kind === 'decoded' ? { length: decoding.length, sha256: hash.digest('hex') } : null;
}

/** Some of the first bytes of the content; fewer where it ends. Only of what decodes. */
export function contentHead(image: Image, offset: number, length: number): Uint8Array {
  return payloadContent(image).head.subarray(offset, offset + length);
}

const inners = new WeakMap<Image, Reading>();

/** The decompressed kernel as the reader sees it; of a long one the first MiB alone, as if it ended there. */
export function innerReading(image: Image): Reading {
  const reading = inners.get(image) ?? readImage(memorySource(payloadContent(image).head));
  inners.set(image, reading);
  return reading;
}

const wholes = new WeakMap<Image, Reading>();

/**
 * The decompressed kernel as long as it is, with zeros for what follows its first MiB: good for what headers say; `null`
 * where it is not an image, or cannot be had.
 */
export function wholeInner(image: Image): Image | null {
  if (innerImage(image) === null) return null;
  const { head } = payloadContent(image);
  const reading = wholes.get(image) ?? readImage(zeroFilled(head, contentLength(image)));
  wholes.set(image, reading);
  return reading.ok ? reading.image : null;
}

/** A source of so many bytes, of which those after the first ones are zero. */
function zeroFilled(head: Uint8Array, length: number): ByteSource {
  return {
    length,
    slice: (offset, count) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, length - offset)));
      bytes.set(head.subarray(offset, offset + bytes.length));
      return bytes;
    },
  };
}

/** Bytes of content; 0 where it does not decode. */
export function contentLength(image: Image): number {
  const { decoding } = payloadContent(image);
  return decoding.kind === 'decoded' ? decoding.length : 0;
}

/** The decompressed kernel where it is an image; `null` where it is not, or cannot be had. */
export function innerImage(image: Image): Image | null {
  if (withoutContent(image) !== undefined || payloadContent(image).decoding.kind !== 'decoded') return null;
  const reading = innerReading(image);
  return reading.ok ? reading.image : null;
}
