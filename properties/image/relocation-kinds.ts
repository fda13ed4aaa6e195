import { relocationBlocks, relocationEntries } from '../../src/reader/index.ts';
import type { DataDirectory, Image, RelocationEntry, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { bytesOf, firstNonZero } from '../bytes/bytes.ts';
import { misreads, refuses } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Allowance, Demand, ImageRule } from '../rule.ts';
import { rangeOf } from './directories-facts.ts';
import { SECTION_NAME, hasRelocationSection, relocations } from './relocations.ts';
import { unlessThereAre } from '../vacuity.ts';

/** ABSOLUTE, HIGH, LOW, HIGHLOW and DIR64, which EDK2 and shim apply on every machine. [PE format, Base Relocation Types] */
const EVERYWHERE: readonly number[] = [0, 1, 2, 3, 10];
/**
 * What EDK2 applies beside them: THUMB_MOV32 on Arm; RISCV_HIGH20, RISCV_LOW12I and RISCV_LOW12S; LOONGARCH64_MARK_LA.
 * [EDK2, BasePeCoffLib, PeCoffLoaderRelocateImageEx of each machine]
 */
const BY_MACHINE: Readonly<Partial<Record<number, readonly number[]>>> = {
  0x1c2: [7],
  0x1c4: [7],
  0x5032: [5, 7, 8],
  0x5064: [5, 7, 8],
  0x5128: [5, 7, 8],
  0x6264: [8],
};

function typesOf({ coffHeader }: Image): readonly number[] {
  return [...EVERYWHERE, ...(BY_MACHINE[coffHeader.machine.value] ?? [])];
}

/** All relocations of an image. */
function* allEntries(image: Image): Iterable<RelocationEntry> {
  for (const block of relocationBlocks(image)) yield* relocationEntries(image, block);
}

const withoutEntries = unlessThereAre(1, allEntries, 'there is no relocation');

/** The relocations of some types. */
function* ofTypes(image: Image, isAsked: (type: number) => boolean, applied: readonly number[]): Iterable<Finding> {
  for (const block of relocationBlocks(image)) {
    let index = -1;
    for (const { at, type } of relocationEntries(image, block)) {
      index += 1;
      if (!isAsked(type)) continue;
      const about = `type of relocationBlocks[${block.index}].entries[${index}]`;
      yield wrong(about, { kind: 'one-of', values: applied }, type, place(at));
    }
  }
}

/** shim applies no type that is for one machine. */
const NONE_OF_A_MACHINE: Demand = {
  title: 'No relocation has a machine-specific type.',
  vacuous: (image) =>
    hasRelocationSection(image) ? withoutEntries(image) : 'no section has the name by which relocations are found',
  check: (image) => {
    const own = typesOf(image);
    const isOfMachine = (type: number): boolean => own.includes(type) && !EVERYWHERE.includes(type);
    return hasRelocationSection(image) ? ofTypes(image, isOfMachine, EVERYWHERE) : [];
  },
};

/** shim looks at no relocations without a section of their name. */
const NOT_RELOCATED: Allowance = {
  title: `An image without a section ${SECTION_NAME} may have any relocations.`,
  covers: (_, image) => !hasRelocationSection(image),
};

/** The address after the last byte that is loaded of a section. */
function loadedEnd({ virtualAddress, virtualSize, rawData }: Section): number {
  return virtualAddress.value + Math.min(rawData.length, virtualSize.value === 0 ? rawData.length : virtualSize.value);
}

/** The section in which the relocations begin: the one that they are loaded with, else one whose data goes on so far. */
function holder({ sections }: Image, { virtualAddress: { value } }: DataDirectory): Section | undefined {
  const has = (start: number, length: number): boolean => value >= start && value < start + length;
  return (
    sections.find(({ extent }) => has(extent.offset, extent.length)) ??
    sections.find(({ virtualAddress, rawData }) => has(virtualAddress.value, rawData.length))
  );
}

/** Rules on what loaders do with each relocation. */
export const RELOCATION_KIND_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-041',
    name: 'reloc-types',
    levels: '-E-EE-',
    title: 'Every relocation has a type that the loaders for the machine apply.',
    references: [REFERENCES.relocations],
    rationale:
      'A loader that finds any other type gives up: the image is not at its preferred address and cannot be relocated.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      shim: refuses('shim', ': "Reloc %d unknown relocation type"'),
    },
    enforcedBy: [
      "EDK2 BasePeCoff.c PeCoffLoaderRelocateImage: accepts what the machine's PeCoffLoaderRelocateImageEx knows, and no HIGHADJ",
      'shim pe-relocate.c: accepts none that is machine-specific',
    ],
    brokenBy: ['a type of another machine, such as 5 on arm64', 'HIGHADJ, which no current compiler writes'],
    demands: { shim: NONE_OF_A_MACHINE, 'uefi-ca': NONE_OF_A_MACHINE },
    allowances: { shim: NOT_RELOCATED },
    inapplicable: (image) => (relocations(image) === undefined ? 'there are no relocations' : undefined),
    vacuous: withoutEntries,
    check: (image) => {
      const applied = typesOf(image);
      return ofTypes(image, (type) => !applied.includes(type), applied);
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-042',
    name: 'reloc-loaded',
    levels: 'WEWWE-',
    title: 'The relocations are loaded with the section in which they begin.',
    references: [REFERENCES.relocations, REFERENCES.sectionData],
    rationale:
      'Loaders load no more of a section than its VirtualSize. They then take whatever follows it in memory as the rest of the relocations.',
    severity: 'mishandled',
    effects: { edk2: misreads('edk2', 'relocates by whatever its memory holds there') },
    enforcedBy: ['EDK2 BasePeCoff.c: copies the smaller of VirtualSize and SizeOfRawData, and clears nothing after it'],
    brokenBy: ['a VirtualSize that was reduced while the data stayed'],
    inapplicable: (image) => {
      const directory = relocations(image);
      if (directory === undefined) return 'there are no relocations';
      return holder(image, directory) === undefined ? 'the relocations begin in no section' : undefined;
    },
    *check(image) {
      const directory = relocations(image);
      const section = directory === undefined ? undefined : holder(image, directory);
      if (directory === undefined || section === undefined) return;
      const end = Math.min(endOf(rangeOf(directory)), section.virtualAddress.value + section.rawData.length);
      const loaded = loadedEnd(section);
      const cut = { offset: section.rawData.offset + loaded - section.virtualAddress.value, length: end - loaded };
      // Zeros at the end are no relocations, and some memory is zero.
      if (end <= loaded || firstNonZero(bytesOf(image, cut)) === -1) return;
      const least = { kind: 'at-least', value: end - section.virtualAddress.value } as const;
      yield wrongValue(section.virtualSize, least, 'image', place(directory.size));
    },
  },
];
