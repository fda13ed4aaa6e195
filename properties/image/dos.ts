import type { Image } from '../../src/reader/index.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';

/** Bytes that EDK2 reads from the PE header on before it looks at any of them: the 64-bit headers with 16 directories. */
const EDK2_HEADER_UNION = 264;

/** A rule whose only violation is a fault of the reader: whatever can be read satisfies it. */
function* satisfiedByReading(): Iterable<never> {
  // There is nothing left to look at once the image was read.
}

function pointer(image: Image): Image['dosHeader']['peHeaderOffset'] {
  return image.dosHeader.peHeaderOffset;
}

/** Rules on the DOS header and the way to the PE header. */
export const DOS_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DOS-001',
    title: 'The file has room for a DOS header.',
    references: [REFERENCES.dosStub],
    rationale: 'Every reader starts with these 64 bytes; a shorter file is no image of any kind.',
    enforcedBy: ['EDK2', 'AUDK', 'shim', 'systemd', 'U-Boot'],
    faults: ['dos-header-truncated'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-002',
    title: 'The file starts with MZ.',
    references: [REFERENCES.dosStub],
    rationale:
      'Some loaders fall back to a PE header at offset 0 without it and others refuse, so a file without it means two things.',
    enforcedBy: ['systemd', 'U-Boot', 'Linux verify_pefile.c', 'shim pe-relocate.c'],
    faults: ['dos-magic'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-003',
    title: 'The PE header does not overlap the DOS header.',
    references: [REFERENCES.dosStub],
    rationale: 'With a smaller e_lfanew the two headers share bytes, and readers disagree on which fields they are.',
    enforcedBy: ['AUDK PeCoffInit.c', 'shim pe-relocate.c', 'systemd', 'Linux verify_pefile.c'],
    *check(image) {
      if (pointer(image).value < 64) yield wrongValue(pointer(image), { kind: 'at-least', value: 64 });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-004',
    title: 'The PE headers lie in the file.',
    references: [REFERENCES.dosStub, REFERENCES.signature],
    rationale:
      'e_lfanew is an unsigned 32-bit number; near 2^32 the sum with the header size wraps in careless readers.',
    enforcedBy: ['EDK2', 'AUDK', 'shim', 'systemd', 'Linux verify_pefile.c'],
    faults: ['pe-header-outside-file'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-005',
    title: 'At least 264 bytes follow the start of the PE header.',
    references: [REFERENCES.signature],
    rationale: 'EDK2 reads the largest possible headers in one piece before it looks at their kind.',
    enforcedBy: ['EDK2 BasePeCoff.c', 'U-Boot', 'GRUB peimage.c'],
    *check(image) {
      const limit = image.fileSize - EDK2_HEADER_UNION;
      if (pointer(image).value > limit)
        yield wrongValue(pointer(image), { kind: 'at-most', value: Math.max(0, limit) });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-006',
    title: 'The PE header starts at a multiple of 8.',
    references: [REFERENCES.signature],
    rationale: 'The specification aligns the header to 8 bytes, and a strict loader refuses any other place.',
    enforcedBy: ['AUDK PeCoffInit.c'],
    *check(image) {
      if (pointer(image).value % 8 !== 0) yield wrongValue(pointer(image), { kind: 'multiple-of', value: 8 });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-007',
    title: 'The PE header starts with the four bytes of its signature.',
    references: [REFERENCES.signature],
    rationale: 'Without the signature the bytes are some other kind of executable; one loader compares two bytes only.',
    enforcedBy: ['EDK2', 'AUDK', 'systemd', 'U-Boot', 'Linux verify_pefile.c'],
    faults: ['pe-signature'],
    check: satisfiedByReading,
  },
];
