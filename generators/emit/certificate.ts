import { createHash } from 'node:crypto';
import {
  TAG,
  constructed,
  encode,
  explicitTag,
  implicitTag,
  objectIdentifier,
  primitive,
  repeatedText,
} from '../bytes/der.ts';
import type { DerElement } from '../bytes/der.ts';

/** SHA-256 (RFC 5754 §2.2) and the length of its digests in bytes. */
const SHA256 = objectIdentifier('2.16.840.1.101.3.4.2.1');
const DIGEST_LENGTH = 32;
/** PKCS#7 `signedData` (RFC 2315 §14). */
const SIGNED_DATA = objectIdentifier('1.2.840.113549.1.7.2');
/** "Windows Authenticode Portable Executable Signature Format": what is signed, and that it is a PE image. */
const SPC_INDIRECT_DATA = objectIdentifier('1.3.6.1.4.1.311.2.1.4');
const SPC_PE_IMAGE_DATA = objectIdentifier('1.3.6.1.4.1.311.2.1.15');
/** RFC 2315 §9.1. */
const SIGNED_DATA_VERSION = 1;

/** Longest program name that a signature may carry, in bytes; with it a signature stays below 64 KiB. */
const NAME_MAX = 60_000;
const NAME_TEXT = 'zboot.efi/';

/** Bytes of CheckSum and of one data directory entry (PE format, "Optional Header"). */
const CHECK_SUM_LENGTH = 4;
const DIRECTORY_ENTRY_LENGTH = 8;

/**
 * A signature of a PE image as its certificate table holds it: a PKCS#7 SignedData over the image's digest, of nobody,
 * for it has neither certificates nor signers (RFC 2315 §9.1 allows both; a set of signers may be empty).
 *
 * @param digest the image's {@link authenticodeDigest}, 32 bytes
 * @param nameLength length of the program name inside, 0 to 60000 bytes
 * @returns DER without padding, of {@link signedDataLength} bytes
 * @throws RangeError when the digest or the name has another length
 */
export function signedData(digest: Uint8Array, nameLength: number): Uint8Array {
  if (digest.length !== DIGEST_LENGTH) {
    throw new RangeError(`certificate: the digest has ${digest.length} bytes; pass a SHA-256 of ${DIGEST_LENGTH}`);
  }
  return encode(contentInfo(digest, nameLength));
}

/**
 * The length of {@link signedData} in bytes, whatever the digest is; no signature is written for it.
 *
 * @param nameLength length of the program name inside, 0 to 60000 bytes
 * @throws RangeError when the name has another length
 */
export function signedDataLength(nameLength: number): number {
  return contentInfo(new Uint8Array(DIGEST_LENGTH), nameLength).length;
}

/** RFC 2315 §7 and §9.1: ContentInfo with SignedData, whose own content is what Authenticode signs. */
function contentInfo(digest: Uint8Array, nameLength: number): DerElement {
  if (!Number.isInteger(nameLength) || nameLength < 0 || nameLength > NAME_MAX) {
    throw new RangeError(`certificate: the program name cannot have ${nameLength} bytes; ask for 0 to ${NAME_MAX}`);
  }
  const sha256 = constructed(TAG.sequence, SHA256, primitive(TAG.null, new Uint8Array(0)));
  const content = constructed(TAG.sequence, peImageData(nameLength), digestInfo(sha256, digest));
  const signed = constructed(
    TAG.sequence,
    primitive(TAG.integer, Uint8Array.of(SIGNED_DATA_VERSION)),
    constructed(TAG.set, sha256),
    constructed(TAG.sequence, SPC_INDIRECT_DATA, constructed(explicitTag(0), content)),
    // The signers.
    constructed(TAG.set),
  );
  return constructed(TAG.sequence, SIGNED_DATA, constructed(explicitTag(0), signed));
}

/** SpcAttributeTypeAndOptionalValue with SpcPeImageData: no flags, and a file that is named by an ASCII SpcString. */
function peImageData(nameLength: number): DerElement {
  const noFlags = primitive(TAG.bitString, Uint8Array.of(0));
  const ascii = repeatedText(implicitTag(1), NAME_TEXT, nameLength);
  const file = constructed(explicitTag(0), constructed(explicitTag(2), ascii));
  return constructed(TAG.sequence, SPC_PE_IMAGE_DATA, constructed(TAG.sequence, noFlags, file));
}

/** RFC 2315 §9.4. */
function digestInfo(algorithm: DerElement, digest: Uint8Array): DerElement {
  return constructed(TAG.sequence, algorithm, primitive(TAG.octetString, digest));
}

/** What of a file is signed. */
export interface SignedParts {
  /** File offset of CheckSum. */
  readonly checkSum: number;
  /** File offset of the directory entry of the certificate table, after CheckSum. */
  readonly certificateEntry: number;
  readonly sizeOfHeaders: number;
  readonly sections: readonly { readonly pointerToRawData: number; readonly sizeOfRawData: number }[];
  /** File offset after the last byte that is covered, a multiple of 8 in signed images. */
  readonly end: number;
}

/**
 * The SHA-256 that a signature of a PE image covers: the headers but CheckSum and the certificate table's directory entry,
 * the data of sections in the order of the file, and from the sum of these lengths on what is left, which in a file with
 * gaps is some bytes twice. [Authenticode, Calculating the PE Image Hash]
 */
export function authenticodeDigest(bytes: Uint8Array, parts: SignedParts): Uint8Array {
  const { checkSum, certificateEntry, sizeOfHeaders, sections, end } = parts;
  const hash = createHash('sha256')
    .update(bytes.subarray(0, checkSum))
    .update(bytes.subarray(checkSum + CHECK_SUM_LENGTH, certificateEntry))
    .update(bytes.subarray(certificateEntry + DIRECTORY_ENTRY_LENGTH, sizeOfHeaders));
  let sum = sizeOfHeaders;
  const filled = sections.filter(({ sizeOfRawData }) => sizeOfRawData > 0);
  for (const { pointerToRawData, sizeOfRawData } of filled.sort((a, b) => a.pointerToRawData - b.pointerToRawData)) {
    hash.update(bytes.subarray(pointerToRawData, pointerToRawData + sizeOfRawData));
    sum += sizeOfRawData;
  }
  return new Uint8Array(hash.update(bytes.subarray(sum, end)).digest());
}
