import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, judgeImage } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { clean, v0 } from '../../vectors/base-images.ts';
import { IMAGE_FAULTS, IMAGE_HOLDS, IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';

/** What every image rule says of a file, judged with no profile. */
function judgeAll(bytes: Uint8Array): ReadonlyMap<RuleId, Verdict> {
  const reading = readImage(bytes);
  return new Map(IMAGE_RULES.map((rule) => [rule.id, judgeImage(rule, reading)]));
}

function failing(bytes: Uint8Array): readonly RuleId[] {
  return [...judgeAll(bytes)].filter(([, { kind }]) => kind !== 'pass' && kind !== 'skip').map(([id]) => id);
}

/** Entries of a table with the sentence that names their test. */
function titled<E extends { rule: RuleId; name: string }>(entries: readonly E[]): readonly (readonly [string, E])[] {
  return entries.map((entry) => [`${entry.rule}: ${entry.name}`, entry]);
}

describe('the base images', () => {
  it('have nothing that an image rule finds fault with, in the clean one', () => {
    expect(failing(clean())).toEqual([]);
  });

  it('break three rules in the vector V0, whose payload is a pattern', () => {
    expect(failing(v0())).toEqual(['ZB-011', 'ZB-017', 'PE-OPT-008']);
  });
});

describe('every image rule fails on an image that breaks it', () => {
  it.each(titled(IMAGE_VIOLATIONS))('%s', (_, { rule, base = clean, make, also = [], at, actual, wanted }) => {
    const before = failing(base());
    const verdicts = judgeAll(make());
    const added = failing(make()).filter((id) => !before.includes(id));
    expect(added.toSorted()).toEqual([rule, ...also].toSorted());
    const verdict = verdicts.get(rule);
    if (verdict?.kind !== 'fail')
      throw new Error(`${rule} is expected to fail, not to ${verdict?.kind ?? 'be missing'}`);
    const [first] = verdict.findings;
    expect(first.at[0]).toEqual({ file: 'image', ...at });
    if (actual !== undefined) expect(first.actual).toBe(actual);
    if (wanted !== undefined) expect(first.expected).toEqual(wanted);
  });
});

describe('every image rule holds on an image that satisfies it by the smallest margin', () => {
  it.each(titled(IMAGE_HOLDS))('%s', (_, { rule, make }) => {
    expect(judgeAll(make()).get(rule)).toEqual({ kind: 'pass' });
  });
});

describe('every fault of the reader is judged by exactly one rule', () => {
  it.each(titled(IMAGE_FAULTS))('%s', (_, { rule, make, code, at, actual }) => {
    const reading = readImage(make());
    expect(reading.ok ? 'no fault' : reading.fault.code).toBe(code);
    for (const [id, verdict] of judgeAll(make())) {
      if (id !== rule) expect(verdict).toEqual({ kind: 'skip', reason: 'the image cannot be read' });
      else if (verdict.kind !== 'fail') throw new Error(`${rule} is expected to fail, not to ${verdict.kind}`);
      else expect(verdict.findings[0]).toMatchObject({ actual, at: [{ file: 'image', ...at }] });
    }
  });
});
