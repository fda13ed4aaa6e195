import { describe, expect, it } from 'vitest';
import { RULES, furtherStep } from '../../../properties/index.ts';
import type { Call, Repetition } from '../../../properties/index.ts';
import { SubjectUnavailable, examine } from '../../../src/campaign/index.ts';
import type { AppendRequest, Rewriter } from '../../../src/contract/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { builtinSubject } from '../../../src/subjects/index.ts';
import { campaignOf } from '../../support/campaign.ts';
import { caseOf, rightAnswer, subjectThat } from '../../support/cases.ts';

const RULE = RULES.filter(({ id }) => id === 'PR-META-002');
/** Room for three headers, and a section of the name that a second one would get. */
const TAKEN = 'machine=arm64 headerRoom=page sections=.text:code:0:0,.new2:data:1:0 request=.new3:0:1:0x40000040';

/** What the subject was asked, call by call, and what the rule on two appends says of it. */
async function examined(
  subject: Rewriter,
  repetition: Repetition = 'twice',
  plan?: string,
): Promise<{ call: Call; verdict: Verdict | undefined; asked: readonly (readonly [number, AppendRequest])[] }> {
  const asked: (readonly [number, AppendRequest])[] = [];
  const watched: Rewriter = {
    ...subject,
    append(image, request, setting) {
      asked.push([image.length, { ...request, content: request.content.slice() }]);
      return subject.append(image, request, setting);
    },
  };
  const { call, verdicts } = await examine(caseOf(plan), watched, RULE, repetition);
  return { call, verdict: verdicts[0], asked };
}

describe('a campaign', () => {
  it('makes second appends of every subject, and the builtin one passes', async () => {
    for (const command of [null, ['tool']]) {
      const subject = { ...builtinSubject('0'), command };
      const { report } = await campaignOf(subject, { rules: ['PR-META-002'], runs: 12 });
      expect(report.rules).toMatchObject([{ id: 'PR-META-002', failed: 0 }]);
      expect(report.rules[0]?.passed).toBeGreaterThan(0);
    }
  });
});

describe('a second append', () => {
  it('asks for another section, in the output of the first', async () => {
    const { call, verdict, asked } = await examined(subjectThat(rightAnswer));
    expect(verdict).toEqual({ kind: 'pass' });
    expect(asked).toHaveLength(3);
    const [{ answer }] = call.steps;
    const output = answer.kind === 'rewritten' ? answer.bytes.length : 0;
    const [first, , second] = asked;
    expect(second?.[0]).toBe(output);
    expect(second?.[1]).toMatchObject({ name: '.new2', characteristics: 0x40000040 });
    expect(second?.[1].content).toHaveLength(700);
    expect(second?.[1].content).not.toEqual(first?.[1].content);
    expect(furtherStep(call)).toMatchObject({ on: 0, answer: { kind: 'rewritten' }, after: { ok: true } });
  });

  it('takes a name that no section has', async () => {
    const { call, verdict } = await examined(subjectThat(rightAnswer), 'twice', TAKEN);
    expect(furtherStep(call)?.requests[0].name).toBe('.new4');
    expect(verdict).toEqual({ kind: 'pass' });
  });

  it.each([
    ['once', 1],
    ['same', 2],
  ] as const)('is not made when the call is made %s', async (repetition, calls) => {
    const { call, verdict, asked } = await examined(subjectThat(rightAnswer), repetition);
    expect(asked).toHaveLength(calls);
    expect(furtherStep(call)).toBeUndefined();
    expect(verdict).toEqual({ kind: 'skip', reason: 'no second append was made' });
  });

  it('is not made where the first one has no output, or none that can be read', async () => {
    const refusing = subjectThat(() => ({ kind: 'refused', code: 'no', detail: 'No.' }));
    expect(furtherStep((await examined(refusing)).call)).toBeUndefined();
    const garbling = subjectThat(() => ({ kind: 'rewritten', bytes: new Uint8Array(10) }));
    expect(furtherStep((await examined(garbling)).call)).toBeUndefined();
  });

  it('of a subject that has one name for all sections has to be refused', async () => {
    const fixed = { name: '.own', characteristics: null };
    const good = await examined({ ...subjectThat(rightAnswer), fixed });
    expect(furtherStep(good.call)).toMatchObject({ requests: [{ name: '.own' }], answer: { kind: 'refused' } });
    expect(good.verdict).toEqual({ kind: 'pass' });
  });

  it('that finds no subject any more leaves the whole case unjudged', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      return calls < 3 ? rightAnswer(image, request) : { kind: 'unavailable', detail: 'No such file.' };
    });
    await expect(examined(subject)).rejects.toThrow(SubjectUnavailable);
  });

  it('cannot change the first output', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      const answer = rightAnswer(image, request);
      if (calls === 3) image.fill(0);
      return answer;
    });
    const { call, verdict } = await examined(subject);
    expect(furtherStep(call)?.answer).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
    expect(call.steps[0].after?.ok).toBe(true);
    expect(verdict).toMatchObject({ kind: 'fail', findings: [{ about: 'second append, input file' }] });
  });
});
