import { relocationBlocks } from '../../src/reader/index.ts';
import type { DataDirectory, Image, RelocationEnd, Section } from '../../src/reader/index.ts';
import { contains, endOf, formatSpan } from '../../src/results/index.ts';
import type { Expectation, Finding } from '../../src/results/index.ts';
import { REFUSED_BY_LOADERS, inProfiles, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Demand, ImageRule } from '../rule.ts';
import { DIRECTORY, rangeOf } from './directories-facts.ts';
import { nameOf } from './facts.ts';
import { wrongTargets } from './relocations-targets.ts';
import { withoutZboot } from './zboot-facts.ts';

/** Bytes of a block without relocations. [PE format, Base Relocation Block] */
const HEAD_SIZE = 8;
/** Blocks start at multiples of this; the last of them may end anywhere between two relocations. [PE format, .reloc] */
const BLOCK_ALIGNMENT = 4;
/** Bytes of one relocation. [PE format, Base Relocation Block] */
const ENTRY_SIZE = 2;
/** The section that some loaders take for the relocations. [PE format, Special Sections] */
export const SECTION_NAME = '.reloc';

/** The directory of relocations, unless its size is 0. */
export function relocations(image: Image): DataDirectory | undefined {
  const directory = image.directories[DIRECTORY.relocations];
  return directory === undefined || directory.size.value === 0 ? undefined : directory;
}

/** Whether there is a section by whose name shim finds the relocations, without which it applies none. */
export function hasRelocationSection({ sections }: Image): boolean {
  return sections.some(({ name }) => name.value === SECTION_NAME);
}

/** Why there is nothing that could be wrong with blocks: there are none, or another region goes on before the first is whole. */
function withoutBlocks(image: Image): string | undefined {
  if (relocations(image) === undefined) return 'there are no relocations';
  const { done, value: end } = relocationBlocks(image).next();
  return done === true && end?.reason === 'other-region' ? 'no relocation block can be read' : undefined;
}

function outsideImage(image: Image): string | undefined {
  const directory = relocations(image);
  return directory !== undefined && endOf(rangeOf(directory)) > image.optionalHeader.sizeOfImage.value
    ? 'the relocations are not within the image'
    : undefined;
}

/** A new section can make of addresses beyond the image such that are in it. */
function comingIntoImage(before: Image): string | undefined {
  return outsideImage(before) === undefined ? undefined : "the input's relocations are not within the image";
}

/** What a block's size must be whatever the loader; `null` when only its alignment is odd. */
function sizeOfBlock(size: number, room: number): Expectation | null {
  if (size < HEAD_SIZE) return { kind: 'at-least', value: HEAD_SIZE };
  return size > room ? { kind: 'at-most', value: room } : null;
}

/** Why the blocks do not fill the directory. Where another section goes on, nobody can say whether they do. */
function* wrongEnd(end: RelocationEnd | null, { virtualAddress, size }: DataDirectory): Iterable<Finding> {
  switch (end?.reason) {
    case 'rest':
      yield wrongValue(size, equals(size.value - end.rest.length), 'image', place(end.rest));
      break;
    case 'block-size': {
      const expected = sizeOfBlock(end.blockSize.value, end.room);
      if (expected !== null) yield wrongValue(end.blockSize, expected, 'image', place(size));
      break;
    }
    case 'no-data': {
      const most = { kind: 'at-most', value: end.address - virtualAddress.value } as const;
      yield wrongValue(size, most, 'image', place(virtualAddress));
      break;
    }
    case 'complete':
    case 'other-region':
    case undefined:
      break;
  }
}

/** Whether the directory has the address of a section, be its size 0. */
function isAt({ directories }: Image, { virtualAddress }: Section): boolean {
  return directories[DIRECTORY.relocations]?.virtualAddress.value === virtualAddress.value;
}

/** shim takes the section for that of the relocations only where they begin with it. */
const AT_ITS_START: Demand = {
  title: `The relocations start at the start of the section ${SECTION_NAME}.`,
  vacuous: (image) =>
    hasRelocationSection(image) && relocations(image) !== undefined
      ? undefined
      : 'there are no relocations or no section',
  *check(image) {
    const section = image.sections.find(({ name }) => name.value === SECTION_NAME);
    const directory = relocations(image);
    if (section === undefined || directory === undefined || isAt(image, section)) return;
    // What is outside of the section breaks the rule itself.
    if (!contains(section.extent, rangeOf(directory))) return;
    yield wrongValue(directory.virtualAddress, equals(section.virtualAddress.value), 'image', place(section.name));
  },
};

/** Rules on base relocations. */
export const RELOCATION_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-020',
    name: 'reloc-range',
    levels: 'EEEWEE',
    title:
      'The relocations are within the image, at or after the first address of a section, aligned, and have room for a block.',
    references: [REFERENCES.dataDirectories, REFERENCES.relocations],
    rationale:
      'Loaders patch the image by this table; if it is elsewhere they patch by bytes that are not relocations.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2'),
      'audk-strict': refuses('audk'),
      shim: untidy('shim', 'goes by the section named .reloc'),
      zboot: refuses('edk2'),
    },
    allowances: {
      edk2: {
        title: 'The relocations may start at any address of the image.',
        covers: ({ about, expected }) =>
          about.endsWith('.virtualAddress') && ['multiple-of', 'at-least'].includes(expected.kind),
      },
    },
    enforcedBy: [
      'AUDK PeCoffInit.c:288-320',
      'EDK2 BasePeCoff.c: CVE-2024-38796 was a sum of address and size that wraps',
    ],
    brokenBy: [
      'an address past the image, which shim accepts because it goes by the section .reloc',
      'an address and a size whose sum exceeds 2^32',
    ],
    vacuous: (image) => (relocations(image) === undefined ? 'there are no relocations' : undefined),
    *check(image) {
      const directory = relocations(image);
      if (directory === undefined) return;
      const { virtualAddress, size } = directory;
      const limit = image.optionalHeader.sizeOfImage;
      const first = image.sections.reduce((low, { extent }) => Math.min(low, extent.offset), Infinity);
      if (virtualAddress.value % BLOCK_ALIGNMENT !== 0) {
        yield wrongValue(virtualAddress, { kind: 'multiple-of', value: BLOCK_ALIGNMENT });
      }
      if (size.value < HEAD_SIZE) yield wrongValue(size, { kind: 'at-least', value: HEAD_SIZE });
      if (Number.isFinite(first) && virtualAddress.value < first) {
        yield wrongValue(virtualAddress, { kind: 'at-least', value: first });
      }
      if (virtualAddress.value >= limit.value) {
        yield wrongValue(virtualAddress, { kind: 'below', value: limit.value }, 'image', place(limit));
      } else if (virtualAddress.value + size.value > limit.value) {
        const most = { kind: 'at-most', value: limit.value - virtualAddress.value } as const;
        yield wrongValue(size, most, 'image', place(virtualAddress), place(limit));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-021',
    name: 'reloc-blocks',
    levels: 'EEEEEE',
    title:
      'The relocation blocks fill their directory, and every relocation changes bytes of the image but not the table.',
    references: [REFERENCES.relocations],
    rationale: 'A block of size 0 makes a careless loader loop for ever, and a target outside lets it write anywhere.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: [
      'AUDK PeCoffRelocate.c',
      'EDK2 BasePeCoff.c',
      'shim pe-relocate.c:84-146: "Reloc %d block size 0 is invalid"',
    ],
    brokenBy: ['a block of size 0 or 4', 'a block that is larger than the directory', 'a directory pointed at code'],
    undecided:
      'What a type without a meaning on the machine changes, and the blocks past the end of the section in which the directory starts.',
    allowances: {
      shim: {
        title: `Without a section ${SECTION_NAME} anything is accepted, and relocations may change the table.`,
        covers: ({ expected }, image) => !hasRelocationSection(image) || expected.kind === 'apart-from',
      },
    },
    inapplicable: outsideImage,
    unavoidable: comingIntoImage,
    vacuous: withoutBlocks,
    *check(image) {
      const directory = relocations(image);
      if (directory === undefined) return;
      const blocks = relocationBlocks(image);
      let step = blocks.next();
      while (step.done !== true) {
        yield* wrongTargets(image, step.value, rangeOf(directory));
        step = blocks.next();
      }
      yield* wrongEnd(step.value, directory);
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-024',
    name: 'reloc-block-aligned',
    levels: 'EWEWWW',
    title: 'Every relocation block but the last has a size that is a multiple of 4.',
    references: [REFERENCES.relocations],
    rationale: 'The format requires blocks to start at multiples of 4; EDK2 and shim step from block to block by size.',
    severity: 'disputed',
    effects: {
      ...inProfiles(['edk2', 'zboot'], untidy('edk2', 'applies all relocations')),
      'audk-strict': refuses('audk'),
      shim: untidy('shim'),
    },
    enforcedBy: ['AUDK PeCoffRelocate.c: requires aligned blocks'],
    brokenBy: ['blocks of 14 and 10 bytes, as Go before 1.24 and old .NET wrote them'],
    undecided: 'The blocks after the first misaligned one.',
    inapplicable: outsideImage,
    unavoidable: comingIntoImage,
    vacuous: withoutBlocks,
    *check(image) {
      const directory = relocations(image);
      if (directory === undefined) return;
      const blocks = relocationBlocks(image);
      let step = blocks.next();
      while (step.done !== true) step = blocks.next();
      const end = step.value;
      if (end?.reason !== 'block-size' || sizeOfBlock(end.blockSize.value, end.room) !== null) return;
      const unit = end.blockSize.value === end.room ? ENTRY_SIZE : BLOCK_ALIGNMENT;
      yield wrongValue(end.blockSize, { kind: 'multiple-of', value: unit }, 'image', place(directory.size));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-022',
    name: 'reloc-section-agrees',
    levels: 'WWWEEE',
    title: 'A section named .reloc is the only one with this name and holds the relocations.',
    references: [REFERENCES.relocations, REFERENCES.dataDirectories],
    rationale:
      'Some loaders go by the name and some by the directory; if the two disagree the image is refused or relocated in different ways.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2', 'goes by the directory'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Relocation section is invalid"')),
    },
    enforcedBy: ['shim pe.c:797: "multiple relocation sections"', 'shim pe.c:811: "Relocation section is invalid"'],
    brokenBy: ['an appended section named .reloc', 'two sections named .reloc'],
    demands: { shim: AT_ITS_START, 'uefi-ca': AT_ITS_START },
    vacuous: (image) => (hasRelocationSection(image) ? undefined : `there is no section ${SECTION_NAME}`),
    *check(image) {
      const named = image.sections.filter(({ name }) => name.value === SECTION_NAME);
      const [first, ...others] = named;
      if (first === undefined) return;
      for (const { name } of others) {
        yield wrongValue(name, { kind: 'form', name: 'the only section with this name' }, 'image', place(first.name));
      }
      const directory = relocations(image);
      const range = directory === undefined ? null : rangeOf(directory);
      if (range !== null && contains(first.extent, range)) return;
      if (range === null && isAt(image, first)) return;
      const { extent } = first;
      const expected = { kind: 'within', what: nameOf(first), start: extent.offset, end: endOf(extent) } as const;
      const actual = range === null ? 'none' : formatSpan(range);
      const fields = image.directories[DIRECTORY.relocations];
      const at = fields === undefined ? first.name : { offset: fields.virtualAddress.offset, length: 8 };
      yield wrong('relocations', expected, actual, place(at), place(first.name));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-023',
    name: 'zboot-no-relocs',
    levels: '-----E',
    title: 'A zboot image has no relocations.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Its code runs at any address, and a loader that starts an embedded kernel refuses relocations.',
    severity: 'rejected',
    effects: { zboot: refuses('systemdStub', ' as the kernel of a unified kernel image') },
    enforcedBy: ['systemd src/boot/linux.c: refuses any base relocations'],
    brokenBy: ['a rewriter that adds an empty relocation table'],
    inapplicable: withoutZboot,
    vacuous: ({ directories }) =>
      directories[DIRECTORY.relocations] === undefined ? 'there is no relocation directory' : undefined,
    *check({ directories }) {
      const directory = directories[DIRECTORY.relocations];
      if (directory === undefined || directory.size.value === 0) return;
      yield wrongValue(directory.size, equals(0), 'image', place(directory.virtualAddress));
    },
  },
];
