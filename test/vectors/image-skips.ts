/** When rules have nothing to say of an image, and the reason that they give. A skip must not be taken for a pass. */
import {
  AT,
  IDEAL_AT,
  PAYLOAD_AT,
  PAYLOAD_SIZE,
  clean,
  headersOnly,
  inner,
  withGzip,
  withoutZboot,
} from './base-images.ts';
import { RELOCATIONS, certificate, certified, plain, withDirectory } from './directory-images.ts';
import type { ImageSkip } from './entries.ts';
import { KERNEL_SKIPS } from './image-kernel.ts';
import { SIGNATURE_SKIPS } from './image-signatures.ts';
import { XZ_SKIPS } from './image-xz.ts';
import { filled, insert, setText, setU16, setU32, truncate } from './patch.ts';

function skips(
  name: string,
  make: () => Uint8Array,
  reason: string,
  ...rules: readonly ImageSkip['rule'][]
): readonly ImageSkip[] {
  return rules.map((rule) => ({ rule, name, make, reason }));
}

/** The payload of {@link clean} in an overlay. */
function behindSections(): Uint8Array {
  return withGzip(insert(clean(), 0x3200, filled(0x200, 0)), inner(), 0x3200);
}

/** {@link clean} whose payload lies in the data of both sections. */
function inTwoSections(): Uint8Array {
  return setU32(clean(), AT.data.pointerToRawData, PAYLOAD_AT);
}

/** {@link clean} whose sections have as many bytes in the file as addresses. */
function withoutTail(): Uint8Array {
  return setU32(clean(), AT.data.virtualSize, 0x200);
}

function unaligned(): Uint8Array {
  return setU32(clean(), AT.sectionAlignment, 0);
}

/** Rules on a content that has to be there. */
const OF_INNER = ['ZB-021', 'ZB-022', 'ZB-023', 'ZB-026', 'ZB-027', 'ZB-028'] as const;
const OF_CONTENT = ['ZB-017', 'ZB-019', ...OF_INNER, 'ZB-029', 'ZB-031'] as const;
const OF_ONE_SECTION = ['ZB-007', 'ZB-008', 'ZB-012', 'ZB-024', 'ZB-032'] as const;

/** Images and the rules that pass over them. */
export const IMAGE_SKIPS: readonly ImageSkip[] = [
  ...SIGNATURE_SKIPS,
  ...KERNEL_SKIPS,
  ...XZ_SKIPS,
  ...skips(
    'FileAlignment is 0',
    () => setU32(clean(), AT.fileAlignment, 0),
    'FileAlignment is 0',
    ...(['PE-OPT-014', 'PE-SEC-014', 'PE-SEC-015'] as const),
  ),
  ...skips(
    'SectionAlignment is 0',
    unaligned,
    'SectionAlignment is 0',
    ...(['PE-OPT-008', 'PE-SEC-013', 'PE-LAM-003', 'PE-LAM-004'] as const),
  ),
  ...skips('SectionAlignment is 0', unaligned, 'there is nothing to round', 'PE-OPT-010'),
  ...skips('there is no section', headersOnly, 'there is nothing to round', 'PE-OPT-010'),
  ...skips('there is no section', headersOnly, 'there is no section', 'PE-LAM-004', 'PE-LAM-009'),
  ...skips('there is no section', headersOnly, 'no section has data', 'PE-LAF-004'),
  ...skips('all sections have all their bytes', withoutTail, 'no section has a zero-filled tail', 'PE-LAM-008'),
  ...skips(
    'an ordinary PE image',
    withoutZboot,
    'the image has no zboot header',
    ...(['ZB-001', 'ZB-003', 'ZB-004', 'ZB-005', 'ZB-006', 'ZB-007', 'ZB-008', 'ZB-009', 'ZB-010', 'ZB-011'] as const),
    ...(['ZB-012', 'ZB-013', 'ZB-014', 'ZB-015', 'ZB-016', 'PE-DIR-023'] as const),
    ...OF_CONTENT,
    ...(['ZB-018', 'ZB-020', 'ZB-024', 'ZB-025', 'ZB-030', 'ZB-032'] as const),
  ),
  ...skips('an image for x86-64', clean, "the machine's instructions may be at any address", 'PE-OPT-032'),
  ...skips('there are no relocations', clean, 'there are no relocations', 'PE-DIR-041', 'PE-DIR-042'),
  ...skips(
    'the relocations begin behind all sections',
    () => withDirectory(plain(), RELOCATIONS, 0x20000, 16),
    'the relocations begin in no section',
    'PE-DIR-042',
  ),
  ...skips(
    'the entry point is in the headers',
    () => setU32(clean(), AT.addressOfEntryPoint, 0),
    'the entry point is not in exactly one section',
    'PE-OPT-034',
  ),
  ...skips(
    'two sections have the entry point',
    () => setU32(clean(), AT.data.virtualAddress, 0x1000),
    'the entry point is not in exactly one section',
    'PE-OPT-034',
  ),
  ...skips(
    'zeros on 32-bit Arm',
    () => setU16(clean(), AT.machine, 0x1c2),
    'zeros are valid instructions of the machine',
    'PE-OPT-034',
  ),
  ...skips('there is no .sbat section', clean, 'there is no .sbat section', 'PE-NX-015'),
  ...skips(
    'the compression type is empty',
    () => setText(clean(), AT.compressionType, '', 32),
    'the compression type is not a word',
    'ZB-030',
  ),
  ...skips('the payload is an overlay', behindSections, 'the payload is not in one section', ...OF_ONE_SECTION),
  ...skips('two sections have the payload', inTwoSections, 'the payload is not in one section', ...OF_ONE_SECTION),
  ...skips(
    'the file ends one byte before the payload',
    () => truncate(clean(), PAYLOAD_AT + PAYLOAD_SIZE - 1),
    'the payload is not in the file',
    ...(['ZB-011', 'ZB-012', 'ZB-018', 'ZB-020'] as const),
    ...OF_CONTENT,
  ),
  ...skips(
    'the compression type is unknown',
    () => setText(clean(), AT.compressionType, 'bzip2', 32),
    'the compression type is unknown',
    ...(['ZB-011', 'ZB-018', 'ZB-020'] as const),
    ...OF_CONTENT,
  ),
  ...skips(
    'the decompressed payload is no image',
    () => withGzip(clean(), filled(64, 0)),
    'the decompressed payload is not an image',
    ...OF_INNER,
  ),
  ...skips(
    'the gzip stream has a wrong check sum',
    () => setU32(clean(), PAYLOAD_AT + PAYLOAD_SIZE - 8, 0),
    'the payload does not decompress',
    ...OF_CONTENT,
  ),
  ...skips(
    'the certificate table ends one byte behind the file',
    () => certified(certificate(24), 25),
    'the certificate table is not within the file',
    'PE-DIR-015',
  ),
  ...skips(
    'the relocations end one byte behind the image',
    () => withDirectory(plain(), RELOCATIONS, IDEAL_AT.end - 8, 9),
    'the relocations are not within the image',
    'PE-DIR-021',
  ),
];
