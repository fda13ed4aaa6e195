import type { Image, Region } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';
import { endsInsideBlock, firstRawData, gapsAreBelowOneBlock, nameOf, rawField, withRawData } from './facts.ts';

/** A part of the file in words: a member of a table by what it holds, anything else by its own name. */
function label({ kind, owner }: Region): string {
  return owner.endsWith(']') ? `${kind.replaceAll('-', ' ')} of ${owner}` : owner;
}

/** Aligned data behind data that ends inside a block leaves a gap, which is less than a block. */
function behindUnalignedData(before: Image, after: Image): string | undefined {
  return endsInsideBlock(before) && gapsAreBelowOneBlock(after)
    ? "the input's data ends inside a block of FileAlignment"
    : undefined;
}

/** Rules on how the file is divided. */
export const FILE_LAYOUT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAF-001',
    title: 'No two parts of the file overlap.',
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale: 'Shared bytes are hashed twice and mean two things; changing one part changes the other.',
    enforcedBy: ['AUDK PeCoffHash.c', 'shim pe.c'],
    *check({ regionMap }) {
      for (const { first, second } of regionMap.clashes) {
        const expected = { kind: 'apart-from', what: label(first), start: first.offset, end: endOf(first) } as const;
        const end = Math.min(endOf(first), endOf(second));
        const shared = { offset: second.offset, length: Math.max(1, end - second.offset) };
        yield wrong(label(second), expected, formatSpan(second), place(shared));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-003',
    title: "No gap lies between two sections' data.",
    references: [REFERENCES.imageHash],
    rationale:
      'Authenticode hashes sections and not what lies between them: bytes in a gap can be changed after signing.',
    enforcedBy: ['sbsign', 'osslsigncode'],
    unavoidable: behindUnalignedData,
    *check(image) {
      const sections = [...withRawData(image)].sort((a, b) => a.rawData.offset - b.rawData.offset);
      let previousEnd: number | null = null;
      for (const section of sections) {
        const { offset } = section.rawData;
        if (previousEnd !== null && offset > previousEnd) {
          const gap = { offset: previousEnd, length: offset - previousEnd };
          yield wrong(`data of ${nameOf(section)}`, equals(previousEnd), offset, place(rawField(section)), place(gap));
        }
        previousEnd = Math.max(previousEnd ?? 0, endOf(section.rawData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-004',
    title: 'The first data byte of any section follows the headers directly.',
    references: [REFERENCES.imageHash, REFERENCES.windowsFields],
    rationale:
      'When SizeOfHeaders ends before the data starts, the bytes between are in no signature and anybody can edit them.',
    enforcedBy: ['sbsign', 'osslsigncode'],
    inapplicable: (image) => (firstRawData(image) === null ? 'no section has data' : undefined),
    *check(image) {
      const { sizeOfHeaders } = image.optionalHeader;
      const first = firstRawData(image);
      if (first === null || sizeOfHeaders.value >= first) return;
      const gap = { offset: sizeOfHeaders.value, length: first - sizeOfHeaders.value };
      yield wrongValue(sizeOfHeaders, equals(first), 'image', place(gap));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-013',
    title: 'Every byte of the file belongs to exactly one part of it.',
    references: [REFERENCES.sectionData],
    rationale: 'What no header accounts for is carried along unseen, or lost by the next tool.',
    unavoidable: (before, after) =>
      after.regionMap.clashes.length === 0 ? behindUnalignedData(before, after) : undefined,
    *check({ regionMap }) {
      for (const { first, second } of regionMap.clashes) {
        yield wrong(
          label(second),
          { kind: 'form', name: `bytes that ${label(first)} does not have too` },
          formatSpan(second),
          place(second),
        );
      }
      for (const region of regionMap.regions) {
        if (region.kind !== 'gap') continue;
        yield wrong(
          'unclaimed bytes',
          { kind: 'form', name: 'a part of the image that owns them' },
          formatSpan(region),
          place(region),
        );
      }
    },
  },
];
