/** Mistakes in more than one place: the first, the last, or the headers and the file as a whole. */
import { endOf } from '../../src/results/index.ts';
import type { Image, Section } from '../../src/reader/index.ts';
import { SECTION_HEADER } from '../../src/reader/layouts.ts';
import { fieldIn } from './field-sites.ts';
import { onOutput, patched } from './fault.ts';
import type { Group, Mistake, Patch, Spoilt } from './fault.ts';
import { roundUp } from './good-append.ts';
import type { GoodAppend } from './good-append.ts';
import { DEBUG_KINDS, SECTION_KINDS } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { littleEndian } from './little-endian.ts';

/** Which of several is right. */
const PARTS = [
  ['only the first is right', (index: number) => index === 0],
  ['only the last is right', (index: number, count: number) => index === count - 1],
  ['all but the first are right', (index: number) => index !== 0],
  ['all but the last are right', (index: number, count: number) => index !== count - 1],
] as const;

type Rows = (image: Image) => readonly object[];

/** A field of several structures of one kind, of which some keep what they had or get nothing. */
function columnMistakes(site: string, kinds: Readonly<Record<string, Kind>>, rows: Rows): readonly Mistake[] {
  return Object.entries(kinds).flatMap(([field, kind]) =>
    PARTS.map(([operator, isRight]) =>
      onOutput({ site: `${site}.${field}`, operator, group: 'part' }, (good) => {
        const [old, now] = [rows(good.before), rows(good.after)];
        const patches = old.flatMap((row, index): readonly Patch[] => {
          const right = fieldIn(now[index] ?? null, field);
          if (right === null || old.length < 2 || isRight(index, old.length)) return [];
          const before = fieldIn(row, field);
          // Offsets that were not moved are what they were; nothing else changes, and is lost instead.
          const bytes =
            kind === 'offset' && before !== null
              ? good.before.source.slice(before.offset, before.length)
              : new Uint8Array(right.length);
          return [{ offset: right.offset, bytes }];
        });
        return patches.length === 0 ? null : { kind: 'patched', patches };
      }),
    ),
  );
}

/** Bytes of one section header. */
const HEADER = SECTION_HEADER.size;

function headerBytes({ after }: GoodAppend, { header }: Section): Uint8Array {
  return after.source.slice(header.offset, header.length);
}

function patches(...all: readonly Patch[]): Spoilt {
  return { kind: 'patched', patches: all };
}

type OnTable = (good: GoodAppend) => Spoilt | null;

const ON_TABLE: readonly (readonly [operator: string, group: Group, shows: Mistake['shows'], spoil: OnTable])[] = [
  [
    'new header lost',
    'zeroed',
    'firm',
    ({ added }) => patches({ offset: added.header.offset, bytes: new Uint8Array(HEADER) }),
  ],
  [
    'new header is the last old one',
    'stale',
    'firm',
    (good) => {
      const last = good.after.sections[good.before.sections.length - 1];
      return last === undefined ? null : patches({ offset: good.added.header.offset, bytes: headerBytes(good, last) });
    },
  ],
  [
    'new header twice',
    'twice',
    'firm',
    (good) => {
      const { numberOfSections } = good.after.coffHeader;
      return patches(
        { offset: endOf(good.added.header), bytes: headerBytes(good, good.added) },
        { offset: numberOfSections.offset, bytes: littleEndian(BigInt(numberOfSections.value + 1), 2) },
      );
    },
  ],
  [
    'new header first',
    'swapped',
    'firm',
    (good) => {
      const { offset, length } = good.after.sectionTable;
      const old = good.after.source.slice(offset, length - HEADER);
      return patches({ offset, bytes: headerBytes(good, good.added) }, { offset: offset + HEADER, bytes: old });
    },
  ],
  [
    'first and last old headers swapped',
    'swapped',
    'sometimes',
    (good) => {
      const [first, last] = [good.after.sections[0], good.after.sections[good.before.sections.length - 1]];
      if (first === undefined || last === undefined || first.index === last.index) return null;
      return patches(
        { offset: first.header.offset, bytes: headerBytes(good, last) },
        { offset: last.header.offset, bytes: headerBytes(good, first) },
      );
    },
  ],
  [
    'headers of the input',
    'stale',
    'sometimes',
    ({ before, after, input }) => {
      const { offset, length } = before.sectionTable;
      return patches({ offset: after.sectionTable.offset, bytes: input.slice(offset, offset + length) });
    },
  ],
];

type OnFile = (good: GoodAppend) => Uint8Array | null;

function longer(output: Uint8Array, more: number, value: number): Uint8Array {
  const bytes = new Uint8Array(output.length + more).fill(value, output.length);
  bytes.set(output);
  return bytes;
}

const block = ({ after }: GoodAppend): number => Math.max(1, after.optionalHeader.fileAlignment.value);

const ON_FILE: readonly (readonly [operator: string, group: Group, shows: Mistake['shows'], spoil: OnFile])[] = [
  ['its last byte lost', 'part', 'firm', ({ output }) => output.slice(0, -1)],
  ['its last block lost', 'part', 'firm', (good) => good.output.slice(0, -block(good))],
  [
    'cut where the content ends',
    'part',
    'sometimes',
    ({ output, added, request }) => output.slice(0, added.rawData.offset + request.content.length),
  ],
  ['cut where the new section ends', 'part', 'sometimes', ({ output, added }) => output.slice(0, endOf(added.rawData))],
  ['one byte more', 'unit', 'firm', ({ output }) => longer(output, 1, 0)],
  ['a block more', 'unit', 'firm', (good) => longer(good.output, block(good), 0)],
  ['garbage at its end', 'changed', 'firm', ({ output }) => longer(output, 8, 0xa5)],
  [
    'rounded up to a block',
    'rounding',
    'sometimes',
    (good) => longer(good.output, roundUp(good.output.length, block(good)) - good.output.length, 0),
  ],
  ['the input', 'stale', 'firm', ({ input }) => input.slice()],
  [
    'the input and the content',
    'stale',
    'firm',
    ({ input, request }) => new Uint8Array(Buffer.concat([input, request.content])),
  ],
  ['the content alone', 'part', 'firm', ({ request }) => request.content.slice()],
  ['empty', 'zeroed', 'firm', () => new Uint8Array(0)],
  ['content before the old data', 'swapped', 'sometimes', contentFirst],
];

/** The new data where the old ends, without padding between them, and what is there cut in two. */
function contentFirst({ output, added }: GoodAppend): Uint8Array | null {
  const { offset, length } = added.rawData;
  const first = Math.max(0, offset - length);
  const moved = output.slice();
  moved.set(output.subarray(offset, offset + length), first);
  moved.set(output.subarray(first, offset), first + length);
  return moved;
}

/** Mistakes about a signature, where the input has one. */
function signatureMistakes(): readonly Mistake[] {
  const left = (operator: string, group: Group, directory: 'cleared' | 'stale' | 'follows', kept: number): Mistake =>
    onOutput({ site: 'signature', operator, group }, ({ before, after, output, input }) => {
      const table = before.certificateTable?.span;
      const entry = after.directories[4];
      if (table === undefined || entry === undefined) return null;
      const length = Math.floor(table.length * kept);
      const start = length === 0 ? output.length : roundUp(output.length, 8);
      const bytes = longer(output, start + length - output.length, 0);
      bytes.set(input.subarray(table.offset, table.offset + length), start);
      const fields = {
        cleared: [0, 0],
        stale: [table.offset, table.length],
        follows: [start, length],
      }[directory];
      fields.forEach((value, index) => {
        bytes.set(littleEndian(BigInt(value), 4), entry.virtualAddress.offset + 4 * index);
      });
      return { kind: 'replaced', bytes };
    });
  return [
    left('left in the file', 'stale', 'cleared', 1),
    left('left in the directory', 'stale', 'stale', 0),
    left('left in both', 'stale', 'stale', 1),
    left('kept as if it were valid', 'shift', 'follows', 1),
    left('half lost', 'part', 'follows', 0.5),
    onOutput({ site: 'signature', operator: 'garbage in what aligned it', group: 'changed' }, ({ before, output }) => {
      if (before.certificateTable === null) return null;
      // The zeros at the end of the file, of which an alignment has at most seven.
      const end = output.slice(-7).findLastIndex((byte) => byte !== 0) + 1;
      return end === 7 ? null : patched(output.length - 7 + end, new Uint8Array(7 - end).fill(0xa5));
    }),
  ];
}

/** All mistakes in more than one place. */
export const TABLE_MISTAKES: readonly Mistake[] = [
  ...columnMistakes('old sections', SECTION_KINDS, ({ sections }) => sections),
  ...columnMistakes('debug entries', DEBUG_KINDS, ({ debugEntries }) => debugEntries),
  ...ON_TABLE.map(([operator, group, shows, spoil]) =>
    onOutput({ site: 'section table', operator, group, shows }, spoil),
  ),
  ...ON_FILE.map(([operator, group, shows, spoil]) =>
    onOutput({ site: 'file', operator, group, shows }, (good) => {
      const bytes = spoil(good);
      return bytes === null ? null : { kind: 'replaced', bytes };
    }),
  ),
  ...signatureMistakes(),
];
