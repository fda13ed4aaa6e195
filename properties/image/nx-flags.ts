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
    title: 'The image says that it works where data cannot be executed.',
    references: [REFERENCES.dllCharacteristics, REFERENCES.caMemory],
    rationale: 'Firmware protects the memory of an image that has NX_COMPAT, and some refuses one that has not.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ' where its policy requires NX')),
    },
    enforcedBy: [
      'Microsoft UEFI CA: wants it of what it signs',
      'shim pe-relocate.c:582: "Policy requires NX, but image does not support NX", where its policy does',
    ],
    brokenBy: ['flags of 0 in a header made for older kernels', 'a rewriter that clears flags'],
    knownViolations: ['Linux 6.1 sets no DllCharacteristics in zboot images, and Linux 6.12 sets 0x100.'],
    undecided: 'Whether the code really works so is not in the header.',
    *check({ optionalHeader: { dllCharacteristics } }) {
      if (hasFlags(dllCharacteristics.value, NX_COMPAT)) return;
      yield wrongValue(dllCharacteristics, { kind: 'form', name: 'NX_COMPAT 0x100 among the flags' });
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-002',
    name: 'w-xor-x',
    levels: 'WWEWEE',
    title: 'No section may be both written and executed.',
    references: [REFERENCES.sectionFlags, REFERENCES.caMemory],
    rationale: 'Memory that is written and run is where attacks put their code, so that protected firmware has none.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': refuses('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ' where its policy requires NX')),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'AUDK PeCoffInit.c:111: by default',
      'shim pe-relocate.c:771: "Section %d is writable and executable", where its policy requires NX',
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
          name: 'not both of MEM_EXECUTE 0x20000000 and MEM_WRITE 0x80000000',
        });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-006',
    name: 'ep-rx',
    levels: 'WWWWEE',
    title: 'The section of the entry point may be executed and not written.',
    references: [REFERENCES.caMemory, REFERENCES.sectionFlags],
    rationale: 'Where memory is protected, the first instruction of an image in any other section is a fault.',
    severity: 'mishandled',
    effects: inProfiles(['edk2', 'zboot'], crashes('edk2', 'faults at its first instruction where it protects images')),
    enforcedBy: ['Microsoft UEFI CA: refuses to sign it'],
    brokenBy: ['an entry point in .data', 'code that may be written'],
    inapplicable: (image) => (entrySections(image).length === 0 ? 'the entry point lies in no section' : undefined),
    *check(image) {
      const { addressOfEntryPoint } = image.optionalHeader;
      for (const { characteristics } of entrySections(image)) {
        if (!hasFlags(characteristics.value, EXECUTE)) {
          const executable = { kind: 'form', name: 'MEM_EXECUTE 0x20000000 among the flags' } as const;
          yield wrongValue(characteristics, executable, 'image', place(addressOfEntryPoint));
        }
        if (hasFlags(characteristics.value, WRITE)) {
          const constant = { kind: 'form', name: 'no MEM_WRITE 0x80000000 among the flags' } as const;
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
    title: 'No section that is marked as code may be written.',
    references: [REFERENCES.sectionFlags, REFERENCES.memoryProtection],
    rationale:
      'Where firmware protects images, what is marked as code cannot be written, whatever its other flags say.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2Of2025', 'faults at the first write where it protects images')),
      shim: untidy('shim', 'goes by MEM_WRITE'),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'EDK2 ImagePropertiesRecordLib: maps what has CNT_CODE as code, read-only, since 2024',
      'shim: goes by MEM_WRITE',
    ],
    brokenBy: ['a .data section that is marked as code, such as 0xc0000060'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (!hasFlags(characteristics.value, CODE + WRITE)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'not both of CNT_CODE 0x20 and MEM_WRITE 0x80000000' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-014',
    name: 'dynamic-base',
    levels: 'i---i-',
    title: 'The image says that it may be loaded at any address.',
    references: [REFERENCES.dllCharacteristics],
    rationale: 'EFI loads an image wherever there is room and asks nobody; loaders of Windows programs do ask.',
    severity: 'untidy',
    enforcedBy: ['Windows', 'Wine: for all machines but x86'],
    brokenBy: ['flags of 0', 'a 64-bit image that does without HIGH_ENTROPY_VA'],
    *check(image) {
      const { dllCharacteristics } = image.optionalHeader;
      const wanted = isPe32(image) ? DYNAMIC_BASE : DYNAMIC_BASE + HIGH_ENTROPY;
      if (hasFlags(dllCharacteristics.value, wanted)) return;
      const name = isPe32(image)
        ? 'DYNAMIC_BASE 0x40 among the flags'
        : 'DYNAMIC_BASE 0x40 and HIGH_ENTROPY_VA 0x20 among the flags';
      yield wrongValue(dllCharacteristics, { kind: 'form', name });
    },
  },
];
