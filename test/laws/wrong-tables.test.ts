/**
 * Goal: a tool is blamed for what it got wrong in the section table and for nothing else. One right output after the other gets
 * its table turned, the new header first, or two names exchanged, or one pointer changed, and the rules that speak of
 * everything else have nothing to say.
 */
import { describe, expect, it } from 'vitest';
import { GRID_SIZE, caseOf } from '../../generators/index.ts';
import type { CaseAddress } from '../../generators/index.ts';
import { RULES, judgeCall } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import type { Finding, Verdict } from '../../src/results/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { callOf } from '../support/calls.ts';
import { outOf, sampleOf } from '../support/effort.ts';

const SEED = 7;
const HEADER = 40;
/** Rules on the order of the table, or of what it names, and what compares whole images. */
const ORDER = /^(?:PR-SEC-005|PR-META-.*|PE-LAF-002|PE-LAM-00[134]|PE-NX-012|PE-OPT-023|PE-DIR-043)$/;
/** Rules on names, and what compares whole images. */
const NAMES = /^(?:PR-SEC-00[15]|PR-NEW-00[12]|PR-OPT-00[58]|PR-COF-004|PR-META-.*)$/;
/** Rules on the section with the wrong pointer, the data that it names and what addresses in it lead to. */
const POINTER = /^(?:PR-SEC-00[24]|PR-NEW-008|PR-NEW-010|PR-DIR-00[34]|PR-OPT-00[58]|PR-FIL-00[1-4]|PR-META-.*)$/;
const JUDGING = RULES.filter(({ scope }) => scope !== 'call');
const ALL: readonly CaseAddress[] = [
  ...Array.from({ length: Math.floor(GRID_SIZE / 5) }, (_, index) => ({ set: 'grid' as const, index: 5 * index })),
  ...Array.from({ length: 200 }, (_, index) => ({ set: 'random' as const, index })),
];
const ADDRESSES = sampleOf(ALL, { quick: 100 });

/** The output with its last section header in front of all others. */
function turned(bytes: Uint8Array, { sectionTable: { offset, length } }: Image): Uint8Array {
  const sorted = bytes.slice();
  sorted.set(bytes.subarray(offset + length - HEADER, offset + length), offset);
  sorted.set(bytes.subarray(offset, offset + length - HEADER), offset + HEADER);
  return sorted;
}

/** The output with the names of its first and its last section exchanged. */
function exchanged(bytes: Uint8Array, after: Image): Uint8Array | null {
  const [first, last] = [after.sections[0], after.sections.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const [name, other] = [first.name, last.name].map(({ offset, length }) => bytes.slice(offset, offset + length));
  if (name === undefined || other === undefined) return null;
  const spoilt = bytes.slice();
  spoilt.set(other, first.name.offset);
  spoilt.set(name, last.name.offset);
  return spoilt;
}

/** The output with another pointer in its first header of a section with data, where a second one tells where data is. */
function mispointed(bytes: Uint8Array, after: Image, before: Image): Uint8Array | null {
  const [first, second] = before.sections.filter(({ rawData }) => rawData.length > 0);
  const pointer = first === undefined ? undefined : after.sections[first.index]?.pointerToRawData;
  if (pointer === undefined || second === undefined) return null;
  const spoilt = bytes.slice();
  new DataView(spoilt.buffer).setUint32(pointer.offset, pointer.value + 0x200, true);
  return spoilt;
}

function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

/** What rules on appends say of an output. */
interface Judged {
  readonly address: CaseAddress;
  readonly before: Image;
  readonly broken: readonly string[];
  readonly findingsOf: (id: RuleId) => readonly Finding[];
}

type Verdicts = ReadonlyMap<RuleId, Verdict>;

/** Judges every output that can be spoilt; `null` where one cannot. */
function judged(spoil: (bytes: Uint8Array, after: Image, before: Image) => Uint8Array | null): readonly Judged[] {
  return ADDRESSES.flatMap((address) => {
    const { image, request } = caseOf(SEED, address);
    const answer = appendSections(image.slice(), [request]);
    if (answer.kind !== 'rewritten') return [];
    const before = imageOf(image);
    const bytes = spoil(answer.bytes, imageOf(answer.bytes), before);
    if (bytes === null) return [];
    const verdictsOn = (output: Uint8Array): Verdicts => {
      const rewritten = { kind: 'rewritten', bytes: output } as const;
      const call = callOf({ before, requests: [request], answer: rewritten, after: readImage(output) });
      return new Map(JUDGING.map((rule) => [rule.id, judgeCall(rule, call)]));
    };
    // Remarks on what no append can keep are there already.
    const right = verdictsOn(answer.bytes);
    const verdicts = verdictsOn(bytes);
    const broken = [...verdicts].flatMap(([id, { kind }]) =>
      kind === 'fail' && right.get(id)?.kind !== 'fail' ? [id] : [],
    );
    const findingsOf = (id: RuleId): readonly Finding[] => {
      const verdict = verdicts.get(id);
      return verdict?.kind === 'fail' ? verdict.findings : [];
    };
    return [{ address, before, broken, findingsOf }];
  });
}

/** Rules that are broken beside those that may be. */
const others = ({ address, broken }: Judged, allowed: RegExp): object => ({
  address,
  broken: broken.filter((id) => !allowed.test(id)),
});

/** The output without the header of its first section, and with a copy of the last so that the count is right. */
function dropped(bytes: Uint8Array, after: Image): Uint8Array | null {
  const { offset, length } = after.sectionTable;
  if (after.sections.length < 3) return null;
  const spoilt = bytes.slice();
  spoilt.set(bytes.subarray(offset + HEADER, offset + length), offset);
  const last = spoilt.subarray(offset + length - HEADER, offset + length);
  // A name and an address that no other section has.
  last.set([0x2e, 0x7a, 0x7a, 0x7a, 0, 0, 0, 0]);
  last.set([0, 0, 0, 0x70], 12);
  return spoilt;
}

/** The same of rules that compare an output with its input; what an image is by itself is another matter. */
const onAppends = (each: Judged, allowed: RegExp): object =>
  others({ ...each, broken: each.broken.filter((id) => id.startsWith('PR-')) }, allowed);

describe(`in ${outOf(ADDRESSES, ALL)} cases, an output`, () => {
  it('whose table is sorted breaks the rule of order, and no rule of what moved with its header', () => {
    const all = judged(turned);
    expect(all.length).toBeGreaterThan(ADDRESSES.length / 2);
    for (const each of all) {
      expect(others(each, ORDER)).toEqual({ address: each.address, broken: [] });
      if (each.before.sections.length > 0) expect(each.broken).toContain('PR-SEC-005');
    }
  });

  it('with the names of an old and the new section exchanged breaks the rules on their names', () => {
    const all = judged(exchanged);
    expect(all.length).toBeGreaterThan(ADDRESSES.length / 2);
    for (const each of all) {
      expect(onAppends(each, NAMES)).toEqual({ address: each.address, broken: [] });
      expect(each.broken).toEqual(expect.arrayContaining(['PR-SEC-001', 'PR-NEW-001']));
    }
  });

  it('with a wrong pointer in its first header is told of that pointer, not of all that stayed where it belongs', () => {
    const all = judged(mispointed);
    expect(all.length).toBeGreaterThan(ADDRESSES.length / 4);
    for (const each of all) {
      expect(onAppends(each, POINTER)).toEqual({ address: each.address, broken: [] });
      const first = each.before.sections.findIndex(({ rawData }) => rawData.length > 0);
      const told = each.findingsOf('PR-SEC-002').map(({ about }) => about);
      expect({ address: each.address, told }).toEqual({
        address: each.address,
        told: [`sections[${first}].pointerToRawData`],
      });
    }
  });

  it('without the header of an old section is said to have lost it by each rule on that section', () => {
    const all = judged(dropped);
    expect(all.length).toBeGreaterThan(ADDRESSES.length / 4);
    for (const { address, before, findingsOf } of all) {
      const lost = before.sections.findIndex(({ index }) => index === 0);
      expect({ address, told: findingsOf('PR-SEC-001').map(({ about }) => about) }).toEqual({
        address,
        told: expect.arrayContaining([`sections[${lost}]`]) as unknown,
      });
      if ((before.sections[0]?.rawData.length ?? 0) > 0) expect(findingsOf('PR-SEC-004')).not.toEqual([]);
    }
  });
});
