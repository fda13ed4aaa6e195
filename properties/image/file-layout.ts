import type { Clash, Image, Region } from '../../src/reader/index.ts';
import { contains, endOf, formatSpan, overlaps } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { HARMLESS, OTHER_DIGEST, UNHASHED_GAP, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { firstRawData, isHarmless, nameOf, rawField, withRawData } from './facts.ts';
import { withoutTwoSectionsOfData } from './vacuity.ts';

/** A part of the file in words: a member of a table by what it holds, anything else by its own name. */
function label({ kind, owner }: Region): string {
  return owner.endsWith(']') ? `${kind.replaceAll('-', ' ')} of ${owner}` : owner;
}

/** Debug data or symbols that claim more than the file has overlap whatever is appended to it. */
function reachedBefore(before: Image, after: Image, fresh: readonly Finding[]): string | undefined {
  const owners = new Set<string>();
  for (const { index, data } of before.debugEntries) {
    if (endOf(data) > before.fileSize) owners.add(`debugEntries[${index}]`);
  }
  const symbols = before.symbolTable;
  if (symbols !== null && endOf(symbols.strings ?? symbols.symbols) > before.fileSize) owners.add('symbolTable');
  const isAlone = (region: Region): boolean =>
    after.sections.filter(({ rawData }) => overlaps(rawData, region)).length <= 1 &&
    region.offset >= after.optionalHeader.sizeOfHeaders.value;
  const reaching = after.regionMap.clashes
    .filter((clash) => isHarmless(clash) && owners.has(clash.first.owner) && isAlone(clash.second))
    .map(({ second }) => label(second));
  return fresh.every(({ about }) => reaching.includes(about))
    ? 'debug data or symbols of the input extend past its end'
    : undefined;
}

/**
 * Whether a section starts with the COFF symbols and has them for its data, as every program of Go does: no sentence of
 * the format forbids it, and both mean the same bytes.
 */
function isTableInSection({ symbolTable }: Image, { first, second }: Clash): boolean {
  const [table, data] = first.kind === 'symbol-table' ? [first, second] : [second, first];
  if (symbolTable === null || table.kind !== 'symbol-table' || data.kind !== 'section-data') return false;
  return data.offset === symbolTable.symbols.offset && contains(data, table);
}

/** Rules on how the file is divided. */
export const FILE_LAYOUT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAF-001',
    name: 'regions-disjoint',
    levels: 'EWEWEE',
    title: 'No two parts of the file overlap.',
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale: 'Shared bytes are hashed twice and mean two things; changing one part changes the other.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': refuses('audk', ' when it hashes it'),
      shim: untidy('shim', 'loads it as long as the sizes do not add up to more than the file'),
      zboot: OTHER_DIGEST.zboot,
    },
    enforcedBy: [
      'AUDK PeCoffHash.c:102: unless PcdImageLoaderHashProhibitOverlap is off',
      'shim: when the sizes add up to more than the file',
    ],
    brokenBy: ['a new section on top of the data of an old one', 'a section header on top of data'],
    knownViolations: [
      "The kexec list's builder places the new data after that of the last section of the table, on top of data that comes later in the file.",
    ],
    unavoidable: reachedBefore,
    *check(image) {
      const { clashes } = image.regionMap;
      for (const { first, second } of clashes.filter((clash) => !isTableInSection(image, clash))) {
        const expected = { kind: 'apart-from', what: label(first), start: first.offset, end: endOf(first) } as const;
        const end = Math.min(endOf(first), endOf(second));
        const shared = { offset: second.offset, length: end - second.offset };
        yield wrong(label(second), expected, formatSpan(second), place(shared));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-003',
    name: 'no-raw-gaps',
    levels: 'WWWWEE',
    title: 'There is no gap between the data of two sections.',
    references: [REFERENCES.imageHash],
    rationale:
      'Authenticode hashes sections and not what is between them: bytes in a gap can be changed after signing.',
    severity: 'mishandled',
    effects: UNHASHED_GAP,
    enforcedBy: ['sbsign: warns, "gap in section table"', 'osslsigncode: hashes the gap too, so its digest differs'],
    brokenBy: ['a pointer that skips a block', 'data that ends inside a block, followed by aligned data'],
    knownViolations: [
      'Signed files of fwupd-efi and systemd-boot once had gaps between sections, and some firmware refused them.',
    ],
    vacuous: withoutTwoSectionsOfData,
    *check(image) {
      const sections = [...withRawData(image)].sort((a, b) => a.rawData.offset - b.rawData.offset);
      let previousEnd = sections[0]?.rawData.offset ?? 0;
      for (const section of sections) {
        const { offset } = section.rawData;
        if (offset > previousEnd) {
          const gap = { offset: previousEnd, length: offset - previousEnd };
          yield wrong(`data of ${nameOf(section)}`, equals(previousEnd), offset, place(rawField(section)), place(gap));
        }
        previousEnd = Math.max(previousEnd, endOf(section.rawData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-004',
    name: 'no-header-gap',
    levels: 'WWWWEE',
    title: 'The first byte of section data directly follows the headers.',
    references: [REFERENCES.imageHash, REFERENCES.windowsFields],
    rationale:
      'If SizeOfHeaders ends before the data starts, no signature covers the bytes in between and anybody can edit them.',
    severity: 'mishandled',
    effects: UNHASHED_GAP,
    enforcedBy: [
      'sbsign: warns, "gap in section table"',
      'osslsigncode: hashes the gap too, so its digest differs',
      'sbverify: accepts a signed file whose gap was edited',
    ],
    brokenBy: ['a SizeOfHeaders recomputed from the length of the table'],
    knownViolations: [
      "The kexec list's builder reduces SizeOfHeaders from 0x1000 to 0x200 in every kernel image, while the data stays at 0x1000.",
    ],
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
    name: 'regions-cover',
    levels: 'WWWWWW',
    title: 'Every byte of the file belongs to exactly one part of it.',
    references: [REFERENCES.sectionData],
    rationale: 'Bytes that no header accounts for are carried along unseen, or lost by the next tool.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a gap between two sections', 'two headers that claim the same bytes'],
    unavoidable: reachedBefore,
    *check(image) {
      const { clashes } = image.regionMap;
      for (const { first, second } of clashes.filter((clash) => !isTableInSection(image, clash))) {
        yield wrong(
          label(second),
          { kind: 'form', name: `bytes that are not in ${label(first)} as well` },
          formatSpan(second),
          place(second),
        );
      }
      for (const region of image.regionMap.regions) {
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
