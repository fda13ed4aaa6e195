import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { memorySource, readImage } from '../../../src/reader/index.ts';
import type { Image } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { wrongWithCall } from '../../support/append-vectors.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { crowded } from '../../vectors/call-refusals.ts';
import { CALLS } from '../../vectors/call-violations.ts';
import { REFUSED, REQUEST, appended, rewritten } from '../../vectors/calls.ts';
import { IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { setU16, setWords } from '../../vectors/patch.ts';
import { callOf } from '../../support/calls.ts';

function ruleNamed(id: string) {
  const rule = ruleOf(id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

describe('every rule on calls tells good answers from bad ones', () => {
  it.each(CALLS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    expect(wrongWithCall(entry)).toEqual([]);
  });
});

describe('the rule on refusals and the rewriter agree', () => {
  it.each(IMAGE_VIOLATIONS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))('%s', (_, { make }) => {
    const answer = appendSections(make(), [REQUEST]);
    const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
    const call = callOf({ before: imageIn(make()), requests: [REQUEST] as const, answer, after });
    expect(judgeCall(ruleNamed('PR-REF-001'), call)).toEqual({ kind: 'pass' });
  });

  it('hold of 65535 sections, where the count cannot grow', () => {
    const before = imageIn(crowded());
    const answer = { kind: 'rewritten', bytes: clean() } as const;
    const call = callOf({ before, requests: [REQUEST] as const, answer, after: readImage(clean()) });
    expect(judgeCall(ruleNamed('PR-REF-001'), call)).toMatchObject({
      findings: [{ expected: { because: 'the section count is at its maximum' } }],
    });
    expect(appendSections(crowded(), [REQUEST]).kind).toBe('refused');
  });

  it('hold of 65534 sections, where the count can grow by one', () => {
    const before = imageIn(setU16(crowded(), AT.numberOfSections, 65534));
    const requests = [REQUEST, { ...REQUEST, name: '.cfg' }] as const;
    const answer = { kind: 'rewritten', bytes: clean() } as const;
    const call = { before, answer, after: readImage(clean()) };
    expect(judgeCall(ruleNamed('PR-REF-001'), callOf({ ...call, requests }))).toMatchObject({
      findings: [{ expected: { because: 'the section count would exceed its maximum' } }],
    });
    expect(judgeCall(ruleNamed('PR-REF-001'), callOf({ ...call, requests: [REQUEST] }))).toEqual({ kind: 'pass' });
  });
});

describe('the rule on refusals of files at the end of 32 bits', () => {
  /** A file of so many bytes: a small image and then zeros. */
  function longFile(length: number, bytes: Uint8Array): Image {
    const image = memorySource(bytes);
    const slice = (offset: number, size: number): Uint8Array => {
      const filled = new Uint8Array(Math.min(size, length - offset));
      filled.set(image.slice(offset, size));
      return filled;
    };
    const reading = readImage({ length, slice });
    if (!reading.ok) throw new Error('the headers are there');
    return reading.image;
  }

  function verdictOf(length: number, answer: Answer, bytes = clean()): Verdict {
    const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
    const call = callOf({ before: longFile(length, bytes), requests: [REQUEST] as const, answer, after });
    return judgeCall(ruleNamed('PR-REF-001'), call);
  }

  it.each([
    ['an input of 2^32 bytes', 2 ** 32],
    ['an output of 2^32 bytes or more', 2 ** 32 - 1000],
  ])('wants %s refused', (_, length) => {
    expect(verdictOf(length, rewritten(appended()))).toMatchObject({
      findings: [{ expected: { because: 'a file offset would not fit its field' } }],
    });
    expect(verdictOf(length, REFUSED)).toEqual({ kind: 'pass' });
  });

  it('counts no signature, which may be removed, unless the input is too long by it', () => {
    const size = 0x10000;
    const signedTo = (length: number) =>
      setWords(clean(), [AT.certificateDirectory, length - size], [AT.certificateDirectory + 4, size]);
    const [most, tooLong] = [2 ** 32 - 8, 2 ** 32];
    expect(verdictOf(most, rewritten(appended()), signedTo(most))).toEqual({ kind: 'pass' });
    expect(verdictOf(tooLong, rewritten(appended()), signedTo(tooLong)).kind).toBe('fail');
  });

  it('leaves a choice where only the rounded content does not fit, and none below', () => {
    expect(verdictOf(2 ** 32 - 1024, rewritten(appended()))).toEqual({ kind: 'pass' });
    expect(verdictOf(2 ** 32 - 1024, REFUSED)).toEqual({ kind: 'pass' });
    expect(verdictOf(2 ** 32 - 1025, REFUSED).kind).toBe('fail');
  });
});
