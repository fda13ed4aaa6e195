/** What breaks the rules on what a signature says, and on whether there is one, and by how little they hold. */
import { createHash } from 'node:crypto';
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import { CERTIFICATES, addressAt, certified, sizeAt, withDirectory, words } from './directory-images.ts';
import type { ImageHold, ImageSkip, ImageViolation } from './entries.ts';
import { flip, setBytes, setU32 } from './patch.ts';

/** Object identifiers, each with its tag and length. [RFC 2315, 14; Authenticode; RFC 5754, 2] */
const SIGNED_DATA = '06092a864886f70d010702';
const INDIRECT_DATA = '060a2b060104018237020104';
const ALGORITHMS = {
  sha1: '06052b0e03021a',
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
} as const;
const MD5 = '06082a864886f70d0205';
const NULL = '0500';

type Algorithm = keyof typeof ALGORITHMS;

/** One element of DER around others, all in hexadecimal. */
function der(tag: string, ...contents: readonly string[]): string {
  const content = contents.join('');
  const length = content.length / 2;
  const size = length < 0x80 ? '' : length < 0x100 ? '81' : '82';
  return tag + size + length.toString(16).padStart(length < 0x100 ? 2 : 4, '0') + content;
}

/** A signature without signers, which nobody needs to see the digest. */
function signedData(algorithm: string, digest: string, kind = INDIRECT_DATA, hashes = ''): string {
  const info = der('30', der('30', algorithm, NULL), der('04', digest));
  const content = der('30', kind, der('a0', der('30', der('30', INDIRECT_DATA, hashes), info)));
  return der('30', SIGNED_DATA, der('a0', der('30', '020101', der('31', der('30', algorithm, NULL)), content)));
}

/** A certificate that holds so much DER. */
function certificateOf(text: string, kind = 0x0002_0200): Uint8Array {
  const bytes = Buffer.from(text, 'hex');
  const whole = new Uint8Array(Math.ceil((8 + bytes.length) / 8) * 8);
  return setBytes(setBytes(whole, 0, words(4, 8 + bytes.length, kind)), 8, bytes);
}

/** The digest of {@link ideal} as it is signed: all of it but CheckSum and the certificate directory. */
function digest(algorithm: Algorithm): string {
  const image = ideal();
  return createHash(algorithm)
    .update(image.subarray(0, AT.checkSum))
    .update(image.subarray(AT.checkSum + 4, AT.certificateDirectory))
    .update(image.subarray(AT.certificateDirectory + 8))
    .digest('hex');
}

function signature(algorithm: Algorithm): Uint8Array {
  return certificateOf(signedData(ALGORITHMS[algorithm], digest(algorithm)));
}

/** A signature with hashes of pages in front of the digest, as some signers write them. */
function paged(text: string): string {
  return signedData(ALGORITHMS.sha256, text, INDIRECT_DATA, der('04', '00'.repeat(20_000)));
}

/** {@link ideal} with these certificates behind each other. */
function signedBy(...certificates: readonly Uint8Array[]): Uint8Array {
  return certified(Buffer.concat(certificates));
}

/** Where a digest stands that ends `signature`, in a file in which that starts `offset` bytes into the table. */
function digestAt(algorithm: Algorithm, offset = 0): { offset: number; length: number } {
  const length = digest(algorithm).length / 2;
  const bytes = Buffer.from(signedData(ALGORITHMS[algorithm], digest(algorithm)), 'hex').length;
  return { offset: IDEAL_AT.end + offset + 8 + bytes - length, length };
}

const SIGNED = Object.keys(ALGORITHMS) as readonly Algorithm[];

/** Violations of these rules. */
export const SIGNATURE_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-039',
    name: 'a size has no offset',
    base: ideal,
    make: () => withDirectory(ideal(), CERTIFICATES, 0, 1),
    also: ['PE-DIR-003', 'PE-NX-012', 'PE-NX-013'],
    at: addressAt(CERTIFICATES),
    beside: [sizeAt(CERTIFICATES)],
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  ...SIGNED.map((algorithm) => ({
    rule: 'PE-DIR-038' as const,
    name: `the last byte of the data is another than when it was signed by ${algorithm}`,
    base: () => signedBy(signature(algorithm)),
    make: () => flip(signedBy(signature(algorithm)), IDEAL_AT.end - 1),
    at: digestAt(algorithm),
    actual: digest(algorithm),
  })),
  {
    rule: 'PE-DIR-038',
    name: 'the digest stands behind the hashes of very many pages, and is another',
    base: () => signedBy(certificateOf(paged(digest('sha256')))),
    make: () => signedBy(certificateOf(paged('00'.repeat(32)))),
    at: { offset: IDEAL_AT.end + 8 + paged('00'.repeat(32)).length / 2 - 32, length: 32 },
    actual: '00'.repeat(32),
  },
  {
    rule: 'PE-DIR-038',
    name: 'one bit of the digest is turned',
    base: () => signedBy(signature('sha256')),
    make: () => flip(signedBy(signature('sha256')), digestAt('sha256').offset + 31),
    at: digestAt('sha256'),
    wanted: { kind: 'equals', value: digest('sha256') },
  },
  {
    rule: 'PE-DIR-038',
    name: 'the second of two signatures is of other bytes',
    base: () => signedBy(signature('sha256'), signature('sha1')),
    make: () =>
      flip(signedBy(signature('sha256'), signature('sha1')), digestAt('sha1', signature('sha256').length).offset),
    at: digestAt('sha1', signature('sha256').length),
    then: [],
  },
];

/** Certificates in which nobody reads a digest. */
const UNREADABLE: readonly (readonly [what: string, text: string])[] = [
  ['is empty', ''],
  ['has no length', '30'],
  ['has a length that ends with the file', '3082'],
  ['has a length of five bytes', '308500000000050102030405'],
  ['has a length that is not known in advance', `3080${SIGNED_DATA}0000`],
  ['is longer than the certificate', signedData(ALGORITHMS.sha256, '00'.repeat(32)).slice(0, -2)],
  ['is not signed data', der('30', INDIRECT_DATA, der('a0', der('30', '020101')))],
  ['signs something else', signedData(ALGORITHMS.sha256, '00'.repeat(32), SIGNED_DATA)],
  ['is signed by MD5', signedData(MD5, '00'.repeat(16))],
  ['has a digest that is a byte short', signedData(ALGORITHMS.sha256, '00'.repeat(31))],
];

/** Images on which these rules hold by the smallest margin. */
export const SIGNATURE_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-039', name: 'an offset has no size', make: () => withDirectory(ideal(), CERTIFICATES, 1, 0) },
  { rule: 'PE-DIR-039', name: 'the image is signed', make: () => signedBy(signature('sha256')) },
  ...SIGNED.map((algorithm) => ({
    rule: 'PE-DIR-038' as const,
    name: `the digest is that of the image, in ${algorithm}`,
    make: () => signedBy(signature(algorithm)),
  })),
  {
    rule: 'PE-DIR-038',
    name: 'CheckSum is another than when the image was signed',
    make: () => flip(signedBy(signature('sha256')), AT.checkSum),
  },
  {
    rule: 'PE-DIR-038',
    name: 'a certificate of another kind comes first',
    make: () => signedBy(certificateOf('00', 0x0ef1_0200), signature('sha256')),
  },
  { rule: 'PE-DIR-038', name: 'there is no certificate', make: ideal },
  {
    rule: 'PE-DIR-038',
    name: 'the certificate is of another kind',
    make: () => signedBy(certificateOf(signedData(ALGORITHMS.sha256, '00'.repeat(32)), 0x0ef0_0200)),
  },
];

/** Images that are signed and of which verifiers hash nothing, or whose signature nobody here can read. */
export const SIGNATURE_SKIPS: readonly ImageSkip[] = [
  {
    rule: 'PE-DIR-038',
    name: 'the data of a section ends behind the file',
    make: () => setU32(signedBy(signature('sha256')), IDEAL_AT.sbom.pointerToRawData, 0x7000),
    reason: 'nothing is hashed: the data of a section extends past the end of the file',
  },
  ...UNREADABLE.map(([what, text]) => ({
    rule: 'PE-DIR-038' as const,
    name: `the certificate ${what}`,
    make: () => signedBy(certificateOf(text)),
    reason: 'a signature could not be read',
  })),
];
