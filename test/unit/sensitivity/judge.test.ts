// Goal: a spoilt output is spoilt in one place and nowhere else, and nothing but a rule that works catches it.
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { peCheckSum } from '../../../generators/bytes/check-sum.ts';
import { DECIDING_RULES, Judge, wrongAnswer } from '../../sensitivity/judge.ts';
import { FAULTS, FIRM } from '../../sensitivity/faults.ts';
import { ask } from '../../sensitivity/good-append.ts';
import type { Asked, Mistake } from '../../sensitivity/fault.ts';
import { GROWING, PLAIN } from '../../saboteurs/plans.ts';

function asked(plan: string): Asked {
  return ask(caseFromPlan(parsePlan(plan)));
}

function mistake(site: string, operator: string): Mistake {
  const found = FAULTS.find(({ mistake: each }) => each.site === site && each.operator === operator);
  if (found === undefined) throw new Error(`there is no ${site}: ${operator}`);
  return found.mistake;
}

function bytesOf(on: Asked, wrong: Mistake): Uint8Array {
  const spoilt = wrong.spoil(on);
  const answer = spoilt === null ? null : wrongAnswer(on, wrong, spoilt);
  if (answer?.kind !== 'rewritten') throw new Error('there is an output');
  return answer.bytes;
}

const MACHINE = mistake('coffHeader.machine', 'one more');

describe('a spoilt output', () => {
  it('differs in the bytes of the mistake alone', () => {
    const on = asked(PLAIN);
    const right = on.good?.output ?? new Uint8Array(0);
    const wrong = bytesOf(on, MACHINE);
    expect(wrong.length).toBe(right.length);
    const differing = [...right.keys()].filter((index) => right[index] !== wrong[index]);
    expect(differing).toEqual([on.good?.after.coffHeader.machine.offset]);
  });

  it('has a CheckSum of its own where the right one has', () => {
    const on = asked(`${PLAIN} checkSum=valid`);
    const wrong = bytesOf(on, MACHINE);
    const field = on.good?.after.optionalHeader.checkSum;
    const sum = new DataView(wrong.buffer).getUint32(field?.offset ?? 0, true);
    expect(sum).not.toBe(field?.value);
    wrong.fill(0, field?.offset, (field?.offset ?? 0) + 4);
    expect(sum).toBe(peCheckSum(wrong));
  });

  it('keeps a CheckSum that is the mistake', () => {
    const on = asked(`${PLAIN} checkSum=valid`);
    const wrong = bytesOf(on, mistake('optionalHeader.checkSum', 'one more'));
    const field = on.good?.after.optionalHeader.checkSum;
    expect(new DataView(wrong.buffer).getUint32(field?.offset ?? 0, true)).toBe((field?.value ?? 0) + 1);
  });

  it('is none where nothing differs', () => {
    const on = asked(PLAIN);
    const wrong = mistake('first section.pointerToRawData', 'stale');
    const spoilt = wrong.spoil(on);
    expect(spoilt).not.toBeNull();
    expect(spoilt === null ? undefined : wrongAnswer(on, wrong, spoilt)).toBeNull();
    expect(bytesOf(asked(GROWING), wrong)).not.toEqual(asked(GROWING).good?.output);
  });

  it.each([PLAIN, GROWING])('is another one for every mistake that shows nearly always: %s', (plan) => {
    const on = asked(plan);
    const idle = FIRM.filter((wrong) => {
      const spoilt = wrong.spoil(on);
      return spoilt === null || wrongAnswer(on, wrong, spoilt) === null;
    });
    expect(idle.map(({ site, operator }) => `${site}: ${operator}`)).toEqual([]);
  });
});

describe('the judge', () => {
  it('names a rule that sees the mistake', () => {
    const on = asked(PLAIN);
    expect(new Judge().catches(on, { kind: 'rewritten', bytes: bytesOf(on, MACHINE) })).not.toBeNull();
  });

  it('finds nothing wrong with the right answer, and breaks on nothing', () => {
    const judge = new Judge();
    const on = asked(PLAIN);
    expect(judge.catches(on, { kind: 'rewritten', bytes: on.good?.output ?? new Uint8Array(0) })).toBeNull();
    expect(judge.broken).toEqual([]);
  });

  it('takes a rule that breaks, or that accuses the right answer too, for no catch, and names it', () => {
    const [rule] = DECIDING_RULES.filter(({ scope }) => scope === 'append');
    if (rule?.scope !== 'append') throw new Error('there is a rule on appends');
    const breaking = {
      ...rule,
      check: () => {
        throw new Error('out of order');
      },
    };
    const accusing = { ...rule, check: accuse };
    const on = asked(PLAIN);
    const judge = new Judge([breaking, accusing]);
    expect(judge.catches(on, { kind: 'rewritten', bytes: bytesOf(on, MACHINE) })).toBeNull();
    expect(judge.broken).toEqual([
      { rule: rule.id, how: 'breaks: Error: out of order' },
      { rule: rule.id, how: 'accuses a right answer' },
    ]);
  });
});

function* accuse(): Generator<{
  about: string;
  expected: { kind: 'zero-bytes' };
  actual: number;
  at: [{ file: 'after'; offset: number; length: number }];
}> {
  yield {
    about: 'anything',
    expected: { kind: 'zero-bytes' },
    actual: 1,
    at: [{ file: 'after', offset: 0, length: 1 }],
  };
}
