import type { Image, Section } from '../../src/reader/index.ts';
import { alignUp, hasFlags } from '../bytes/arithmetic.ts';
import { crashes, inProfiles, misreads, refuses } from '../effects.ts';
import { place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Demand, ImageRule } from '../rule.ts';
import { addressEnd, addressField } from './facts.ts';
import { unlessNonZero, unlessThereAre } from '../vacuity.ts';

/** MEM_READ and MEM_DISCARDABLE. [PE format, Section Flags] */
const READ = 0x40000000;
const DISCARDABLE = 0x02000000;
/** The flag of a library, as drivers are. [PE format, Characteristics] */
const DLL = 0x2000;
/** UEFI application, which has to start somewhere. [PE format, Windows Subsystem] */
const APPLICATION = 10;

/** Bytes that the image takes in memory by its sections and headers, whatever SizeOfImage says. */
function sizeBySections(image: Image): number {
  const { sizeOfHeaders, sectionAlignment } = image.optionalHeader;
  const end = Math.max(sizeOfHeaders.value, addressEnd(image));
  return alignUp(end, sectionAlignment.value) ?? end;
}

/** Whether a section takes an address by its VirtualSize, the only size that shim goes by. */
function takes({ virtualAddress, virtualSize }: Section, address: number): boolean {
  const distance = address - virtualAddress.value;
  return distance >= 0 && distance < virtualSize.value;
}

/**
 * Bytes at whose multiples instructions start, by machine: 4 on 64-bit Arm and LoongArch, 2 on RISC-V, whose compressed
 * instructions UEFI allows. On the others an instruction starts anywhere, or the lowest bit says of which kind it is.
 * [Arm ARM, D1; LoongArch reference manual, 1; UEFI specification, 2.3.7]
 */
const INSTRUCTION_ALIGNMENT: Readonly<Record<number, number>> = {
  0xaa64: 4,
  0x6232: 4,
  0x6264: 4,
  0x5032: 2,
  0x5064: 2,
  0x5128: 2,
};

/** Whether an address is the last of those that a section takes, which shim does not count among them. */
function endsWith(section: Section, address: number): boolean {
  return takes(section, address) && !takes(section, address + 1);
}

/** What shim wants of the entry point: its comparison with the last address of a section leaves that one out. */
const BEFORE_LAST_ADDRESS: Demand = {
  title: 'The entry point is not the last address of its section.',
  *check({ optionalHeader: { addressOfEntryPoint }, sections }) {
    for (const section of sections.filter((each) => endsWith(each, addressOfEntryPoint.value))) {
      const before = { kind: 'form', name: 'an address before the last one of the section' } as const;
      yield wrongValue(addressOfEntryPoint, before, 'image', place(addressField(section)));
    }
  },
};

function isDriverLibrary({ coffHeader, optionalHeader }: Image): boolean {
  return hasFlags(coffHeader.characteristics.value, DLL) && optionalHeader.subsystem.value !== APPLICATION;
}

/** Headers that grow may come to cover an entry point that was in no section, and an append must not move it. */
function inNoSection(before: Image, after: Image): string | undefined {
  const { value } = before.optionalHeader.addressOfEntryPoint;
  const kept = after.optionalHeader.addressOfEntryPoint.value === value;
  return kept && !before.sections.some((section) => takes(section, value))
    ? "the input's entry point is outside all sections, where headers may grow"
    : undefined;
}

/** Rules on where the image starts to run. */
export const ENTRY_POINT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-019',
    name: 'ep-in-image',
    levels: 'EEEEEE',
    title: 'The entry point is within the loaded image.',
    references: [REFERENCES.standardFields, REFERENCES.windowsFields],
    rationale: 'Loaders call this address; one past the image is refused, or becomes a call to address 0.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2', 'loads it and jumps to address 0')),
      'audk-strict': refuses('audk'),
      shim: refuses('shim', ': "Entry point is invalid"'),
    },
    enforcedBy: [
      'AUDK PeCoffInit.c:685: by the size it computes from the sections',
      'shim: "Entry point is invalid"',
      'EDK2: loads the image with an entry point of NULL',
    ],
    brokenBy: ['an entry point of 0x100000 in a small image', 'a SizeOfImage of 0'],
    *check(image) {
      const { addressOfEntryPoint, sizeOfImage } = image.optionalHeader;
      const limit = Math.min(sizeOfImage.value, sizeBySections(image));
      if (addressOfEntryPoint.value < limit) return;
      yield wrongValue(addressOfEntryPoint, { kind: 'below', value: limit }, 'image', place(sizeOfImage));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-020',
    name: 'ep-in-code',
    levels: 'WWWEEE',
    title: 'The entry point is in exactly one section.',
    references: [REFERENCES.standardFields, REFERENCES.sectionFlags],
    rationale:
      "shim counts the sections that contain it and requires exactly one; with two, which code runs is anybody's guess.",
    severity: 'rejected',
    effects: {
      edk2: misreads('edk2', 'jumps there, whatever is there'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Entry point is not within sections"')),
    },
    enforcedBy: [
      'shim pe.c:964,970: "Entry point is not within sections", also for the last byte of a section',
      'pefile: warns',
    ],
    brokenBy: ['an entry point of 0, in the headers or in a gap', 'two sections at one address'],
    demands: { shim: BEFORE_LAST_ADDRESS, 'uefi-ca': BEFORE_LAST_ADDRESS, zboot: BEFORE_LAST_ADDRESS },
    *check(image) {
      const { addressOfEntryPoint } = image.optionalHeader;
      const [holder, ...others] = image.sections.filter((section) => takes(section, addressOfEntryPoint.value));
      if (holder === undefined) {
        yield wrongValue(addressOfEntryPoint, { kind: 'form', name: 'an address in a section' });
        return;
      }
      for (const other of others) {
        const alone = { kind: 'form', name: 'an address in only one section' } as const;
        yield wrongValue(addressOfEntryPoint, alone, 'image', place(addressField(holder)), place(addressField(other)));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-021',
    name: 'ep-ge-soh',
    levels: 'EWWEEE',
    title: 'The entry point is after the headers, or is zero in a driver that is a library.',
    references: [REFERENCES.standardFields],
    rationale: 'Headers are not code; only a library may lack an entry point.',
    severity: 'rejected',
    effects: {
      edk2: misreads('edk2', 'jumps into the headers'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Entry point is not within sections"')),
    },
    enforcedBy: ['Windows', 'pefile: warns'],
    brokenBy: ['an entry point of 0x10', 'an application with an entry point of 0'],
    unavoidable: inNoSection,
    *check(image) {
      const { addressOfEntryPoint, sizeOfHeaders } = image.optionalHeader;
      const entry = addressOfEntryPoint.value;
      if (entry === 0 ? isDriverLibrary(image) : entry >= sizeOfHeaders.value) return;
      const least = { kind: 'at-least', value: Math.max(1, sizeOfHeaders.value) } as const;
      yield wrongValue(addressOfEntryPoint, least, 'image', place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-026',
    name: 'entry-section-loaded',
    levels: '---EEE',
    title: 'The section of the entry point is readable and not discardable.',
    references: [REFERENCES.sectionFlags],
    rationale: 'shim does not load a section that is not, and jumps to memory it never wrote to.',
    severity: 'mishandled',
    effects: inProfiles(['shim', 'uefi-ca', 'zboot'], crashes('shim', 'does not load the section, and jumps there')),
    enforcedBy: ['shim pe.c handle_image: goes on to the next section'],
    brokenBy: ['a .text that is discardable', 'a .text without MEM_READ'],
    vacuous: unlessThereAre(
      1,
      ({ optionalHeader: { addressOfEntryPoint }, sections }: Image) =>
        sections.filter((each) => takes(each, addressOfEntryPoint.value)),
      'the entry point is not in any section',
    ),
    *check({ optionalHeader: { addressOfEntryPoint }, sections }) {
      for (const section of sections.filter((each) => takes(each, addressOfEntryPoint.value))) {
        const flags = section.characteristics;
        if (hasFlags(flags.value, READ) && !hasFlags(flags.value, DISCARDABLE)) continue;
        const loaded = { kind: 'form', name: 'MEM_READ 0x40000000 set and MEM_DISCARDABLE 0x2000000 clear' } as const;
        yield wrongValue(flags, loaded, 'image', place(addressOfEntryPoint));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-032',
    name: 'ep-instruction-aligned',
    levels: 'WEEEEE',
    title: "The entry point is aligned as the machine's instructions are.",
    references: [REFERENCES.standardFields],
    rationale: 'Loaders call the address unchecked, and the processor faults before the first instruction.',
    severity: 'mishandled',
    effects: {
      edk2: crashes('edk2', 'jumps to it, and the processor faults before the first instruction'),
      'audk-strict': crashes('audk', 'jumps to it, and the processor faults before the first instruction'),
      shim: crashes('shim', 'jumps to it, and the processor faults before the first instruction'),
      zboot: crashes('edk2', 'jumps to it, and the processor faults before the first instruction'),
    },
    enforcedBy: [
      'EDK2 on 64-bit Arm: "PC alignment fault", and the firmware stops',
      'AUDK: jumps to the address as it is',
      'shim: jumps to the address as it is',
      'U-Boot: jumps to the address as it is',
    ],
    brokenBy: ['an entry point that is odd by one in an arm64 or riscv64 kernel'],
    inapplicable: ({ coffHeader: { machine } }) =>
      INSTRUCTION_ALIGNMENT[machine.value] === undefined
        ? "the machine's instructions may be at any address"
        : undefined,
    vacuous: unlessNonZero(
      ({ optionalHeader }: Image) => [optionalHeader.addressOfEntryPoint.value],
      'the entry point is 0, a multiple of everything',
    ),
    *check({ coffHeader: { machine }, optionalHeader: { addressOfEntryPoint } }) {
      const alignment = INSTRUCTION_ALIGNMENT[machine.value] ?? 1;
      if (addressOfEntryPoint.value % alignment === 0) return;
      const multiple = { kind: 'multiple-of', value: alignment } as const;
      yield wrongValue(addressOfEntryPoint, multiple, 'image', place(machine));
    },
  },
];
