import type { Image, Region } from '../../src/reader/index.ts';
import { contains, endOf, formatSpan } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { U32_LIMIT, alignUp } from '../bytes/arithmetic.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { inProfiles, misreads, refuses, refusesUnderSecureBoot, stops, untidy } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { rawDataEnd, withoutFileAlignment } from './facts.ts';

/** Certificates start and end at multiples of this. [PE format, The Attribute Certificate Table] */
const CERTIFICATE_ALIGNMENT = 8;

/** Bytes of the certificate table as its directory states them. */
function certificateSize({ certificateTable }: Image): number {
  return certificateTable?.span.length ?? 0;
}

/** The certificate table with the padding after it, or `null`. */
function paddedCertificates({ certificateTable }: Image): Span | null {
  if (certificateTable === null) return null;
  const { offset, length } = certificateTable.span;
  return { offset, length: alignUp(length, CERTIFICATE_ALIGNMENT) ?? length };
}

/** The part of a stretch of `length` bytes that exceeds whole blocks. */
function lastBlock(length: number, block: number): Span {
  const whole = Math.max(0, length - (length % block));
  return { offset: whole, length: Math.max(0, length - whole) };
}

/** The lengths that the input may be taken to have without its certificates, and without zeros that align them. */
function* unsignedLengths(image: Image): Generator<number> {
  const { certificateTable, fileSize } = image;
  const length = fileSize - certificateSize(image);
  yield length;
  if (certificateTable === null || endOf(certificateTable.span) !== fileSize) return;
  const end = Math.min(certificateTable.span.offset, fileSize);
  for (let zeros = 1; zeros < CERTIFICATE_ALIGNMENT && end - zeros >= rawDataEnd(image); zeros += 1) {
    if (bytesOf(image, { offset: end - zeros, length: 1 })[0] !== 0) return;
    yield length - zeros;
  }
}

/** A length inside a block stays there: what an append adds, or removes with a signature, are whole blocks. */
export function keepsRest(before: Image, after: Image, block: number): string | undefined {
  const length = after.fileSize - certificateSize(after);
  for (const old of unsignedLengths(before)) {
    if (old % block !== 0 && (length - old) % block === 0) return "the input's length is not a multiple either";
  }
  return undefined;
}

/** What is after the last section's data, in words. */
function label({ kind, owner }: Region): string {
  return kind === 'overlay' ? 'overlay' : owner;
}

/** Rules on the length of the file and on what ends it. */
export const FILE_LENGTH_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAF-008',
    name: 'no-overlay',
    levels: 'i---WW',
    title: "Nothing but certificates follows the last section's data.",
    references: [REFERENCES.imageHash],
    rationale: 'An overlay is hashed and carried along, and no loader reads it.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['bytes after the last section', 'a COFF symbol table'],
    *check(image) {
      const end = rawDataEnd(image);
      const certificates = paddedCertificates(image);
      for (const region of image.regionMap.regions) {
        if (endOf(region) <= end || (certificates !== null && contains(certificates, region))) continue;
        const offset = Math.max(region.offset, end);
        const stretch = { offset, length: endOf(region) - offset };
        yield wrong(label(region), { kind: 'form', name: 'nothing there' }, formatSpan(stretch), place(stretch));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-009',
    name: 'length-mod-8',
    levels: 'WWWWEW',
    title: "An unsigned file's length is a multiple of 8.",
    references: [REFERENCES.imageHash, REFERENCES.certificateTable],
    rationale: 'Some tools pad the last bytes with zeros before hashing and some do not: one file has two digests.',
    severity: 'disputed',
    effects: {
      edk2: untidy('edk2', 'hashes the file as it is'),
      ...inProfiles(['shim', 'zboot'], misreads('shim', 'hashes zeros after the end, and EDK2 does not')),
    },
    enforcedBy: [
      'EDK2 DxeImageVerificationLib HashPeImage: hashes the file as it is',
      'pesign: hashes the file as it is, unless called with -P',
      'shim: hashes zeros up to a multiple of 8',
      'sbsign: hashes zeros up to a multiple of 8',
      'osslsigncode: hashes zeros up to a multiple of 8',
      'systemd: hashes zeros up to a multiple of 8',
      'U-Boot: hashes zeros up to a multiple of 8',
    ],
    brokenBy: ['an overlay of 13 bytes', 'a last section whose SizeOfRawData is the unrounded length of its content'],
    unavoidable: (before, after) =>
      keepsRest(before, after, CERTIFICATE_ALIGNMENT) ??
      (before.optionalHeader.fileAlignment.value % CERTIFICATE_ALIGNMENT === 0
        ? undefined
        : "the input's FileAlignment is not a multiple of 8"),
    vacuous: ({ certificateTable }) => (certificateTable === null ? undefined : 'the file is signed'),
    *check({ fileSize, certificateTable }) {
      if (certificateTable !== null || fileSize % CERTIFICATE_ALIGNMENT === 0) return;
      const expected = { kind: 'multiple-of', value: CERTIFICATE_ALIGNMENT } as const;
      yield wrong('length of the file', expected, fileSize, place(lastBlock(fileSize, CERTIFICATE_ALIGNMENT)));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-010',
    name: 'length-mod-fa',
    levels: 'W---WW',
    title: "The file's length without its certificates is a multiple of FileAlignment.",
    references: [REFERENCES.windowsFields, REFERENCES.sectionTable],
    rationale:
      'Section data comes in whole blocks, so a file that ends inside one was truncated or has something appended.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a file that ends with its unpadded content', 'an overlay of any length'],
    knownViolations: ["The kexec list's builder ends the file with the content, inside a block."],
    inapplicable: withoutFileAlignment,
    unavoidable: (before, after) => keepsRest(before, after, after.optionalHeader.fileAlignment.value),
    *check(image) {
      const { fileAlignment } = image.optionalHeader;
      const length = image.fileSize - certificateSize(image);
      if (length % fileAlignment.value === 0) return;
      const expected = { kind: 'multiple-of', value: fileAlignment.value } as const;
      const rest = place(lastBlock(length, fileAlignment.value));
      yield wrong('length of the file without certificates', expected, length, rest, place(fileAlignment));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-011',
    name: 'sum-fits',
    levels: 'EEEEEE',
    title: 'Headers, section data and certificates add up to no more than the file.',
    references: [REFERENCES.imageHash],
    rationale: 'Verifiers hash the three in turn and then what is left, which here is a negative number of bytes.',
    severity: 'rejected',
    effects: { ...inProfiles(['edk2', 'zboot'], refusesUnderSecureBoot('edk2')), shim: refuses('shim') },
    enforcedBy: [
      'EDK2 DxeImageVerificationLib HashPeImage: fails',
      'shim',
      'sbsign: "checksum areas are greater than image size"',
      'Linux verify_pefile.c: subtracts the sum from the length, which may wrap',
    ],
    brokenBy: ['two sections with the same data', 'a certificate directory with a wrong size'],
    *check(image) {
      const { sizeOfHeaders } = image.optionalHeader;
      let sum = sizeOfHeaders.value + certificateSize(image);
      for (const { rawData } of image.sections) sum += rawData.length;
      if (sum <= image.fileSize) return;
      const expected = { kind: 'at-most', value: image.fileSize } as const;
      const about = 'sum of headers, data and certificates';
      yield wrong(about, expected, sum, place(image.sectionTable), place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-014',
    name: 'u32-file',
    levels: 'EEEEEE',
    title: 'The file is shorter than 4 GiB.',
    references: [REFERENCES.sectionTable, REFERENCES.optionalHeader],
    rationale: 'File offsets in the headers have 32 bits and cannot reach anything beyond.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], stops('edk2', 'finds no such file, because FAT has no files of 4 GiB')),
      shim: misreads('shim', 'takes its size modulo 4 GiB'),
    },
    brokenBy: ['an append that moves data past 4 GiB'],
    *check({ fileSize }) {
      if (fileSize < U32_LIMIT) return;
      const most = U32_LIMIT - 1;
      const surplus = { offset: most, length: fileSize - most };
      yield wrong('length of the file', { kind: 'at-most', value: most }, fileSize, place(surplus));
    },
  },
];
