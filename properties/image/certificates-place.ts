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

/** Everything behind the section table that the table of certificates must not share bytes with, by its name. */
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
  title: 'The offset of a certificate table without bytes is not beyond the end of the file.',
  vacuous: ({ directories }) => {
    const directory = directories[DIRECTORY.certificates];
    return directory?.size.value === 0 && directory.virtualAddress.value > 0
      ? undefined
      : 'there is no certificate table that has a place and no bytes';
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
    title: 'The certificate table lies in the file.',
    references: [REFERENCES.certificateTable, REFERENCES.dataDirectories],
    rationale:
      'Loaders subtract its size from that of the file to find what is signed; a table outside makes that wrap.',
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
      'a file cut inside its certificates',
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
    title: 'Offset and size of the certificate table are multiples of 8.',
    references: [REFERENCES.certificateTable],
    rationale: 'Certificates are aligned to 8 bytes; readers that round and readers that do not find different ones.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: ['AUDK PeCoffInit.c:645,653', 'pesign: writes it so'],
    brokenBy: [
      'a table behind data of odd length, which EDK2 and shim accept',
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
    title: 'The certificate table has room for the head of a certificate.',
    references: [REFERENCES.certificateTable],
    rationale: 'A table that claims bytes and has no certificate is neither signed nor unsigned.',
    severity: 'rejected',
    effects: {
      edk2: refusesUnderSecureBoot('edk2'),
      'audk-strict': refuses('audk'),
      shim: refuses('shim'),
      zboot: refuses('shim'),
    },
    enforcedBy: ['AUDK PeCoffInit.c:653', 'shim: takes the table to be malformed'],
    brokenBy: ['a size of 4, which EDK2 takes for a signature that nobody made'],
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
    title: 'A certificate table that has a size has a place in the file.',
    references: [REFERENCES.certificateTable, REFERENCES.dataDirectories],
    rationale:
      'Loaders look at one of the two fields to see whether an image is signed; to some it is, by what lies at offset 0.',
    severity: 'rejected',
    effects: REFUSED_SIGNATURE,
    enforcedBy: [
      'EDK2 DxeImageVerificationLib.c: asks for the size alone, and finds no certificate at offset 0',
      'shim pe.c: asks for the size alone',
    ],
    brokenBy: ['a signature of which the offset was removed and the size was not'],
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
    title: 'The certificate table ends with the file.',
    references: [REFERENCES.certificateTable, REFERENCES.imageHash],
    rationale:
      'What follows the certificates is hashed by some and refused by others. The specification lets debug data stand there, and practice does not.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Malformed binary after Attribute Certificate Table"')),
    },
    enforcedBy: [
      'shim pe.c:401: "Malformed binary after Attribute Certificate Table"',
      'kexec-tools: takes the table to be at the end of the file',
    ],
    brokenBy: ['an append to a signed image', 'bytes behind the certificates, which EDK2 and AUDK accept'],
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
    title: 'The certificate table lies behind the headers and all section data and shares no byte with anything.',
    references: [REFERENCES.certificateTable, REFERENCES.imageHash],
    rationale:
      'Certificates are left out of the hash: where they cover code or headers, that code can be changed without breaking the signature.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        refusesUnderSecureBoot('edk2', ': certificates and hashed bytes are more than the file'),
      ),
      shim: refusesUnderSecureBoot('shim', ': its hash covers the certificates'),
    },
    enforcedBy: ['Linux verify_pefile.c: wants it behind the headers'],
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
