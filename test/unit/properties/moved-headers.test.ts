// Who writes another DOS stub moves the headers: what was wrong in them before is not the rewriter's fault for that.
import { describe, expect, it } from 'vitest';
import { INHERITED, judgeCall, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { callOf } from '../../support/calls.ts';
import { caseOf, rightAnswer } from '../../support/cases.ts';
import { imageOf } from '../../support/extract.ts';

/** Sections below a page, which EDK2 leaves unprotected, and symbols though the flags say that there are none. */
const planOf = (stub: number): string =>
  `machine=x86-64 sectionAlignment=512 headerRoom=page stub=${stub} symbols=table`;

/** What a rule says of an output whose headers are 64 bytes further on than those of its input. */
function verdictOf(id: RuleId): Verdict {
  const rule = ruleOf(id);
  const [before, moved] = [0, 64].map((stub) => caseOf(planOf(stub)));
  if (rule === undefined || before === undefined || moved === undefined) throw new Error(`there is no ${id}`);
  const answer = rightAnswer(moved.image, moved.request);
  if (answer.kind !== 'rewritten') throw new Error(answer.kind);
  const parts = { requests: [moved.request], answer, after: readImage(answer.bytes) } as const;
  return judgeCall(rule, callOf({ before: imageOf(before.image), ...parts }));
}

describe('headers that another DOS stub has moved', () => {
  it.each(['PE-NX-003', 'PE-COF-007'] as const)('take what breaks %s with them', (id) => {
    expect(verdictOf(id)).toEqual({ kind: 'skip', reason: INHERITED });
  });
});
