import { describe, expect, it } from 'vitest';
import { PROFILES, levelOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { failingOn, judgeByAll, wrongWithHold, wrongWithViolation } from '../../support/image-vectors.ts';
import { clean, ideal, v0 } from '../../vectors/base-images.ts';
import { IMAGE_FAULTS, IMAGE_HOLDS, IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';

/** Entries of a table with the sentence that names their test. */
function titled<E extends { rule: RuleId; name: string }>(entries: readonly E[]): readonly (readonly [string, E])[] {
  return entries.map((entry) => [`${entry.rule}: ${entry.name}`, entry]);
}

describe('the base images', () => {
  it('have nothing that an image rule finds fault with, in the ideal one', () => {
    expect(failingOn(ideal())).toEqual([]);
  });

  it('want nothing but what a signed boot loader has, in the clean one', () => {
    const errors = failingOn(clean()).filter((id) => PROFILES.some(({ name }) => levelOf(id, name) === 'error'));
    expect(errors).toEqual(['PE-NX-008']);
  });

  it('break three more rules in the vector V0, whose payload is a pattern', () => {
    const added = failingOn(v0()).filter((id) => !failingOn(clean()).includes(id));
    expect(added).toEqual(['ZB-011', 'ZB-018', 'PE-OPT-008']);
  });
});

describe('every image rule fails on an image that breaks it', () => {
  it.each(titled(IMAGE_VIOLATIONS))('%s', (_, entry) => {
    expect(wrongWithViolation(entry)).toEqual([]);
  });
});

describe('every image rule holds on an image that satisfies it by the smallest margin', () => {
  it.each(titled(IMAGE_HOLDS))('%s', (_, entry) => {
    expect(wrongWithHold(entry)).toEqual([]);
  });
});

describe('every fault of the reader is judged by exactly one rule', () => {
  it.each(titled(IMAGE_FAULTS))('%s', (_, { rule, make, code, at, actual }) => {
    const reading = readImage(make());
    expect(reading.ok ? 'no fault' : reading.fault.code).toBe(code);
    for (const [id, verdict] of judgeByAll(make())) {
      if (id !== rule) expect(verdict).toEqual({ kind: 'skip', reason: 'the image cannot be read' });
      else if (verdict.kind !== 'fail') throw new Error(`${rule} is expected to fail, not to ${verdict.kind}`);
      else expect(verdict.findings[0]).toMatchObject({ actual, at: [{ file: 'image', ...at }] });
    }
  });
});
