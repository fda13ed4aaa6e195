/** The rule on refusals, for addresses in the headers that led nowhere and would lead into a new section. */
import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { AppendRequests } from '../../../properties/index.ts';
import type { Answer } from '../../../src/contract/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { REFUSED, REQUEST, appended, call, inInput, rewritten } from '../../vectors/calls.ts';
import { setWords } from '../../vectors/patch.ts';

const RELOCATIONS = 0xf0;
/** Bytes of the relocations, whose address is a test's. */
const SIZE = 8;
/** Where the new section of 1,000 bytes goes, and where a second one would. */
const START = 0x5000;
const SECOND = 0x6000;
const END = START + REQUEST.content.length;

function verdictOn(offset: number, address: number, answer: Answer, requests: AppendRequests = [REQUEST]): Verdict {
  const rule = ruleOf('PR-REF-001');
  if (rule === undefined) throw new Error('there is no rule on refusals');
  return judgeCall(rule, call(setWords(clean(), [RELOCATIONS + 4, SIZE], [offset, address]), answer, { requests }));
}

function reasonFor(verdict: Verdict): unknown {
  if (verdict.kind !== 'fail') return verdict.kind;
  const [{ expected, at }] = verdict.findings;
  return expected.kind === 'refused' ? [expected.because, at[0]] : expected.kind;
}

describe('the rule on refusals', () => {
  const entry = ['the entry point leads nowhere and would lead into the new section', inInput(AT.addressOfEntryPoint)];
  const relocations = ['the relocations lead nowhere and would lead into the new section', inInput(RELOCATIONS)];

  it.each([
    ['the entry point at its start', AT.addressOfEntryPoint, START, entry],
    ['the entry point at its last byte', AT.addressOfEntryPoint, END - 1, entry],
    ['the last byte of the relocations at its start', RELOCATIONS, START - SIZE + 1, relocations],
    ['the relocations at its last byte', RELOCATIONS, END - 1, relocations],
  ])('wants a section refused that would take %s', (_, offset, address, reason) => {
    expect(reasonFor(verdictOn(offset, address, rewritten(appended())))).toEqual(reason);
    expect(verdictOn(offset, address, REFUSED)).toEqual({ kind: 'pass' });
  });

  it.each([
    ['the entry point in front of it', AT.addressOfEntryPoint, START - 1],
    ['the entry point behind it', AT.addressOfEntryPoint, END],
    ['the relocations in the image as it was', RELOCATIONS, 0x4800 - SIZE],
    ['the relocations behind the image as it will be', RELOCATIONS, 0x6000],
  ])('wants a section appended that leaves %s', (_, offset, address) => {
    expect(verdictOn(offset, address, rewritten(appended()))).toEqual({ kind: 'pass' });
  });

  it('looks at every section of a call', () => {
    const two = [REQUEST, { ...REQUEST, name: '.b' }] as const;
    const answer = rewritten(appended());
    expect(reasonFor(verdictOn(AT.addressOfEntryPoint, SECOND, answer, two))).toEqual(entry);
    expect(verdictOn(AT.addressOfEntryPoint, SECOND, answer)).toEqual({ kind: 'pass' });
    expect(verdictOn(AT.addressOfEntryPoint, SECOND - 1, answer, two)).toEqual({ kind: 'pass' });
  });
});
