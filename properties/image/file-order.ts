import type { Image, Section } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { inProfiles, refusesUnderSecureBoot, untidy } from '../effects.ts';
import { place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, ImageRule } from '../rule.ts';
import { PAGE_SIZE } from './facts.ts';
import { areAbout, atFirstAddresses, atFirstOffsets, movedByBlocks } from './new-places.ts';
import { UNINITIALIZED_DATA, contentOf } from './section-content.ts';
import { withoutTwoSectionsOfData } from './vacuity.ts';
import { unlessThereAre } from '../vacuity.ts';

/** Whether a section's place within a page is another one in the file than in memory; uninitialised data has none there. */
function isIncongruent({ rawData, extent, characteristics }: Section): boolean {
  if (rawData.offset % PAGE_SIZE === extent.offset % PAGE_SIZE) return false;
  return contentOf(characteristics.value) !== UNINITIALIZED_DATA;
}

/**
 * An append that leaves no gap has one place for each new section in the file and one in memory; and data that was not
 * all where pages are moves by blocks when the headers grow, so that other sections of it are.
 */
function atFirstPlaces(append: Append, fresh: readonly Finding[]): string | undefined {
  const inMemory = atFirstAddresses(append);
  const inBoth = atFirstOffsets(append).filter((section) => inMemory.includes(section));
  const moved = movedByBlocks(append, append.before.sections.filter(isIncongruent));
  return areAbout(fresh, [...inBoth, ...moved])
    ? 'the first free file offset and the first free address differ within a page'
    : undefined;
}

/** Rules on where the data of sections stands in the file. */
export const FILE_ORDER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAF-002',
    name: 'raw-order',
    levels: 'EWWWEE',
    title: 'Section data is stored in the order of the section table.',
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale: 'Tools that hash sections sort them by file offset, and one tool sorts them wrongly.',
    severity: 'disputed',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refusesUnderSecureBoot('edk2', ' if pesign 0.112 signed it')),
      shim: refusesUnderSecureBoot('shim', ' if pesign 0.112 signed it'),
    },
    enforcedBy: ['pesign: leaves out the last header when sorting, so its digest differs'],
    brokenBy: ['a section placed before the data of an earlier one'],
    vacuous: withoutTwoSectionsOfData,
    *check({ sections }) {
      let previous: Section | null = null;
      for (const section of sections) {
        if (section.rawData.length === 0) continue;
        if (previous !== null && section.rawData.offset < previous.rawData.offset) {
          const least = { kind: 'at-least', value: previous.rawData.offset } as const;
          yield wrongValue(section.pointerToRawData, least, 'image', place(previous.pointerToRawData));
        }
        previous = section;
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-012',
    name: 'page-congruent',
    levels: 'i---WW',
    title: 'Every section starts at the same offset within a page in the file as in memory.',
    references: [REFERENCES.sectionTable, REFERENCES.memoryProtection],
    rationale: 'A loader that sets permissions on an image in place, by file offsets and sizes, needs whole pages.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    enforcedBy: [
      'GRUB (Fedora): sets page attributes by file offset and size',
      'shim post-process-pe.c: wants a FileAlignment of 4096 when called with -N',
    ],
    brokenBy: ['a new section at 0xf5200 in the file and at 0x136000 in memory'],
    unavoidable: (_before, _after, fresh, append) => atFirstPlaces(append, fresh),
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) =>
        sections.filter(({ characteristics }) => contentOf(characteristics.value) !== UNINITIALIZED_DATA),
      'there are only sections of uninitialised data',
    ),
    *check({ sections }) {
      for (const section of sections) {
        if (!isIncongruent(section)) continue;
        const within = section.extent.offset % PAGE_SIZE;
        const form = { kind: 'form', name: `an offset of 0x${within.toString(16)} within a page` } as const;
        yield wrongValue(section.pointerToRawData, form, 'image', place(section.virtualAddress));
      }
    },
  },
];
