import { describe, expect, it } from 'vitest';
import { RULES } from '../../../properties/index.ts';
import type { Call, Rule } from '../../../properties/index.ts';
import { answerTo } from '../../../src/campaign/observe.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';

const PLAIN = caseOf();
const REFUSED: Answer = { kind: 'refused', code: 'no', detail: 'no' };
const REWRITTEN: Answer = { kind: 'rewritten', bytes: new Uint8Array(1) };

describe('the answer that a rule failed with', () => {
  const steps = (...answers: readonly Answer[]): Call => {
    const rest = { on: null, requests: [PLAIN.request], setting: { previousOutput: null }, after: null } as const;
    const [first = REFUSED, ...others] = answers;
    return {
      before: readImage(PLAIN.image),
      steps: [{ ...rest, answer: first }, ...others.map((answer) => ({ ...rest, answer }))],
    };
  };
  const ruleThat = (needs: boolean): Rule => {
    const found = RULES.find((rule) => rule.scope === 'call' && (rule.needs !== undefined) === needs);
    if (found === undefined) throw new Error('there is no such rule');
    return found;
  };

  it('is that to the call itself, whatever came of calls that the rule does not look at', () => {
    expect(answerTo(ruleThat(false), steps(REWRITTEN, REFUSED))).toBe('rewritten');
    expect(answerTo(ruleThat(false), steps(REFUSED, REWRITTEN))).toBe('refused');
  });

  it('is not that to a call which the rule does not look at, though it looks at more than one', () => {
    const { before, steps: all } = steps(REWRITTEN, REWRITTEN, { kind: 'crashed', detail: '' });
    const [first, ...others] = all;
    const call: Call = { before, steps: [first, ...others.map((step, at) => (at === 1 ? { ...step, on: 0 } : step))] };
    const answers = (['same', 'twice'] as const).map((needs) => {
      const rule = RULES.find((each) => each.scope === 'call' && each.needs === needs);
      return rule === undefined ? null : answerTo(rule, call);
    });
    expect(answers).toEqual(['rewritten', 'crashed']);
  });

  it('is the worst of all for a rule that looks at more than one', () => {
    expect(answerTo(ruleThat(true), steps(REWRITTEN, { kind: 'crashed', detail: '' }))).toBe('crashed');
    expect(answerTo(ruleThat(true), steps(REFUSED, REWRITTEN))).toBe('refused');
  });
});
