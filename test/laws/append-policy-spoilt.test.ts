/**
 * Goal: the oracle of the append policy can object. One right output after the other is spoilt in one place, and the row
 * of the policy that speaks of that place has to say so.
 */
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { withObjectTables } from '../support/append-cases.ts';
import { POLICY, rewriteOf } from '../support/append-oracle.ts';
import type { Rewrite } from '../support/append-oracle.ts';
import { viewPe, withNumbers, word } from '../support/pe-view.ts';
import type { PeView, SectionView } from '../support/pe-view.ts';

const FULL =
  'stub=64 headerRoom=page grain=page directories=7 debug=both gap=1 overlay=21 symbols=table checkSum=valid ' +
  'sections=.text:code:1:0,.data:data:1:0,.bss:bss:0:64 request=.bpf:0:700:0x40000040';
const TIGHT = 'headerRoom=0 sections=.text:code:1:0,.data:data:1:0 overlay=3 checkSum=valid';

/** One place to spoil: what it is, the row that speaks of it, and where it is in the output. */
interface Spoil {
  readonly what: string;
  readonly row: string;
  readonly at: (rewrite: Rewrite) => number;
  readonly plan?: string;
}

const NEW = 'the new section';
const HEADERS = 'SizeOfHeaders and the shift of the data';
const ZBOOT = 'the zboot header and the payload';
const OFFSETS = 'all other file offsets';
const TOTALS = 'SizeOfImage and SizeOfInitializedData';
const REST = 'stub, slack, gaps, symbols, overlay and every other byte';

function added({ sections }: PeView): SectionView {
  const last = sections.at(-1);
  if (last === undefined) throw new Error('an output has a section');
  return last;
}

function first({ sections }: PeView): SectionView {
  const [section] = sections;
  if (section === undefined) throw new Error('an output has a section');
  return section;
}

/** A field of the new section header. */
function newField(what: string, offset: number): Spoil {
  return { what: `${what} of the new section`, row: NEW, at: ({ after }) => added(after).at + offset };
}

/** A field of the optional header. */
function optionalField(what: string, row: string, offset: number): Spoil {
  return { what, row, at: ({ after }) => after.optionalOffset + offset };
}

const SPOILS: readonly Spoil[] = [
  newField('VirtualSize', 8),
  newField('VirtualAddress', 13),
  newField('SizeOfRawData', 17),
  newField('PointerToRawData', 21),
  newField('PointerToRelocations', 24),
  newField('PointerToLinenumbers', 28),
  newField('NumberOfRelocations', 32),
  newField('NumberOfLinenumbers', 34),
  newField('Characteristics', 39),
  { what: 'a byte of the content', row: NEW, at: ({ after }) => added(after).pointerToRawData + 699 },
  { what: 'a byte of the padding', row: NEW, at: ({ after }) => added(after).pointerToRawData + 700 },
  { what: 'NumberOfSections', row: NEW, at: ({ after }) => after.peOffset + 6 },
  { what: 'a byte of the name', row: 'its name', at: ({ after }) => added(after).at + 3 },
  { what: 'a byte behind the name', row: 'its name', at: ({ after }) => added(after).at + 7 },
  optionalField('SizeOfHeaders', HEADERS, 61),
  { ...optionalField('SizeOfHeaders that grew', HEADERS, 61), plan: TIGHT },
  { what: 'PointerToRawData of an old section', row: HEADERS, at: ({ after }) => first(after).at + 21 },
  { what: 'PointerToRawData that moved', row: HEADERS, at: ({ after }) => first(after).at + 21, plan: TIGHT },
  {
    what: 'a byte of the debug data behind the table',
    row: 'live bytes behind the section table',
    at: ({ after }) => after.tableEnd,
  },
  {
    what: 'the file offset of a debug entry',
    row: 'live bytes behind the section table',
    at: ({ after }) => (after.debugEntries[1]?.at ?? 0) + 24,
  },
  { what: 'the size of a debug entry', row: OFFSETS, at: ({ after }) => (after.debugEntries[0]?.at ?? 0) + 16 },
  { what: 'the payload offset', row: ZBOOT, at: () => 8 },
  { what: 'the payload offset that moved', row: ZBOOT, at: () => 9, plan: TIGHT },
  { what: 'the payload size', row: ZBOOT, at: () => 12 },
  { what: 'the last byte of the compression type', row: ZBOOT, at: () => 55 },
  { what: 'the magic of the zboot header', row: ZBOOT, at: () => 5 },
  { what: 'a byte of the payload', row: ZBOOT, at: ({ after }) => word(after.bytes, 8) + 9, plan: TIGHT },
  { what: 'PointerToSymbolTable', row: OFFSETS, at: ({ after }) => after.peOffset + 12 },
  { what: 'a byte of the symbols', row: OFFSETS, at: ({ after }) => after.pointerToSymbolTable + 20 },
  { what: 'PointerToRelocations', row: OFFSETS, at: ({ after }) => first(after).at + 24, plan: TIGHT },
  { what: 'PointerToLinenumbers', row: OFFSETS, at: ({ after }) => first(after).at + 29, plan: TIGHT },
  optionalField('SizeOfImage', TOTALS, 57),
  optionalField('SizeOfInitializedData', TOTALS, 9),
  optionalField('CheckSum', 'CheckSum', 64),
  { what: 'any byte under a CheckSum', row: 'CheckSum', at: ({ after }) => after.bytes.length - 1 },
  { what: 'a byte of the stub', row: REST, at: () => 70 },
  { what: 'a byte of the header slack', row: REST, at: ({ after }) => after.sizeOfHeaders - 1 },
  { what: 'a byte of a gap', row: REST, at: ({ after }) => first(after).pointerToRawData + first(after).sizeOfRawData },
  { what: 'a byte of the overlay', row: REST, at: ({ after }) => after.bytes.length - 1 },
  { what: 'a byte of the growth', row: REST, at: ({ after }) => after.sizeOfHeaders - 1, plan: TIGHT },
  optionalField('the entry point', REST, 16),
  { what: 'an old VirtualSize', row: REST, at: ({ after }) => first(after).at + 8 },
  { what: 'the time stamp', row: REST, at: ({ after }) => after.peOffset + 8 },
];

/** A right output for a plan, with relocations and line numbers where nothing else is on the payload. */
function rightOutput(plan: string): Rewrite {
  const { image, request } = caseFromPlan(parsePlan(plan));
  const each = plan === TIGHT ? withObjectTables({ title: plan, image, request }) : { image, request };
  const answer = appendSections(each.image, [request]);
  if (answer.kind === 'refused') throw new Error(answer.detail);
  return rewriteOf(viewPe(each.image), request, answer.bytes);
}

function objectingRows(rewrite: Rewrite): readonly string[] {
  return POLICY.filter(({ objections }) => objections(rewrite).length > 0).map(({ name }) => name);
}

function spoilt(rewrite: Rewrite, bytes: Uint8Array): Rewrite {
  return rewriteOf(rewrite.before, rewrite.request, bytes);
}

describe('the oracle of the append policy', () => {
  it.each([
    ['with everything', FULL],
    ['with headers that grow', TIGHT],
  ])('has nothing against the output for an image %s', (_, plan) => {
    expect(objectingRows(rightOutput(plan))).toEqual([]);
  });

  it.each(SPOILS.map((spoil) => [spoil.what, spoil.row, spoil] as const))(
    'finds that %s is spoilt, by the row on %s',
    (_, row, { at, plan }) => {
      const right = rightOutput(plan ?? FULL);
      const { bytes } = right.after;
      const place = at(right);
      const wrong = withNumbers(bytes, 1, [[place, (bytes[place] ?? 0) ^ 1]]);
      expect(objectingRows(spoilt(right, wrong))).toContain(row);
    },
  );

  it('finds that a byte is lacking or too many at the end', () => {
    const right = rightOutput(FULL);
    const { bytes } = right.after;
    expect(objectingRows(spoilt(right, bytes.slice(0, -1)))).toContain(REST);
    expect(objectingRows(spoilt(right, Uint8Array.from([...bytes, 0])))).toContain(REST);
  });

  it('speaks of every row in the table of spoilt places', () => {
    const rows = new Set(SPOILS.map(({ row }) => row));
    expect(POLICY.map(({ name }) => name).filter((name) => !rows.has(name))).toEqual([]);
  });
});
