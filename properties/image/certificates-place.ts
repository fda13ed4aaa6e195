import type { CertificateTable, DataDirectory, Image } from '../../src/reader/index.ts';
import { endOf, formatSpan, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import {
  LOADED,
  REFUSED_BY_LOADERS,
  REFUSED_SIGNATURE,
  inProfiles,
  refuses,
  refusesUnderSecureBoot,
  untidy,
} from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Demand, ImageRule } from '../rule.ts';
import { DIRECTORY } from './directories-facts.ts';
import { rawDataEnd } from './facts.ts';
import { withoutCertificates } from './vacuity.ts';
import { unlessNonZero } from '../vacuity.ts';

/** What certificates and their table are aligned to. [PE format, The Attribute Certificate Table (Image Only)] */
const QUADWORD = 8;
/** The head of a certificate, without which a table has none. [PE format, The Attribute Certificate Table (Image Only)] */
const HEAD_SIZE = 8;

/** The certificate table and the directory that names it, or `null` for an image without certificates. */
export function signature(
  image: Image,
): { readonly table: CertificateTable; readonly directory: DataDirectory } | null {
  const table = image.certificateTable;
  const directory = image.directories[DIRECTORY.certificates];
  return table === null || directory === undefined ? null : { table, directory };
}

/** Everything after the section table that the table of certificates must not share bytes with, by its name. */
function* otherParts({ symbolTable, debugEntries }: Image): Iterable<readonly [string, Span]> {
  if (symbolTable !== null) {
    const { symbols, strings } = symbolTable;
    yield ['symbolTable', symbols];
    if (strings !== null) yield ['stringTable', strings];
  }
  for (const { index, data } of debugEntries) yield [`data of debugEntries[${index}]`, data];
}

function* sharedWith(image: Image, { span }: CertificateTable): Iterable<Finding> {
  for (const [what, part] of otherParts(image)) {
    if (!overlaps(span, part)) continue;
    const offset = Math.max(span.offset, part.offset);
    const shared = { offset, length: Math.min(endOf(span), endOf(part)) - offset };
    const expected = { kind: 'apart-from', what, start: part.offset, end: endOf(part) } as const;
    yield wrong('certificateTable', expected, formatSpan(span), place(shared));
  }
}

/** shim compares the offset with the length of the file whether or not there are certificates. [shim, pe-relocate.c] */
const OFFSET_IN_FILE: Demand = {
  title: 'The offset of an empty certificate table is not past the end of the file.',
  vacuous: ({ directories }) => {
    const directory = directories[DIRECTORY.certificates];
    return directory?.size.value === 0 && directory.virtualAddress.value > 0
      ? undefined
      : 'there is no certificate table with an offset and no bytes';
  },
  *check({ directories, fileSize }) {
    const directory = directories[DIRECTORY.certificates];
    if (directory?.size.value !== 0 || directory.virtualAddress.value <= fileSize) return;
    yield wrongValue(directory.virtualAddress, { kind: 'at-most', value: fileSize });
  },
};

/** Rules on where the certificates lie. Their directory holds an offset in the file and no address. */
export const CERTIFICATE_PLACE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-010',
    name: 'cert-in-file',
    levels: 'EEEEEE',
    title: 'The certificate table is within the file.',
    references: [REFERENCES.certificateTable, REFERENCES.dataDirectories],
    rationale:
      'Loaders subtract its size from that of the file to find what is signed; with a table outside the file the difference wraps.',
    severity: 'rejected',
    effects: { ...REFUSED_BY_LOADERS, shim: refuses('shim', ': "Malformed security header"') },
    enforcedBy: [
      'EDK2 BasePeCoff.c:270,392',
      'AUDK PeCoffInit.c:632',
      'shim pe-relocate.c:635: "Malformed security header"',
      'Linux verify_pefile.c',
      'U-Boot efi_image_loader.c',
    ],
    brokenBy: [
      'a file truncated inside its certificates',
      'an offset of 0xfffffff8 with a size of 0x10, which wraps in 32 bits',
    ],
    demands: { shim: OFFSET_IN_FILE, 'uefi-ca': OFFSET_IN_FILE, zboot: OFFSET_IN_FILE },
    vacuous: withoutCertificates,
    *check(image) {
      const found = signature(image);
      if (found === null || endOf(found.table.span) <= image.fileSize) return;
      const { virtualAddress, size } = found.directory;
      const room = image.fileSize - virtualAddress.value;
      if (room <= 0) yield wrongValue(virtualAddress, { kind: 'below', value: image.fileSize }, 'image', place(size));
      else yield wrongValue(size, { kind: 'at-most', value: room }, 'image', place(virtualAddress));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-011',
    name: 'cert-aligned',
    levels: 'EWEWEE',
    title: 'The offset and size of the certificate table are multiples of 8.',
    references: [REFERENCES.certificateTable],
    rationale:
      'Certificates are aligned to 8 bytes; readers that round and readers that do not find different certificates.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: ['AUDK PeCoffInit.c:645,653', 'pesign: writes it this way'],
    brokenBy: [
      'a table after data of odd length, which EDK2 and shim accept',
      'a size without the padding of the last certificate',
    ],
    vacuous: withoutCertificates,
    *check(image) {
      const found = signature(image);
      if (found === null) return;
      for (const field of [found.directory.virtualAddress, found.directory.size]) {
        if (field.value % QUADWORD !== 0) yield wrongValue(field, { kind: 'multiple-of', value: QUADWORD });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-012',
    name: 'cert-size-min',
    levels: 'EEEEEE',
    title: 'The certificate table has room for the header of a certificate.',
    references: [REFERENCES.certificateTable],
    rationale: 'An image whose table claims bytes but has no certificate is neither signed nor unsigned.',
    severity: 'rejected',
    effects: {
      edk2: refusesUnderSecureBoot('edk2'),
      'audk-strict': refuses('audk'),
      shim: refuses('shim'),
      zboot: refuses('shim'),
    },
    enforcedBy: ['AUDK PeCoffInit.c:653', 'shim: treats the table as malformed'],
    brokenBy: ['a size of 4, which EDK2 takes to mean that the image is signed'],
    vacuous: withoutCertificates,
    *check(image) {
      const size = signature(image)?.directory.size;
      if (size !== undefined && size.value < HEAD_SIZE) yield wrongValue(size, { kind: 'at-least', value: HEAD_SIZE });
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-039',
    name: 'cert-place-known',
    levels: 'EEWEEE',
    title: 'A certificate table that has a size has an offset.',
    references: [REFERENCES.certificateTable, REFERENCES.dataDirectories],
    rationale:
      'Loaders check one of the two fields to see whether an image is signed; to some this one is, by whatever is at offset 0.',
    severity: 'rejected',
    effects: REFUSED_SIGNATURE,
    enforcedBy: [
      'EDK2 DxeImageVerificationLib.c: checks only the size, and finds no certificate at offset 0',
      'shim pe.c: checks only the size',
    ],
    brokenBy: ['a signature whose offset was cleared but whose size was not'],
    vacuous: unlessNonZero(
      ({ directories }: Image) => [directories[DIRECTORY.certificates]?.size.value ?? 0],
      'the certificate table has no size',
    ),
    *check({ directories }) {
      for (const { index, virtualAddress, size } of directories) {
        if (index !== DIRECTORY.certificates || virtualAddress.value !== 0 || size.value === 0) continue;
        yield wrongValue(virtualAddress, { kind: 'at-least', value: 1 }, 'image', place(size));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-013',
    name: 'cert-last',
    levels: 'WWWEEE',
    title: 'The certificate table ends at the end of the file.',
    references: [REFERENCES.certificateTable, REFERENCES.imageHash],
    rationale:
      'Some hash what follows the certificates and others refuse it. The specification allows debug data there; practice does not.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Malformed binary after Attribute Certificate Table"')),
    },
    enforcedBy: [
      'shim pe.c:401: "Malformed binary after Attribute Certificate Table"',
      'kexec-tools: assumes that the table is at the end of the file',
    ],
    brokenBy: ['an append to a signed image', 'bytes after the certificates, which EDK2 and AUDK accept'],
    vacuous: withoutCertificates,
    *check(image) {
      const found = signature(image);
      if (found === null || endOf(found.table.span) === image.fileSize) return;
      const { virtualAddress, size } = found.directory;
      const end = endOf(found.table.span);
      const tail = { offset: end, length: Math.max(0, image.fileSize - end) };
      const room = image.fileSize - virtualAddress.value;
      if (room <= 0) yield wrongValue(virtualAddress, { kind: 'below', value: image.fileSize }, 'image', place(size));
      else yield wrongValue(size, equals(room), 'image', place(virtualAddress), place(tail));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-014',
    name: 'cert-after-data',
    levels: 'EEEEEE',
    title: 'The certificate table is after the headers and all section data and shares no byte with anything.',
    references: [REFERENCES.certificateTable, REFERENCES.imageHash],
    rationale:
      'Certificates are excluded from the hash: if they overlap code or headers, these can be changed without breaking the signature.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        refusesUnderSecureBoot('edk2', ': certificates and hashed bytes add up to more than the file'),
      ),
      shim: refusesUnderSecureBoot('shim', ': its hash covers the certificates'),
    },
    enforcedBy: ['Linux verify_pefile.c: requires it after the headers'],
    brokenBy: [
      'a table inside .text, which EDK2, AUDK and shim accept',
      'a table inside the headers, which EDK2, AUDK and shim accept',
      'a section that grew over the certificates',
    ],
    vacuous: withoutCertificates,
    *check(image) {
      const found = signature(image);
      if (found === null) return;
      const start = rawDataEnd(image);
      const { virtualAddress } = found.directory;
      if (virtualAddress.value < start) {
        yield wrongValue(virtualAddress, { kind: 'at-least', value: start }, 'image', place(found.table.span));
      }
      yield* sharedWith(image, found.table);
    },
  },
];
