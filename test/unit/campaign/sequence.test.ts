/** Goal: the further appends of a case are asked one on the other, judged each and all together, and end where they have to. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/campaign/index.ts';
import type { Examination } from '../../../src/campaign/index.ts';
import type { Answer, AppendRequest, Rewriter } from '../../../src/contract/index.ts';
import { JUDGING_RULES } from '../../saboteurs/index.ts';
import { caseOf, rightAnswer, subjectThat } from '../../support/cases.ts';

const THREE =
  'machine=arm64 headerRoom=page sections=.text:code:0:0 request=.bpf:0:1:0x40000040 further=.dtb:0:9:0x40000040,.initrd:1:1:0x40000040';
const REPEATED = `${THREE},.initrd:0:3:0x40000040`;

/** A subject that counts the images it was given. */
function listening(answer = rightAnswer): {
  readonly subject: Rewriter;
  readonly asked: (readonly [number, string])[];
} {
  const asked: (readonly [number, string])[] = [];
  const append = (image: Uint8Array, request: AppendRequest): Answer => {
    asked.push([image.length, request.name]);
    return answer(image, request);
  };
  return { subject: subjectThat(append), asked };
}

function examined(
  subject: Rewriter,
  plan = THREE,
  repetition: Parameters<typeof examine>[3] = 'once',
): Promise<Examination> {
  return examine(caseOf(plan), subject, JUDGING_RULES, repetition);
}

function placesOf({ stages }: Examination): readonly string[] {
  return stages.map(({ place }) => `${place.number} of ${place.of} against the ${place.against}`);
}

describe('a sequence of appends', () => {
  it('gives each append the output of the one before, and judges each and then all at once', async () => {
    const { subject, asked } = listening();
    const examination = await examined(subject);
    expect(asked.map(([, name]) => name)).toEqual(['.bpf', '.dtb', '.initrd']);
    const sizes = asked.map(([size]) => size);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(placesOf(examination)).toEqual([
      '2 of 3 against the previous',
      '3 of 3 against the previous',
      '3 of 3 against the original',
    ]);
    const [, , whole] = examination.stages;
    expect(whole?.call.before).toBe(examination.call.before);
    expect(whole?.call.steps[0].requests.map(({ name }) => name)).toEqual(['.bpf', '.dtb', '.initrd']);
    expect(examination.verdicts.filter(({ kind }) => kind === 'fail' || kind === 'error')).toEqual([]);
  });

  it('goes on as far however much is asked beside it', async () => {
    // Refuses the further section that is asked for with the first append alone, so that a rule on that fails.
    const answer = (image: Uint8Array, request: AppendRequest): Answer =>
      request.content.length === 700 ? { kind: 'refused', code: 'no', detail: 'no' } : rightAnswer(image, request);
    const stages: string[][] = [];
    for (const repetition of ['once', 'twice'] as const) {
      const examination = await examined(listening(answer).subject, THREE, repetition);
      stages.push([...placesOf(examination)]);
    }
    expect(stages[0]).toHaveLength(3);
    expect(stages[1]).toEqual(stages[0]);
  });

  it('ends rightly at a request that has to be refused, and is judged up to there from end to end', async () => {
    const { subject } = listening();
    const examination = await examined(subject, REPEATED);
    expect(placesOf(examination)).toEqual([
      '2 of 4 against the previous',
      '3 of 4 against the previous',
      '4 of 4 against the previous',
      '3 of 4 against the original',
    ]);
    expect(examination.stages[2]?.call.steps[0].answer.kind).toBe('refused');
    expect(examination.verdicts.filter(({ kind }) => kind === 'fail')).toEqual([]);
  });

  it('has no second append where the first is refused', async () => {
    const { subject, asked } = listening(() => ({ kind: 'refused', code: 'no', detail: 'no' }));
    expect((await examined(subject)).stages).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('has no second append where the first is wrong, for what follows would be said of the second', async () => {
    const { subject, asked } = listening((image, request) => {
      const answer = rightAnswer(image, request);
      return answer.kind === 'rewritten' ? { kind: 'rewritten', bytes: answer.bytes.subarray(0, -1) } : answer;
    });
    expect((await examined(subject)).stages).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('tells at which append a rule fails, and leaves it to the first where that fails too', async () => {
    const second = listening((image, request) =>
      request.name === '.dtb' ? { kind: 'crashed', detail: 'no more' } : rightAnswer(image, request),
    );
    const examination = await examined(second.subject);
    const failed = JUDGING_RULES.flatMap(({ id }, position) => {
      const verdict = examination.verdicts[position];
      return verdict?.kind === 'fail' ? [[id, verdict.append]] : [];
    });
    expect(failed).toEqual([['PR-REF-001', { number: 2, of: 3, against: 'previous' }]]);
    expect(second.asked.map(([, name]) => name)).toEqual(['.bpf', '.dtb']);
    const first = await examined(subjectThat(() => ({ kind: 'crashed', detail: 'none at all' })));
    const refusal = first.verdicts[JUDGING_RULES.findIndex(({ id }) => id === 'PR-REF-001')];
    expect(refusal?.kind).toBe('fail');
    expect(refusal).not.toHaveProperty('append');
  });

  it('goes by the one name that a subject gives every section, of which it has to refuse the second', async () => {
    const { subject } = listening();
    const examination = await examined({ ...subject, fixed: { name: '.own', characteristics: null } });
    expect(placesOf(examination)).toEqual(['2 of 3 against the previous']);
    expect(examination.stages[0]?.call.steps[0].answer.kind).toBe('refused');
  });
});
