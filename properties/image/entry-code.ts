import type { Image, Section, Span } from '../../src/reader/index.ts';
import { bytesOf, firstNonZero } from '../bytes/bytes.ts';
import { crashes, inProfiles } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { endOf } from '../../src/results/index.ts';

/** No program begins with so many zeros. */
const ZEROS = 16;
/** Machines on which four zeros are no instruction: 64-bit Arm, RISC-V and LoongArch. [Their instruction sets] */
const WITHOUT_ZERO: readonly number[] = [0xaa64, 0x5032, 0x5064, 0x5128, 0x6232, 0x6264];
const WORD = 4;
/** 32-bit Arm, on which zeros are NOP instructions. */
const OF_ZEROS: readonly number[] = [0x1c0, 0x1c2, 0x1c4];

/** The section that the entry point is in; `null` where it is in none or in several. */
function entrySection({ sections, optionalHeader }: Image): Section | null {
  const entry = optionalHeader.addressOfEntryPoint.value;
  const [first, second] = sections.filter(({ virtualAddress, virtualSize, rawData }) => {
    const distance = entry - virtualAddress.value;
    return distance >= 0 && distance < (virtualSize.value === 0 ? rawData.length : virtualSize.value);
  });
  return first !== undefined && second === undefined ? first : null;
}

/** The bytes at the entry point that must be code; `null` where its section has none in the file. */
function entryBytes(image: Image): Span | null {
  const section = entrySection(image);
  if (section === null) return null;
  const { virtualAddress, virtualSize, rawData } = section;
  const distance = image.optionalHeader.addressOfEntryPoint.value - virtualAddress.value;
  if (distance >= rawData.length) return null;
  const loaded = Math.min(rawData.length, virtualSize.value === 0 ? rawData.length : virtualSize.value);
  const asked = WITHOUT_ZERO.includes(image.coffHeader.machine.value) ? WORD : ZEROS;
  return { offset: rawData.offset + distance, length: Math.min(asked, loaded - distance) };
}

/** The rule on what is run first. */
export const ENTRY_CODE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-034',
    name: 'ep-has-code',
    levels: 'WWWWWE',
    title: 'The bytes at the entry point are not all zero.',
    references: [REFERENCES.standardFields],
    rationale:
      'Zeros are not code: on most machines they are not a valid instruction, and on x86 they write to memory.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2', 'runs zeros')),
      'audk-strict': crashes('audk', 'runs zeros'),
      shim: crashes('shim', 'runs zeros'),
    },
    enforcedBy: [
      'EDK2: jumps to the entry point, whatever is there',
      'shim: jumps to the entry point',
      'U-Boot: jumps to the entry point',
    ],
    brokenBy: ['an entry point in padding or in memory without data', 'code that was lost or moved'],
    undecided: 'Whether the image is ever started: some are only meant to be loaded. A kernel is not one of them.',
    inapplicable: (image) => {
      if (OF_ZEROS.includes(image.coffHeader.machine.value)) return 'zeros are valid instructions of the machine';
      return entrySection(image) === null ? 'the entry point is not in exactly one section' : undefined;
    },
    vacuous: (image) => {
      const at = entryBytes(image);
      return at !== null && endOf(at) > image.fileSize ? 'the file ends before the code does' : undefined;
    },
    *check(image) {
      const { addressOfEntryPoint } = image.optionalHeader;
      const at = entryBytes(image);
      if (at === null) {
        yield wrongValue(addressOfEntryPoint, { kind: 'form', name: 'an address backed by bytes of the file' });
        return;
      }
      const bytes = bytesOf(image, at);
      // What the end of the file cuts off is for other rules.
      if (bytes.length < at.length || firstNonZero(bytes) !== -1) return;
      const code = { kind: 'form', name: 'code' } as const;
      yield wrong('bytes at the entry point', code, 'zeros', place(at), place(addressOfEntryPoint));
    },
  },
];
