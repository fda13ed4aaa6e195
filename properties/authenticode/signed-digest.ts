import type { Certificate, Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf, toHex } from '../bytes/bytes.ts';

/** The certificates that hold a PKCS #7 signature. [PE format, The Attribute Certificate Table (Image Only)] */
export const PKCS_SIGNED_DATA = 0x0002;
/** Length, revision and type before it. [PE format, The Attribute Certificate Table (Image Only)] */
const CERTIFICATE_HEAD = 8;
/** The digest stands before all certificates and signatures; page hashes may come before it. */
const HEAD_LENGTH = 2 ** 20;

/** Tags of DER. [ITU-T X.690, 8] */
const TAG = { integer: 0x02, octets: 0x04, objectId: 0x06, sequence: 0x30, set: 0x31, explicit: 0xa0 } as const;

/** Object identifiers, encoded. [RFC 2315, 14; Authenticode, SpcIndirectDataContent] */
const SIGNED_DATA = '2a864886f70d010702';
const INDIRECT_DATA = '2b060104018237020104';

/** Digest algorithms by their object identifiers, with the bytes of a digest. [RFC 3279, 2.1; RFC 5754, 2] */
const ALGORITHMS: Readonly<Record<string, { readonly name: DigestAlgorithm; readonly length: number }>> = {
  '2b0e03021a': { name: 'sha1', length: 20 },
  '608648016503040201': { name: 'sha256', length: 32 },
  '608648016503040202': { name: 'sha384', length: 48 },
  '608648016503040203': { name: 'sha512', length: 64 },
};

/** The digests in which images are signed. */
export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** What a signature says that the digest of the image is. */
export interface SignedDigest {
  readonly algorithm: DigestAlgorithm;
  /** In hexadecimal, in lower case. */
  readonly digest: string;
  /** Where the digest stands in the file. */
  readonly at: Span;
}

/** One element of DER: what it is, and where its content is in the bytes that are read. */
interface Element extends Span {
  readonly tag: number;
}

/**
 * The digest in a signature, which anybody can read without a key; `null` where the certificate is not a signature by
 * Authenticode, or is in a digest that no firmware takes. [Authenticode, PKCS #7 SignedData Structure]
 */
export function signedDigest(image: Image, { certificateType, data }: Certificate): SignedDigest | null {
  if (certificateType.value !== PKCS_SIGNED_DATA) return null;
  const start = data.offset + CERTIFICATE_HEAD;
  const length = endOf(data) - start;
  const bytes = bytesOf(image, { offset: start, length: Math.min(length, HEAD_LENGTH) });
  const info = digestInfo(bytes, { offset: 0, length });
  if (info === null) return null;
  const [algorithmId, digest] = elements(bytes, info, TAG.sequence, TAG.octets);
  if (algorithmId === undefined || digest === undefined || endOf(digest) > bytes.length) return null;
  const algorithm = ALGORITHMS[objectIdAt(bytes, algorithmId) ?? ''];
  if (algorithm?.length !== digest.length) return null;
  return {
    algorithm: algorithm.name,
    digest: toHex(bytes.subarray(digest.offset, endOf(digest))),
    at: { offset: start + digest.offset, length: digest.length },
  };
}

/** The way down to the algorithm and the digest: signed data, its content, and the last part of that. */
function digestInfo(bytes: Uint8Array, whole: Span): Span | null {
  const [contentInfo] = elements(bytes, whole, TAG.sequence);
  const signedData = contentOf(bytes, contentInfo, SIGNED_DATA);
  const [, , content] = signedData === null ? [] : elements(bytes, signedData, TAG.integer, TAG.set, TAG.sequence);
  const indirect = contentOf(bytes, content, INDIRECT_DATA);
  const [, info] = indirect === null ? [] : elements(bytes, indirect, TAG.sequence, TAG.sequence);
  return info ?? null;
}

/** The one sequence in a content that says by an object identifier that it is of some kind. */
function contentOf(bytes: Uint8Array, holder: Span | undefined, kind: string): Span | null {
  if (holder === undefined || objectIdAt(bytes, holder) !== kind) return null;
  const [, explicit] = elements(bytes, holder, TAG.objectId, TAG.explicit);
  const [content] = explicit === undefined ? [] : elements(bytes, explicit, TAG.sequence);
  return content ?? null;
}

/** The object identifier at the start of a span, encoded, in hexadecimal. */
function objectIdAt(bytes: Uint8Array, span: Span): string | undefined {
  const [id] = elements(bytes, span, TAG.objectId);
  return id === undefined ? undefined : toHex(bytes.subarray(id.offset, endOf(id)));
}

/** The first elements of a span, which must have these tags; as many as do. */
function elements(bytes: Uint8Array, span: Span, ...tags: readonly number[]): readonly Element[] {
  const found: Element[] = [];
  let offset = span.offset;
  for (const tag of tags) {
    const element = elementAt(bytes, offset, endOf(span));
    if (element?.tag !== tag) break;
    found.push(element);
    offset = endOf(element);
  }
  return found;
}

/** The element at an offset, whose content may go on after the bytes but not after `end`; `null` where none can be. */
function elementAt(bytes: Uint8Array, offset: number, end: number): Element | null {
  const [tag, first] = [bytes[offset], bytes[offset + 1]];
  if (tag === undefined || first === undefined) return null;
  // Up to 127 the byte is the length; otherwise it says how many bytes the length has.
  const size = first < 0x80 ? 0 : first - 0x80;
  const start = offset + 2 + size;
  if (first === 0x80 || size > 4 || start > bytes.length) return null;
  const length = size === 0 ? first : bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length > end ? null : { tag, offset: start, length };
}
