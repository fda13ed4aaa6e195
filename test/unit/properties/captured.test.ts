/** The rule on refusals, for addresses in the headers that led nowhere and would lead into a new section. */
import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { AppendRequests } from '../../../properties/index.ts';
import type { Answer } from '../../../src/contract/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { caseOf } from '../../support/cases.ts';
import { entryOf, imageIn } from '../../vectors/append-pairs.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { REFUSED, REQUEST, appended, call, inInput, rewritten } from '../../vectors/calls.ts';
import { setU32, setWords } from '../../vectors/patch.ts';

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
  const entry = [
    'the entry point points nowhere and would point into the new section',
    inInput(AT.addressOfEntryPoint),
  ];
  const relocations = ['the relocations point nowhere and would point into the new section', inInput(RELOCATIONS)];

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

describe('the rule on refusals, for debug data that is found by its address', () => {
  const PLAN =
    'machine=arm64 directories=7 sections=.text:code:0:0 debug=codeview debugPlace=section debugAddress=loaded ' +
    'request=.bpf:0:1:0x40000040';
  /** Where the new section of one byte goes, and where its data ends in a file with blocks of 512 bytes. */
  const [FIRST, DATA_END] = [0x2000, 0x2200];

  it.each([
    ['the byte in front of the new section', FIRST - 1, false],
    ['its only byte', FIRST, true],
    ['the first byte of its padding in the file', FIRST + 1, true],
    ['the last byte of its padding in the file', DATA_END - 1, true],
    ['the byte behind its data', DATA_END, false],
  ])('says whether to refuse what would be %s', (_, address, isWanted) => {
    const { image, request } = caseOf(PLAN);
    const at = entryOf(imageIn(image), 0).addressOfRawData.offset;
    const rule = ruleOf('PR-REF-001');
    if (rule === undefined) throw new Error('there is no rule on refusals');
    const verdict = judgeCall(rule, call(setU32(image, at, address), REFUSED, { requests: [request] }));
    expect(verdict.kind).toBe(isWanted ? 'pass' : 'fail');
    const because = 'the debug data points nowhere and would point into the new section';
    const loose = judgeCall(rule, call(setU32(image, at, address), rewritten(image), { requests: [request] }));
    expect(reasonFor(loose)).toEqual(isWanted ? [because, inInput(at)] : 'pass');
  });
});
