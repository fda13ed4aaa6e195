import type { Image } from '../../src/reader/index.ts';
import { LOADED, REFUSED_BY_LOADERS, inProfiles, refuses, untidy } from '../effects.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';

/** Bytes of the DOS header. [PE format, MS-DOS Stub] */
const DOS_HEADER_SIZE = 64;
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
    name: 'dos-header-fits',
    levels: 'EEEEEE',
    title: 'The file has room for a DOS header.',
    references: [REFERENCES.dosStub],
    rationale: 'Every reader starts with these 64 bytes; a shorter file is not an image of any kind.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: [
      'EDK2',
      'AUDK',
      'shim',
      'systemd',
      'U-Boot',
      'kexec-tools kexec-pe-zboot.c pez_prepare',
      'QEMU hw/core/loader.c unpack_efi_zboot_image',
      'iPXE src/image/lkrn.c zimg_parse',
    ],
    brokenBy: ['an empty file', 'a file of 63 bytes', 'a truncated copy'],
    faults: ['dos-header-truncated'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-002',
    name: 'mz-magic',
    levels: 'EWWEEE',
    title: 'The file starts with MZ.',
    references: [REFERENCES.dosStub],
    rationale:
      'Without it some loaders fall back to a PE header at offset 0 and others refuse, so the file is ambiguous.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2', ' unless a PE header starts at offset 0'),
      shim: refuses('shim', ': "Invalid signature"'),
      zboot: refuses('kexec'),
    },
    enforcedBy: [
      'systemd verify_dos',
      'U-Boot',
      'Linux verify_pefile.c pefile_parse_binary: -ELIBBAD',
      'pefile',
      'Wine',
      'EDK2 BasePeCoff.c PeCoffLoaderGetPeHeader: looks for a PE header at offset 0 instead',
      'AUDK PeCoffInit.c PeCoffInitializeContext: looks for a PE header at offset 0 instead',
      'shim pe-relocate.c read_header: looks at offset 0 and fails later, "Invalid signature"',
    ],
    brokenBy: ['the two letters swapped', 'a bare PE header at offset 0, which EDK2 and AUDK load'],
    faults: ['dos-magic'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-003',
    name: 'lfanew-min',
    levels: 'EWEEEE',
    title: 'The PE header does not overlap the DOS header.',
    references: [REFERENCES.dosStub],
    rationale: 'With a smaller e_lfanew the two headers share bytes, and readers disagree on which fields they are.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': refuses('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Invalid image"')),
    },
    enforcedBy: [
      'AUDK PeCoffInit.c:733',
      'shim pe-relocate.c:392-423',
      'systemd verify_dos',
      'Linux verify_pefile.c',
      'ReactOS',
      'pefile',
    ],
    brokenBy: [
      'an e_lfanew of 0, or of 0x3c',
      'an e_lfanew of 4, so that the same word is both e_lfanew and SectionAlignment',
    ],
    knownViolations: ['Tiny PE files made by hand have an e_lfanew of 4; Windows and EDK2 load them.'],
    *check(image) {
      if (pointer(image).value >= DOS_HEADER_SIZE) return;
      yield wrongValue(pointer(image), { kind: 'at-least', value: DOS_HEADER_SIZE });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-004',
    name: 'lfanew-in-file',
    levels: 'EEEEEE',
    title: 'The PE headers are within the file.',
    references: [REFERENCES.dosStub, REFERENCES.signature],
    rationale:
      'e_lfanew is an unsigned 32-bit number; near 2^32 its sum with the header size wraps in careless readers.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: ['EDK2', 'AUDK', 'shim: "Invalid image"', 'systemd', 'Linux verify_pefile.c'],
    brokenBy: [
      'an e_lfanew four bytes before the end of the file',
      'an e_lfanew of 0x80000000, negative to a signed reader',
      'an e_lfanew of 0xffffffff, which wraps when the header size is added in 32 bits',
    ],
    faults: ['pe-header-outside-file'],
    check: satisfiedByReading,
  },
  {
    scope: 'image',
    id: 'PE-DOS-005',
    name: 'lfanew-room',
    levels: '-EWEWE',
    title: 'At least 264 bytes follow the start of the PE header.',
    references: [REFERENCES.signature],
    rationale: 'EDK2 reads the largest possible headers at once before it checks which kind they are.',
    severity: 'rejected',
    effects: { edk2: refuses('edk2'), shim: refuses('shim', ': "Invalid image"'), zboot: refuses('edk2') },
    enforcedBy: [
      'EDK2 BasePeCoff.c:62',
      'U-Boot efi_image_loader.c: by its own header structures',
      'GRUB peimage.c (Debian, Ubuntu)',
    ],
    brokenBy: ['a tiny file that is otherwise valid'],
    *check(image) {
      const limit = image.fileSize - EDK2_HEADER_UNION;
      if (pointer(image).value > limit)
        yield wrongValue(pointer(image), { kind: 'at-most', value: Math.max(0, limit) });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-006',
    name: 'lfanew-align',
    levels: 'EWEWEE',
    title: 'The PE header starts at a multiple of 8.',
    references: [REFERENCES.signature],
    rationale: 'The specification aligns the header to 8 bytes, and a strict loader refuses any other offset.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: [
      'AUDK PeCoffInit.c:448: by 4 for 32-bit images; PcdImageLoaderAllowMisalignedOffset lifts it',
      'Windows: by 4',
    ],
    brokenBy: ['an e_lfanew of 0x44', 'an odd e_lfanew, which EDK2 and shim load'],
    *check(image) {
      if (pointer(image).value % 8 !== 0) yield wrongValue(pointer(image), { kind: 'multiple-of', value: 8 });
    },
  },
  {
    scope: 'image',
    id: 'PE-DOS-007',
    name: 'pe-signature',
    levels: 'EEEEEE',
    title: 'The PE header starts with the four bytes of its signature.',
    references: [REFERENCES.signature],
    rationale: 'Without the signature the file is some other kind of executable; one loader compares only two bytes.',
    severity: 'rejected',
    effects: { ...REFUSED_BY_LOADERS, shim: refuses('shim', ' unless the first two bytes are right') },
    enforcedBy: [
      'EDK2',
      'AUDK',
      'systemd',
      'U-Boot',
      'Linux verify_pefile.c',
      'shim pe-relocate.c:548: compares two of the four bytes',
    ],
    brokenBy: ['PE followed by two bytes that are not zero, which shim accepts', 'the NE signature of 16-bit Windows'],
    faults: ['pe-signature'],
    check: satisfiedByReading,
  },
];
