import { describe, expect, it } from 'vitest';
import type { ZbootCase } from '../../../generators/index.ts';
import { INHERITED, RULES, levelOf } from '../../../properties/index.ts';
import { examine } from '../../../src/campaign/index.ts';
import type { AppendRequest, AppendSetting, Rewriter } from '../../../src/contract/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { caseOf, rightAnswer, subjectThat } from '../../support/cases.ts';

async function verdictOf(id: string, zbootCase: ZbootCase, subject: Rewriter): Promise<Verdict | undefined> {
  const { verdicts } = await examine(zbootCase, subject, RULES, 'twice');
  return verdicts[RULES.findIndex((rule) => rule.id === id)];
}

describe('examine', () => {
  it('gives one verdict for each rule, in the order of the rules', async () => {
    const { call, verdicts } = await examine(caseOf(), subjectThat(rightAnswer), RULES, 'twice');
    expect(verdicts).toHaveLength(RULES.length);
    const wrong = RULES.filter(({ id }, index) => {
      const kind = verdicts[index]?.kind;
      return kind === 'error' || (kind === 'fail' && levelOf(id, 'zboot') !== 'info' && levelOf(id, 'zboot') !== 'off');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(call.before.ok).toBe(true);
    expect(call.steps).toMatchObject([
      { on: null, answer: { kind: 'rewritten' }, after: { ok: true } },
      { on: null, answer: { kind: 'rewritten' }, after: { ok: true } },
      { on: 0, answer: { kind: 'rewritten' }, after: { ok: true } },
    ]);
  });

  it('turns an exception of the subject into a crash', async () => {
    const subject = subjectThat(() => {
      throw new RangeError('offset is out of bounds');
    });
    const { call } = await examine(caseOf(), subject, RULES, 'once');
    expect(call.steps[0].answer).toEqual({ kind: 'crashed', detail: 'RangeError: offset is out of bounds' });
    expect(await verdictOf('PR-REF-001', caseOf(), subject)).toMatchObject({ kind: 'fail' });
  });

  it('turns a rejection of the subject into a crash, whatever it was rejected with', async () => {
    const { call } = await examine(
      caseOf(),
      subjectThat(() => Promise.reject(Object.assign(new Error('late'), { name: 'LateError' }))),
      [],
      'once',
    );
    expect(call.steps[0].answer).toEqual({ kind: 'crashed', detail: 'LateError: late' });
  });

  it('sees that a subject changes its input in memory, and spares the case', async () => {
    const zbootCase = caseOf();
    const before = zbootCase.image.slice();
    const subject = subjectThat((image, request) => {
      const answer = rightAnswer(image, request);
      image[0x100] = (image[0x100] ?? 0) ^ 1;
      return answer;
    });
    const { call } = await examine(zbootCase, subject, RULES, 'once');
    expect(call.steps[0].answer).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
    expect(zbootCase.image).toEqual(before);
    expect(await verdictOf('PR-FIL-006', zbootCase, subject)).toMatchObject({ kind: 'fail' });
  });

  it('sees that the content was changed in memory and judges by the content that was asked for', async () => {
    const zbootCase = caseOf();
    const before = zbootCase.request.content.slice();
    const subject = subjectThat((image, request) => {
      request.content.fill((request.content[0] ?? 0) ^ 0xff);
      return rightAnswer(image, request);
    });
    const { call } = await examine(zbootCase, subject, RULES, 'once');
    expect(call.steps[0].answer).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
    expect(call.steps[0].requests[0].content).toEqual(before);
  });

  it('makes the second call over stale bytes that are longer than the output', async () => {
    const settings: AppendSetting[] = [];
    const subject: Rewriter = {
      ...subjectThat(rightAnswer),
      append(image, request, setting) {
        settings.push(setting);
        return rightAnswer(image, request);
      },
    };
    const { call } = await examine(caseOf(), subject, [], 'twice');
    const [{ answer }] = call.steps;
    const length = answer.kind === 'rewritten' ? answer.bytes.length : 0;
    const [first, second] = settings.map(({ previousOutput }) => previousOutput);
    expect(first).toBeNull();
    expect(second?.length).toBeGreaterThan(length);
    expect(new Set(second)).toEqual(new Set([0xa5]));
  });

  it('asks a subject that cannot be told for nothing but what it does anyway', async () => {
    const asked: AppendRequest[] = [];
    const subject: Rewriter = {
      ...subjectThat((image, request) => {
        asked.push(request);
        return rightAnswer(image, request);
      }),
      fixed: { name: '.own', characteristics: 0x42000040 },
    };
    const { call } = await examine(caseOf(), subject, RULES, 'once');
    expect(asked).toMatchObject([{ name: '.own', characteristics: 0x42000040 }]);
    expect(call.steps[0].requests).toEqual(asked.slice(0, 1));
  });

  it('tells a command no more of a name than an argument holds, and judges it by that', async () => {
    const asked: string[] = [];
    const append = (image: Uint8Array, request: AppendRequest): ReturnType<typeof rightAnswer> => {
      asked.push(request.name);
      return rightAnswer(image, request);
    };
    const zbootCase = caseOf();
    const named = { ...zbootCase, request: { ...zbootCase.request, name: '.new\0x' } };
    const { call } = await examine(named, subjectThat(append, ['tool', '{name}']), RULES, 'once');
    expect({ asked, judged: call.steps[0].requests[0].name }).toEqual({ asked: ['.new'], judged: '.new' });
    await examine(named, subjectThat(append), RULES, 'once');
    expect(asked).toEqual(['.new', '.new\0x']);
  });

  it('skips as inherited what the input broke already', async () => {
    // Live bytes between two sections break the rule on gaps before anything is appended.
    const gapped = caseOf('machine=arm64 sections=.text:code:0:0,.data:data:1:0 gap=1');
    expect(gapped.declares).toContain('PE-LAF-003');
    const verdict = await verdictOf('PE-LAF-003', gapped, subjectThat(rightAnswer));
    expect(verdict).toEqual({ kind: 'skip', reason: INHERITED });
  });

  it('takes an image that cannot be read for a case like any other', async () => {
    const broken = { ...caseOf(), image: new Uint8Array(10) };
    const refusing = subjectThat(() => ({ kind: 'refused', code: 'no', detail: 'No.' }));
    const { call, verdicts } = await examine(broken, refusing, RULES, 'twice');
    expect(call.before.ok).toBe(false);
    expect(call.steps.map(({ on }) => on)).toEqual([null, null]);
    expect(verdicts.filter(({ kind }) => kind === 'fail' || kind === 'error')).toEqual([]);
    expect(await verdictOf('PR-REF-001', broken as ZbootCase, refusing)).toEqual({ kind: 'pass' });
  });
});
