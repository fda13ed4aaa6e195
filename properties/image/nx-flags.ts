import type { Image, Section } from '../../src/reader/index.ts';
import { hasFlags } from '../bytes/arithmetic.ts';
import { crashes, inProfiles, refuses, untidy } from '../effects.ts';
import { place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { isPe32 } from './facts.ts';
import { CODE } from './section-content.ts';
import { withoutSections } from './vacuity.ts';

/** HIGH_ENTROPY_VA, DYNAMIC_BASE and NX_COMPAT. [PE format, DLL Characteristics] */
const HIGH_ENTROPY = 0x20;
const DYNAMIC_BASE = 0x40;
const NX_COMPAT = 0x100;
/** MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const EXECUTE = 0x20000000;
const WRITE = 0x80000000;
const WRITE_AND_EXECUTE = 0xa0000000;

/** The sections that take the address of the entry point. */
function entrySections({ sections, optionalHeader: { addressOfEntryPoint } }: Image): readonly Section[] {
  return sections.filter(({ extent }) => {
    const distance = addressOfEntryPoint.value - extent.offset;
    return distance >= 0 && distance < extent.length;
  });
}

/** Rules on flags that say which memory may be written and which may be run. */
export const NX_FLAG_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-NX-001',
    name: 'nx-compat',
    levels: '-WWWEW',
    title: 'The image declares that it works where data is not executable.',
    references: [REFERENCES.dllCharacteristics, REFERENCES.caMemory],
    rationale:
      'Firmware protects the memory of an image that has NX_COMPAT, and some firmware refuses an image without it.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ' if its policy requires NX')),
    },
    enforcedBy: [
      'Microsoft UEFI CA: requires it of what it signs',
      'shim pe-relocate.c:582: "Policy requires NX, but image does not support NX", if its policy requires it',
    ],
    brokenBy: ['flags of 0 in a header made for older kernels', 'a rewriter that clears flags'],
    knownViolations: ['Linux 6.1 sets no DllCharacteristics in zboot images, and Linux 6.12 sets 0x100.'],
    undecided: 'Whether the code really works under NX is not in the header.',
    *check({ optionalHeader: { dllCharacteristics } }) {
      if (hasFlags(dllCharacteristics.value, NX_COMPAT)) return;
      yield wrongValue(dllCharacteristics, { kind: 'form', name: 'NX_COMPAT 0x100 set' });
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-002',
    name: 'w-xor-x',
    levels: 'WWEWEE',
    title: 'No section is both writable and executable.',
    references: [REFERENCES.sectionFlags, REFERENCES.caMemory],
    rationale: 'Writable and executable memory is where attacks put their code, so hardened firmware has none.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': refuses('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ' if its policy requires NX')),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'AUDK PeCoffInit.c:111: by default',
      'shim pe-relocate.c:771: "Section %d is writable and executable", if its policy requires NX',
      'Microsoft UEFI CA: refuses to sign it',
      'pefile: warns',
    ],
    brokenBy: ['a new section with the flags 0xe0000040'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (!hasFlags(characteristics.value, WRITE_AND_EXECUTE)) continue;
        yield wrongValue(characteristics, {
          kind: 'form',
          name: 'MEM_EXECUTE 0x20000000 or MEM_WRITE 0x80000000 clear',
        });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-006',
    name: 'ep-rx',
    levels: 'WWWWEE',
    title: 'The section of the entry point is executable and not writable.',
    references: [REFERENCES.caMemory, REFERENCES.sectionFlags],
    rationale: 'Where memory is protected, the first instruction in any other section faults.',
    severity: 'mishandled',
    effects: inProfiles(['edk2', 'zboot'], crashes('edk2', 'faults at its first instruction if it protects images')),
    enforcedBy: ['Microsoft UEFI CA: refuses to sign it'],
    brokenBy: ['an entry point in .data', 'writable code'],
    inapplicable: (image) => (entrySections(image).length === 0 ? 'the entry point is not in any section' : undefined),
    *check(image) {
      const { addressOfEntryPoint } = image.optionalHeader;
      for (const { characteristics } of entrySections(image)) {
        if (!hasFlags(characteristics.value, EXECUTE)) {
          const executable = { kind: 'form', name: 'MEM_EXECUTE 0x20000000 set' } as const;
          yield wrongValue(characteristics, executable, 'image', place(addressOfEntryPoint));
        }
        if (hasFlags(characteristics.value, WRITE)) {
          const constant = { kind: 'form', name: 'MEM_WRITE 0x80000000 clear' } as const;
          yield wrongValue(characteristics, constant, 'image', place(addressOfEntryPoint));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-016',
    name: 'code-constant',
    levels: 'WWWWWW',
    title: 'No section marked as code is writable.',
    references: [REFERENCES.sectionFlags, REFERENCES.memoryProtection],
    rationale: 'Where firmware protects images, sections marked as code are read-only, whatever their other flags say.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2Of2025', 'faults at the first write if it protects images')),
      shim: untidy('shim', 'goes by MEM_WRITE'),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'EDK2 ImagePropertiesRecordLib: maps sections with CNT_CODE as code, read-only, since 2024',
      'shim: goes by MEM_WRITE',
    ],
    brokenBy: ['a .data section that is marked as code, such as 0xc0000060'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (!hasFlags(characteristics.value, CODE + WRITE)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'CNT_CODE 0x20 or MEM_WRITE 0x80000000 clear' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-014',
    name: 'dynamic-base',
    levels: 'i---i-',
    title: 'The image declares that it may be loaded at any address.',
    references: [REFERENCES.dllCharacteristics],
    rationale: 'EFI loads an image wherever there is room regardless; loaders of Windows programs check the flag.',
    severity: 'untidy',
    enforcedBy: ['Windows', 'Wine: for all machines but x86'],
    brokenBy: ['flags of 0', 'a 64-bit image without HIGH_ENTROPY_VA'],
    *check(image) {
      const { dllCharacteristics } = image.optionalHeader;
      const wanted = isPe32(image) ? DYNAMIC_BASE : DYNAMIC_BASE + HIGH_ENTROPY;
      if (hasFlags(dllCharacteristics.value, wanted)) return;
      const name = isPe32(image) ? 'DYNAMIC_BASE 0x40 set' : 'DYNAMIC_BASE 0x40 and HIGH_ENTROPY_VA 0x20 set';
      yield wrongValue(dllCharacteristics, { kind: 'form', name });
    },
  },
];
