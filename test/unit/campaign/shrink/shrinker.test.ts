import { describe, expect, it } from 'vitest';
import { GRID_SIZE, caseAt, gridCase, printPlan } from '../../../../generators/index.ts';
import { RULES } from '../../../../properties/index.ts';
import type { Rule } from '../../../../properties/index.ts';
import { Shrinker, wantedOf } from '../../../../src/campaign/shrink/shrinker.ts';
import type { Answer, AppendRequest, Rewriter } from '../../../../src/contract/index.ts';
import { readImage } from '../../../../src/reader/index.ts';
import { rightAnswer, subjectThat } from '../../../support/cases.ts';

const SEED = 1;
const never = (): boolean => false;

function sectionsOf(image: Uint8Array): number {
  const reading = readImage(image);
  return reading.ok ? reading.image.sections.length : 0;
}

/** Crashes on every image of two or more sections, and counts its calls. */
function fallingOverTwo(): { readonly subject: Rewriter; readonly calls: () => number } {
  let calls = 0;
  const append = (image: Uint8Array, request: AppendRequest): Answer => {
    calls += 1;
    return sectionsOf(image) >= 2 ? { kind: 'crashed', detail: 'two are too many' } : rightAnswer(image, request);
  };
  return { subject: subjectThat(append), calls: () => calls };
}

function rule(id: string): Rule {
  const found = RULES.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no rule ${id}`);
  return found;
}

/**
 * The index of the first case with many sections and a request that can be met. Above 96 sections are an oddity of their own,
 * which shrinks to none at all.
 */
const MANY = Array.from({ length: 100 }, (_, index) => index).find((index) => {
  const { image, request } = caseAt(SEED, index);
  const sections = sectionsOf(image);
  return sections >= 5 && sections <= 96 && rightAnswer(image, request).kind === 'rewritten';
});
const index = MANY ?? -1;
const address = { set: 'random', index } as const;
const REFUSAL = rule('PR-REF-001');

describe('the shrinker', () => {
  it('finds the smallest number of sections on which a rule fails', async () => {
    const { subject } = fallingOverTwo();
    const { smallest: zbootCase, steps } = await new Shrinker(subject, [REFUSAL], SEED, 2000).shrink(
      wantedOf(REFUSAL),
      address,
      never,
    );
    expect(sectionsOf(zbootCase.image)).toBe(2);
    expect(steps).toBeGreaterThan(0);
    expect(zbootCase.image.length).toBeLessThan(caseAt(SEED, index).image.length);
  });

  it('starts at a case of the grid and stays in the grid', async () => {
    const last = { set: 'grid', index: GRID_SIZE - 1 } as const;
    const { subject } = fallingOverTwo();
    const { smallest: zbootCase, steps } = await new Shrinker(subject, [REFUSAL], SEED, 2000).shrink(
      wantedOf(REFUSAL),
      last,
      never,
    );
    expect(sectionsOf(zbootCase.image)).toBe(2);
    expect(steps).toBeGreaterThan(0);
    const grid = Array.from({ length: GRID_SIZE }, (_, at) => printPlan(gridCase(at).plan));
    expect(grid).toContain(printPlan(zbootCase.plan));
  });

  it('gives the same case every time', async () => {
    const plans = [];
    for (let round = 0; round < 2; round += 1) {
      const shrinker = new Shrinker(fallingOverTwo().subject, [REFUSAL], SEED, 2000);
      plans.push(printPlan((await shrinker.shrink(wantedOf(REFUSAL), address, never)).smallest.plan));
    }
    expect(plans[0]).toBe(plans[1]);
  });

  it.each([1, 2, 10])('makes no more than %i calls when that is the limit', async (limit) => {
    const { subject, calls } = fallingOverTwo();
    const { smallest: zbootCase } = await new Shrinker(subject, [REFUSAL], SEED, limit).shrink(
      wantedOf(REFUSAL),
      address,
      never,
    );
    expect(calls()).toBe(limit);
    expect(sectionsOf(zbootCase.image)).toBeGreaterThanOrEqual(2);
  });

  it('makes no call for what it remembers from another rule', async () => {
    const { subject, calls } = fallingOverTwo();
    const shrinker = new Shrinker(subject, [REFUSAL], SEED, 2000);
    const first = await shrinker.shrink(wantedOf(REFUSAL), address, never);
    const before = calls();
    const second = await shrinker.shrink(wantedOf(REFUSAL), address, never);
    expect(calls()).toBe(before);
    expect(second).toEqual(first);
  });

  it('makes two calls of each case for the rule on determinism', async () => {
    let calls = 0;
    const subject = subjectThat(() => {
      calls += 1;
      return { kind: 'refused', code: String(calls), detail: 'no' };
    });
    const deterministic = rule('PR-FIL-005');
    await new Shrinker(subject, [deterministic], SEED, 1).shrink(wantedOf(deterministic), address, never);
    expect(calls).toBe(2);
  });

  const detail = 'still running';
  it.each<[Answer, string]>([
    [{ kind: 'timed-out', detail }, 'PR-REF-001'],
    [{ kind: 'misbehaved', what: 'oversized-output', detail, late: true }, 'PR-FIL-007'],
    [{ kind: 'misbehaved', what: 'changed-input', detail, late: true }, 'PR-FIL-006'],
  ])('spends its limit sooner on calls that run out of time: %j', async (answer, id) => {
    let calls = 0;
    const subject = subjectThat(() => {
      calls += 1;
      return answer;
    });
    await new Shrinker(subject, [rule(id)], SEED, 250).shrink(wantedOf(rule(id)), address, never);
    expect(calls).toBe(10);
  });

  it('stops when it is told to and keeps what it has', async () => {
    const { subject, calls } = fallingOverTwo();
    const shrinker = new Shrinker(subject, [REFUSAL], SEED, 2000);
    const { smallest: zbootCase, steps } = await shrinker.shrink(wantedOf(REFUSAL), address, () => calls() >= 3);
    expect(calls()).toBe(3);
    const whole = await new Shrinker(fallingOverTwo().subject, [REFUSAL], SEED, 2000).shrink(
      wantedOf(REFUSAL),
      address,
      never,
    );
    expect(steps).toBeLessThan(whole.steps);
    expect(sectionsOf(zbootCase.image)).toBeGreaterThanOrEqual(2);
    const unshrunk = await new Shrinker(subject, [REFUSAL], SEED, 2000).shrink(wantedOf(REFUSAL), address, () => true);
    expect(unshrunk).toEqual({ smallest: caseAt(SEED, index), steps: 0 });
  });
});
