import { describe, expect, it } from 'vitest';
import { HOSTILE_CASES, hostileAt, hostileCaseImage } from '../../../generators/index.ts';
import { RULES, judgeCall, levelOf } from '../../../properties/index.ts';
import type { Call } from '../../../properties/index.ts';
import type { AppendRequest } from '../../../src/contract/index.ts';
import { MENDINGS, diagnose } from '../../../src/defects/index.ts';
import type { Defect } from '../../../src/results/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { callOf } from '../../support/calls.ts';

const SEED = 11;
const DRAWN = 150;

/** A call that gave an image for an append to itself or to another. */
function callThatGave(before: Uint8Array, request: AppendRequest, bytes: Uint8Array): Call | null {
  const reading = readImage(before);
  if (!reading.ok) return null;
  // Commands give a Buffer, of which a slice is no copy.
  const answer = { kind: 'rewritten', bytes: Buffer.from(bytes) } as const;
  return callOf({ before: reading.image, requests: [request], answer, after: readImage(bytes), repeated: answer });
}

const HOSTILE: readonly { readonly bytes: Uint8Array; readonly request: AppendRequest }[] = [
  ...HOSTILE_CASES.flatMap(({ variants }) => variants.map(hostileCaseImage)),
  ...Array.from({ length: DRAWN }, (_, index) => hostileAt(SEED, index)),
];

/** Each image as if it had come of an append to the next, and the other way round. */
const CALLS: readonly Call[] = HOSTILE.flatMap(({ bytes, request }, index) => {
  const other = HOSTILE[(index + 1) % HOSTILE.length]?.bytes ?? bytes;
  return [callThatGave(other, request, bytes), callThatGave(bytes, request, other)].filter((call) => call !== null);
});

async function diagnosisOf(call: Call): Promise<readonly Defect[]> {
  const failing = RULES.filter((rule) => judgeCall(rule, call).kind === 'fail');
  const rules = failing.map((rule) => {
    return { rule, level: levelOf(rule.id, 'zboot'), failed: 1, caseId: 'case' };
  });
  return (await diagnose([{ id: 'case', call, failing: failing.map(({ id }) => id) }], rules)).defects;
}

describe('repairs', () => {
  it('have ids and sentences of their own', () => {
    for (const key of ['id', 'sentence'] as const) {
      expect(new Set(MENDINGS.map((mending) => mending[key])).size).toBe(MENDINGS.length);
    }
    for (const { sentence } of MENDINGS) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('never throw, and leave the output that they are given as it is', () => {
    expect(CALLS.length).toBeGreaterThan(DRAWN);
    for (const call of CALLS) {
      const [{ answer }] = call.steps;
      const copy = new Uint8Array(answer.kind === 'rewritten' ? answer.bytes : []);
      for (const { mend } of MENDINGS) mend(call);
      expect(answer.kind === 'rewritten' && Buffer.compare(answer.bytes, copy) === 0).toBe(true);
    }
  });
});

describe('the diagnosis of outputs that are nothing like an append', () => {
  it('names every broken rule once, and is the same again', async () => {
    for (const call of CALLS.filter((_, index) => index % 20 === 0)) {
      const broken = RULES.filter((rule) => judgeCall(rule, call).kind === 'fail').map(({ id }) => id);
      const defects = await diagnosisOf(call);
      expect(defects.flatMap(({ rule, followers }) => [rule, ...followers]).sort()).toEqual([...broken].sort());
      expect(await diagnosisOf(call)).toEqual(defects);
    }
  });
});
