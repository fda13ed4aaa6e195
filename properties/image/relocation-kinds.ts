import { relocationBlocks, relocationEntries } from '../../src/reader/index.ts';
import type { DataDirectory, Image, RelocationEntry, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { refuses } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Demand, ImageRule } from '../rule.ts';
import { DIRECTORY, presentDirectory, rangeOf } from './directories-facts.ts';

/** ABSOLUTE, HIGH, LOW, HIGHLOW and DIR64, which every loader applies. [PE format, Base Relocation Types] */
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

function* entriesOf(image: Image): Iterable<readonly [about: string, entry: RelocationEntry]> {
  for (const block of relocationBlocks(image)) {
    let index = -1;
    for (const entry of relocationEntries(image, block)) {
      index += 1;
      yield [`relocationBlocks[${block.index}].entries[${index}]`, entry];
    }
  }
}

/** The entries whose type is none of those that a loader applies, and is one of those that are asked about. */
function* unapplied(image: Image, applied: readonly number[], asked: (type: number) => boolean): Iterable<Finding> {
  for (const [about, { at, type }] of entriesOf(image)) {
    if (!asked(type) || applied.includes(type)) continue;
    yield wrong(`type of ${about}`, { kind: 'one-of', values: applied }, type, place(at));
  }
}

/** shim applies no type that is for one machine. */
const NONE_OF_A_MACHINE: Demand = {
  title: 'No relocation has a type that is for one machine alone.',
  check: (image) => unapplied(image, EVERYWHERE, (type) => typesOf(image).includes(type)),
};

/** The address behind the last byte that is loaded of a section. */
function loadedEnd({ virtualAddress, virtualSize, rawData }: Section): number {
  return virtualAddress.value + Math.min(rawData.length, virtualSize.value === 0 ? rawData.length : virtualSize.value);
}

/** The section in which the relocations begin. */
function holder({ sections }: Image, { virtualAddress }: DataDirectory): Section | undefined {
  return sections.find(
    ({ virtualAddress: { value }, rawData }) =>
      virtualAddress.value >= value && virtualAddress.value < value + rawData.length,
  );
}

/** Rules on what loaders do with each relocation. */
export const RELOCATION_KIND_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-041',
    name: 'reloc-types',
    levels: 'WE-EE-',
    title: 'Every relocation has a type that the loaders for the machine apply.',
    references: [REFERENCES.relocations],
    rationale:
      'A loader that meets another type gives up: the image is not at its preferred address and cannot be moved.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      shim: refuses('shim', ': "Reloc %d unknown relocation type"'),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c PeCoffLoaderRelocateImage: what PeCoffLoaderRelocateImageEx of the machine knows, and no HIGHADJ',
      'shim pe-relocate.c: none that is for one machine',
    ],
    brokenBy: ['a type of another machine, such as 5 on arm64', 'HIGHADJ, which no compiler of today writes'],
    demands: { shim: NONE_OF_A_MACHINE, 'uefi-ca': NONE_OF_A_MACHINE },
    inapplicable: (image) =>
      presentDirectory(image, DIRECTORY.relocations) === undefined ? 'there are no relocations' : undefined,
    check: (image) => {
      const applied = typesOf(image);
      return unapplied(image, applied, () => true);
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
      'Who loads no more of a section than its VirtualSize finds zeros in memory where the file has relocations.',
    severity: 'rejected',
    effects: { edk2: refuses('edk2') },
    enforcedBy: [
      'EDK2 BasePeCoff.c: copies the smaller of VirtualSize and SizeOfRawData; a block of size 0 is an error',
    ],
    brokenBy: ['a VirtualSize that was cut while the data stayed'],
    inapplicable: (image) => {
      const directory = presentDirectory(image, DIRECTORY.relocations);
      if (directory === undefined) return 'there are no relocations';
      return holder(image, directory) === undefined ? 'the relocations begin in no section' : undefined;
    },
    *check(image) {
      const directory = presentDirectory(image, DIRECTORY.relocations);
      const section = directory === undefined ? undefined : holder(image, directory);
      if (directory === undefined || section === undefined) return;
      const end = Math.min(endOf(rangeOf(directory)), section.virtualAddress.value + section.rawData.length);
      if (end <= loadedEnd(section)) return;
      const least = { kind: 'at-least', value: end - section.virtualAddress.value } as const;
      yield wrongValue(section.virtualSize, least, 'image', place(directory.size));
    },
  },
];
