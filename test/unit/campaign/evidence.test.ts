/** Goal: what is kept of cases as they were seen is the first of each kind, and never more bytes than it may be. */
import { describe, expect, it } from 'vitest';
import { Evidence } from '../../../src/campaign/evidence.ts';
import { examine } from '../../../src/campaign/examine.ts';
import type { Repetition } from '../../../properties/index.ts';
import { ruleOf } from '../../../properties/index.ts';
import { caseOf, subjectThat } from '../../support/cases.ts';

const RULE = 'PR-COF-001';

/** Whether a case is kept whose every output is the image and zeros after it, so many bytes in all. */
async function isKept(bytesOfOutput: number, repetition: Repetition): Promise<boolean> {
  const rule = ruleOf(RULE);
  if (rule === undefined) throw new Error(`there is no ${RULE}`);
  const examined = caseOf();
  const subject = subjectThat((image) => {
    const bytes = new Uint8Array(bytesOfOutput);
    bytes.set(image.subarray(0, bytesOfOutput));
    return { kind: 'rewritten', bytes };
  });
  const examination = await examine(examined, subject, [rule], repetition);
  const evidence = new Evidence([rule], 'zboot');
  evidence.note({ address: { set: 'random', index: 0 }, examined, examination });
  return evidence.of(RULE) !== null;
}

describe('evidence', () => {
  it('is kept of a case that fails', async () => {
    expect(await isKept(20_000, 'same')).toBe(true);
    expect(await isKept(600_000, 'once')).toBe(true);
  });

  it('counts every output of a case, and what lay in the place of one', async () => {
    expect(await isKept(2 ** 20, 'once')).toBe(false);
    expect(await isKept(300_000, 'once')).toBe(true);
    expect(await isKept(300_000, 'same')).toBe(true);
    expect(await isKept(400_000, 'same')).toBe(false);
  });
});
