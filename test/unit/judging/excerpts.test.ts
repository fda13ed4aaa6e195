import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/campaign/index.ts';
import type { FileRole, Finding, Place } from '../../../src/results/index.ts';
import { caseOf, rightAnswer, subjectThat } from '../../support/cases.ts';
import { excerptsOf, filesOfCall } from '../../../src/judging/index.ts';

/** A file of 100 bytes, each of which is its own offset. */
const FILE = Uint8Array.from({ length: 100 }, (_, index) => index);
const fetch = (_file: FileRole, offset: number, length: number): Uint8Array => FILE.subarray(offset, offset + length);

const place = (offset: number, length: number, file: FileRole = 'after'): Place => ({ file, offset, length });

function finding(...at: readonly [Place, ...Place[]]): Finding {
  return { about: 'field', expected: { kind: 'equals', value: 1 }, actual: 2, at };
}

describe('excerptsOf', () => {
  it('shows the whole line around a place and marks the place', () => {
    expect(excerptsOf([finding(place(20, 4))], fetch)).toEqual([
      { file: 'after', offset: 16, hex: '101112131415161718191a1b1c1d1e1f', marks: [{ offset: 20, length: 4 }] },
    ]);
  });

  it('shows as many lines as a place crosses, four at most', () => {
    const sizes = [1, 12, 13, 29, 44, 45, 60].map((length) => {
      const [excerpt] = excerptsOf([finding(place(4, length))], fetch);
      return (excerpt?.hex.length ?? 0) / 2;
    });
    expect(sizes).toEqual([16, 16, 32, 48, 48, 64, 64]);
  });

  it('ends where the file ends', () => {
    const [excerpt] = excerptsOf([finding(place(98, 8))], fetch);
    expect(excerpt).toEqual({ file: 'after', offset: 96, hex: '60616263', marks: [{ offset: 98, length: 8 }] });
  });

  it.each([
    ['at the end of the file', place(100, 4)],
    ['beyond the end of the file', place(4096, 4)],
    ['of no bytes', place(20, 0)],
  ])('shows nothing for a place %s', (_where, at) => {
    expect(excerptsOf([finding(at)], fetch)).toEqual([]);
  });

  it('shows one stretch once and marks everything in it, each place once and in order', () => {
    const findings = [finding(place(24, 2), place(18, 2)), finding(place(24, 2), place(30, 8))];
    expect(excerptsOf(findings, fetch).map(({ marks }) => marks)).toEqual([
      [
        { offset: 18, length: 2 },
        { offset: 24, length: 2 },
        { offset: 30, length: 8 },
      ],
    ]);
  });

  it('keeps files apart', () => {
    const excerpts = excerptsOf([finding(place(1, 2, 'before'), place(1, 2, 'after'))], fetch);
    expect(excerpts.map(({ file, marks }) => [file, marks.length])).toEqual([
      ['before', 1],
      ['after', 1],
    ]);
  });

  it('shows three stretches at most', () => {
    const findings = [0, 16, 32, 48, 64].map((offset) => finding(place(offset, 1)));
    expect(excerptsOf(findings, fetch).map(({ offset }) => offset)).toEqual([0, 16, 32]);
  });
});

describe('where the bytes come from', () => {
  it('is the input, the output or the content of a call', async () => {
    const zbootCase = caseOf();
    const { call } = await examine(zbootCase, subjectThat(rightAnswer), [], 'once');
    const bytes = filesOfCall(call);
    expect(bytes('before', 0x46, 2)).toEqual(zbootCase.image.slice(0x46, 0x48));
    expect([...bytes('after', 0x46, 2)]).toEqual([2, 0]);
    expect([...bytes('image', 0x46, 2)]).toEqual([2, 0]);
    expect(bytes('content', 0, 9)).toEqual(zbootCase.request.content);
  });

  it('is the raw output when that is no image', async () => {
    const junk = Uint8Array.of(1, 2, 3);
    const subject = subjectThat(() => ({ kind: 'rewritten', bytes: junk }));
    const { call } = await examine(caseOf(), subject, [], 'once');
    expect([...filesOfCall(call)('after', 1, 9)]).toEqual([2, 3]);
  });
});
