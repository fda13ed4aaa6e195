/** Rules on an append that only some inputs can break: a subject that may refuse all of those leaves nothing to see. */
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { isWithheld, mayWithhold, ruleOf } from '../../../properties/index.ts';
import type { Rule, RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { exerciseOf, outcomeOf } from '../../../src/results/index.ts';
import { callOf } from '../../support/calls.ts';

function theRule(id: RuleId): Rule {
  const rule = ruleOf(id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** Whether a refusal of the image of a plan withholds what a rule looks at. */
function withheldFrom(id: RuleId, plan: string): boolean {
  const { image, request } = caseFromPlan(parsePlan(plan));
  const before = readImage(image);
  if (!before.ok) throw new Error('the image of the plan can be read');
  const answer = { kind: 'refused', code: 'policy', detail: '' } as const;
  return isWithheld(theRule(id), callOf({ before: before.image, requests: [request], answer, after: null }));
}

describe('a rule on an append', () => {
  it.each([
    ['PR-NEW-010', 'headerRoom=200 debug=dll directories=7', true],
    ['PR-NEW-010', 'headerRoom=200', false],
    ['PR-OPT-005', 'headerRoom=0', true],
    ['PR-OPT-005', 'headerRoom=200', false],
    ['PR-ZB-001', 'headerRoom=0', false],
  ] as const)('%s is withheld by a refusal of %s: %s', (id, plan, withheld) => {
    expect(withheldFrom(id, plan)).toBe(withheld);
  });

  it('leaves a run open only where no input had what it looks at', () => {
    const tally = { level: 'error', passed: 0, vacuous: 3, withheld: 2, skipped: 0, failed: 0, errored: 0 } as const;
    expect([tally, { ...tally, withheld: 0 }].map(exerciseOf)).toEqual(['withheld', 'never']);
    expect(outcomeOf([tally, { ...tally, passed: 1 }])).toBe('conformant');
  });

  it('says what it can withhold, so that tallies of shards can be checked', () => {
    expect((['PR-NEW-010', 'PR-OPT-005', 'PR-ZB-001'] as const).map((id) => mayWithhold(theRule(id)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
