/**
 * Goal: of two mistakes that break the same rules on different images, both are named, each with a case that shows it, and a
 * baseline that knows one of them does not pass for the other.
 */
import { describe, expect, it } from 'vitest';
import { againstBaseline, baselineRunOf } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import {
  COFF,
  OPTIONAL,
  coff,
  lastHeader,
  optional,
  rawDataOf,
  sectionCount,
  setU16,
  setU32,
  u16,
} from '../saboteurs/patch.ts';
import { spoiling } from '../saboteurs/saboteur.ts';
import type { Spoil } from '../saboteurs/saboteur.ts';
import { campaignOf } from '../support/campaign.ts';

/** What a rewriter does to images of one section, and to all others. */
interface Pair {
  readonly one: string;
  readonly other: string;
  readonly spoilOne: Spoil;
  readonly spoilOther: Spoil;
  readonly isOne: (given: Parameters<Spoil>[1]) => boolean;
}

const hasOneSection: Pair['isOne'] = ({ image }) => sectionCount(image) === 1;
const isShort: Pair['isOne'] = ({ request }) => request.content.length <= 100;

const otherTime: Spoil = (output) => {
  setU32(output, coff(output, COFF.timeDateStamp), 0x5f5e_1000);
  return output;
};

const otherFlags: Spoil = (output) => {
  const at = coff(output, COFF.characteristics);
  setU16(output, at, u16(output, at) ^ 0x2000);
  return output;
};

const otherStack: Spoil = (output) => {
  setU32(output, optional(output, OPTIONAL.sizeOfStackReserve), 0x77_0000);
  return output;
};

const otherSystem: Spoil = (output) => {
  setU16(output, optional(output, OPTIONAL.majorOperatingSystemVersion), 77);
  return output;
};

const stalePadding: Spoil = (output, { request }) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  output.fill(0xcc, pointer + request.content.length, pointer + size);
  return output;
};

const otherContent: Spoil = (output, { request }) => {
  const last = rawDataOf(output, lastHeader(output)).pointer + request.content.length - 1;
  output[last] = (output[last] ?? 0) ^ 0xff;
  return output;
};

const PAIRS: readonly Pair[] = [
  { one: 'time-stamp', other: 'coff-header', spoilOne: otherTime, spoilOther: otherFlags, isOne: hasOneSection },
  { one: 'coff-header', other: 'time-stamp', spoilOne: otherFlags, spoilOther: otherTime, isOne: hasOneSection },
  { one: 'versions', other: 'optional-header', spoilOne: otherSystem, spoilOther: otherStack, isOne: hasOneSection },
  { one: 'new-padding', other: 'new-content', spoilOne: stalePadding, spoilOther: otherContent, isOne: isShort },
  { one: 'new-content', other: 'new-padding', spoilOne: otherContent, spoilOther: stalePadding, isOne: isShort },
];

async function reportOf({ isOne, spoilOne, spoilOther }: Pair): Promise<Report> {
  const sabotage = spoiling((output, given) => (isOne(given) ? spoilOne : spoilOther)(output, given));
  return (await campaignOf(sabotage(builtinSubject('0')), { runs: 120 })).report;
}

describe('a mistake that breaks the same rules as another, on other images', () => {
  it.each(PAIRS)('is named beside it: $one and $other', async (pair) => {
    const { one, other } = pair;
    const { defects, cases } = await reportOf(pair);
    const [first, second, ...more] = [one, other].map((id) => defects.filter((each) => each.id === id));
    expect([first?.length, second?.length, more]).toEqual([1, 1, []]);
    const caseIds = [first, second].map((each) => each?.[0]?.caseId ?? '');
    expect(new Set(caseIds).size).toBe(2);
    expect(cases.map(({ id }) => id)).toEqual(expect.arrayContaining(caseIds));
  });

  it.each(PAIRS)('is not known where the baseline has one of them: $one and $other', async (pair) => {
    const report = await reportOf(pair);
    const { rules, defects, diagnosis } = report;
    const entry = { rule: null, reason: 'it is known', until: null, answers: ['rewritten'], run: null } as const;
    const seen = { rules, defects, diagnosis, extent: 'whole', leftOut: 0, run: baselineRunOf(report) } as const;
    for (const known of [pair.one, pair.other]) {
      const { unexpected } = againstBaseline(seen, [{ ...entry, defect: known }], '2026-01-01');
      expect(unexpected.length).toBeGreaterThan(0);
    }
  });
});
