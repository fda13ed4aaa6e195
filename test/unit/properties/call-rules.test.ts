import { describe, expect, it } from 'vitest';
import { RULES, judgeCall, ruleOf } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { clean } from '../../vectors/base-images.ts';
import { crowded } from '../../vectors/call-refusals.ts';
import { CALLS } from '../../vectors/call-violations.ts';
import { REQUEST } from '../../vectors/calls.ts';
import { IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';
import { imageIn } from '../../vectors/append-pairs.ts';

const CALL_RULES = RULES.filter(({ scope }) => scope === 'call');

function ruleNamed(id: string) {
  const rule = ruleOf(id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

describe('every rule on calls tells good answers from bad ones', () => {
  it.each(CALLS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    const call = entry.make();
    const verdict = judgeCall(ruleNamed(entry.rule), call);
    if (entry.at === null) {
      expect(verdict).toEqual({ kind: 'pass' });
      return;
    }
    if (verdict.kind !== 'fail') throw new Error(`${entry.rule} does not fail`);
    const [first] = verdict.findings;
    expect(first.at[0]).toEqual(entry.at);
    if (entry.actual !== undefined) expect(first.actual).toBe(entry.actual);
    const others = CALL_RULES.filter(({ id }) => id !== entry.rule && id !== 'PR-REF-001');
    for (const other of others) expect(judgeCall(other, call).kind).not.toBe('fail');
  });
});

describe('the rule on refusals and the rewriter agree', () => {
  it.each(IMAGE_VIOLATIONS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, { make }) => {
    const answer = appendSections(make(), [REQUEST]);
    const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
    const call = { before: imageIn(make()), request: REQUEST, answer, after, repeated: null };
    expect(judgeCall(ruleNamed('PR-REF-001'), call)).toEqual({ kind: 'pass' });
  });

  it('hold of 65535 sections, where the count cannot grow', () => {
    const before = imageIn(crowded());
    const answer = { kind: 'rewritten', bytes: clean() } as const;
    const call = { before, request: REQUEST, answer, after: readImage(clean()), repeated: null };
    expect(judgeCall(ruleNamed('PR-REF-001'), call)).toMatchObject({
      findings: [{ expected: { because: 'the section count is at its maximum' } }],
    });
    expect(appendSections(crowded(), [REQUEST]).kind).toBe('refused');
  });
});
