/** Debug data that lay across the end of the headers lies across the slack once they have some; no other may. */
import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { AT, IDEAL_AT, ideal } from '../../vectors/base-images.ts';
import { call, rewritten } from '../../vectors/calls.ts';
import { setWords } from '../../vectors/patch.ts';

const DEBUG = IDEAL_AT.directories + 6 * 8;
/** Where the entry of the debug directory is, by address and by offset. */
const ENTRY = 0x3000;
const TABLE_END = IDEAL_AT.tableEnd;

/** An image with headers up to some offset and debug data in a range. */
function imageWith(sizeOfHeaders: number, start: number, end: number): Uint8Array {
  const words: readonly (readonly [number, number])[] = [
    [AT.sizeOfHeaders, sizeOfHeaders],
    [DEBUG, ENTRY],
    [DEBUG + 4, 28],
    [ENTRY + 12, 2],
    [ENTRY + 16, end - start],
    [ENTRY + 20, 0],
    [ENTRY + 24, start],
  ];
  return setWords(ideal(), ...words);
}

/** What the rule says of headers that grow from the end of the table by a page, given the data before and after. */
function verdictOn(before: readonly [number, number], after: readonly [number, number]): Verdict {
  const rule = ruleOf('PE-DIR-033');
  if (rule === undefined) throw new Error('there is no rule on debug data in the slack');
  return judgeCall(rule, call(imageWith(TABLE_END, ...before), rewritten(imageWith(0x1000, ...after))));
}

describe('PE-DIR-033', () => {
  const across = [TABLE_END - 1, TABLE_END + 1] as const;

  it('is skipped when headers get slack under data that lay across their end', () => {
    const reason = 'unavoidable: debug data of the input crosses the end of its headers';
    expect(verdictOn(across, across)).toEqual({ kind: 'skip', reason });
  });

  it.each([
    ['ended with the headers', [TABLE_END - 2, TABLE_END]],
    ['started behind the headers', [TABLE_END, TABLE_END + 2]],
  ] as const)('fails when data comes to lie across the end of the table that %s', (_, before) => {
    expect(verdictOn(before, across).kind).toBe('fail');
  });
});
