import { certificatesOf } from '../../src/reader/index.ts';
import type { Certificate, DataDirectory, Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { inProfiles, refusesUnderSecureBoot } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Demand, ImageRule } from '../rule.ts';
import { signature } from './certificates-place.ts';
import { withoutCertificates } from './vacuity.ts';

/** The head of a certificate, which its length counts. [PE format, The Attribute Certificate Table (Image Only)] */
const HEAD_SIZE = 8;
/** WIN_CERT_REVISION_2_0. [PE format, The Attribute Certificate Table (Image Only)] */
const REVISION_2 = 0x0200;
/** PKCS #7 signed data, and the two types of UEFI: PKCS #1.5 and a GUID. [UEFI specification, 32, WIN_CERTIFICATE] */
const CERTIFICATE_TYPES: readonly number[] = [0x0002, 0x0ef0, 0x0ef1];

/** What EDK2 wants of the last certificate: it takes one that has nothing after its head for a broken table. */
const MORE_THAN_A_HEAD: Demand = {
  title: 'The last certificate has data after its header.',
  vacuous: withoutCertificates,
  *check(image) {
    let last: Certificate | undefined;
    for (const certificate of certificatesOf(image)) last = certificate;
    if (last?.length.value !== HEAD_SIZE) return;
    yield wrongValue(last.length, { kind: 'at-least', value: HEAD_SIZE + 1 });
  },
};

/** What is wrong with the place at which the walk over a table in the file ends. */
function* wrongWalk(image: Image, { virtualAddress, size }: DataDirectory): Iterable<Finding> {
  const walk = certificatesOf(image);
  let step = walk.next();
  while (step.done !== true) step = walk.next();
  const end = step.value;
  if (end === null) return;
  const tableEnd = virtualAddress.value + size.value;
  if (end.reason === 'length') {
    const isTooSmall = end.length.value < HEAD_SIZE;
    const expected = isTooSmall
      ? ({ kind: 'at-least', value: HEAD_SIZE } as const)
      : ({ kind: 'at-most', value: tableEnd - end.offset } as const);
    yield wrongValue(end.length, expected, 'image', place(size));
  } else if (end.offset !== tableEnd) {
    const rest = { offset: end.offset, length: Math.max(0, tableEnd - end.offset) };
    yield wrongValue(size, equals(end.offset - virtualAddress.value), 'image', place(rest));
  }
}

function* wrongKind({ revision, certificateType }: Certificate): Iterable<Finding> {
  if (revision.value !== REVISION_2) yield wrongValue(revision, equals(REVISION_2));
  if (!CERTIFICATE_TYPES.includes(certificateType.value)) {
    yield wrongValue(certificateType, { kind: 'one-of', values: CERTIFICATE_TYPES });
  }
}

/** Rules on the certificates in their table. */
export const CERTIFICATE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-015',
    name: 'cert-walk',
    levels: 'EEEEEE',
    title: 'The certificates, each rounded up to 8 bytes, fill their table exactly.',
    references: [REFERENCES.certificateTable],
    rationale:
      'Verifiers step from one length to the next; a length of 0, or one that wraps, has made them loop, stop early or read past the table.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refusesUnderSecureBoot('edk2', ' as an unsigned image')),
      shim: refusesUnderSecureBoot('shim'),
    },
    enforcedBy: [
      'EDK2 DxeImageVerificationLib.c: ends its loop; CVE-2019-14562 was a length that wraps',
      'AUDK PeCoffHash.c:459',
      'U-Boot efi_image_loader.c: "dwLength too small"',
      'Linux verify_pefile.c: requires one length that fills the table when rounded up',
    ],
    brokenBy: [
      'a length of 0 or 7',
      'a length of 0xffffffff',
      'a length past the end of the table',
      'a table with zeros after the last certificate',
      'a last certificate of 8 bytes, which EDK2 takes as the end of a broken table',
    ],
    demands: { edk2: MORE_THAN_A_HEAD, zboot: MORE_THAN_A_HEAD },
    inapplicable: ({ certificateTable, fileSize }) =>
      certificateTable !== null && endOf(certificateTable.span) > fileSize
        ? 'the certificate table is not within the file'
        : undefined,
    vacuous: withoutCertificates,
    *check(image) {
      const found = signature(image);
      if (found !== null) yield* wrongWalk(image, found.directory);
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-016',
    name: 'cert-kind',
    levels: 'WWWEEE',
    title: 'Every certificate has revision 2.0 and a type that UEFI defines.',
    references: [REFERENCES.certificateTable, REFERENCES.uefiCertificates],
    rationale: 'Verifiers skip any other certificate, so that the image counts as unsigned, or refuse it.',
    severity: 'rejected',
    effects: {
      edk2: refusesUnderSecureBoot('edk2', ' as an unsigned image'),
      ...inProfiles(['shim', 'zboot'], refusesUnderSecureBoot('shim')),
    },
    enforcedBy: ['Linux verify_pefile.c'],
    brokenBy: ['a type of 9', 'a revision of 0x0100'],
    vacuous: withoutCertificates,
    *check(image) {
      for (const certificate of certificatesOf(image)) yield* wrongKind(certificate);
    },
  },
];
