/**
 * Goal: whatever the bytes, reader, rules and rewriter each do their part, and the rewriter never does what the rules
 * forbid. None of the three shares code with the others, so an input on which they disagree shows a fault of one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedImage, splicedImage, truncatedImage } from '../../generators/index.ts';
import type { HostileImage } from '../../generators/index.ts';
import { IMAGE_RULES, RULES, imageRuleIn, judgeCall, judgeImage, levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image, Reading } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { SEED, effort } from '../support/effort.ts';
import { otherImage } from '../support/other-images.ts';
import { randomBytes } from './random-bytes.ts';
import { callOf } from '../support/calls.ts';

/** What is examined: bytes, and the request to append to them. */
type Hostile = Pick<HostileImage, 'bytes' | 'request'>;

/** What `check --profile edk2` calls an error. */
const EDK2_ERRORS = IMAGE_RULES.filter(({ id }) => levelOf(id, 'edk2') === 'error').map((rule) =>
  imageRuleIn(rule, 'edk2'),
);
/** Whether any PE image is taken, or only zboot images. */
const MODES = [{ anyPe: false }, { anyPe: true }] as const;

const DECISIVE: readonly Rule[] = RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error');

const REQUEST: AppendRequest = { name: '.bpf', content: Uint8Array.of(1, 2, 3), characteristics: 0x40000040 };

interface Outcome {
  readonly reading: Reading;
  readonly answer: ReturnType<typeof appendSections>;
}

function wrongRegions({ fileSize, regionMap }: Image): string[] {
  const wrong: string[] = [];
  let end = 0;
  for (const { kind, offset, length } of regionMap.regions) {
    if (offset !== end || length <= 0) wrong.push(`${kind} at ${offset} follows the byte ${end}`);
    end = offset + length;
  }
  return end === fileSize ? wrong : [...wrong, `the map ends at ${end} of ${fileSize}`];
}

function brokenCheckers(reading: Reading): string[] {
  return IMAGE_RULES.flatMap((rule) => {
    const verdict = judgeImage(rule, reading);
    return verdict.kind === 'error' ? [`${rule.id}: ${verdict.message}`] : [];
  });
}

function brokenRules(before: Image, { request }: Hostile, answer: Outcome['answer']): string[] {
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  if (after?.ok === false) return [`the output cannot be read: ${after.fault.code}`];
  return DECISIVE.flatMap((rule) => {
    const verdict = judgeCall(rule, callOf({ before, requests: [request], answer, after }));
    if (verdict.kind !== 'fail' && verdict.kind !== 'error') return [];
    return [`${rule.id}: ${JSON.stringify(verdict)}; the answer was ${answer.kind}`];
  });
}

/** The rules that are an error in edk2 of the output and not of the input. */
function newErrors(before: Image, answer: Outcome['answer']): string[] {
  if (answer.kind !== 'rewritten') return [];
  const fails = (rule: (typeof EDK2_ERRORS)[number], reading: Reading): boolean =>
    judgeImage(rule, reading).kind === 'fail';
  const after = readImage(answer.bytes);
  const old: Reading = { ok: true, image: before };
  return EDK2_ERRORS.filter((rule) => fails(rule, after) && !fails(rule, old)).map(({ id }) => `${id} is new in edk2`);
}

/** Everything that must hold for any bytes at all; the reader and the rewriter may not throw either. */
function examine(hostile: Hostile): readonly Outcome[] {
  const bytes = hostile.bytes.slice();
  const reading = readImage(bytes);
  expect(brokenCheckers(reading)).toEqual([]);
  if (reading.ok) expect(wrongRegions(reading.image)).toEqual([]);
  return MODES.map((options) => {
    const answer = appendSections(bytes, [hostile.request], options);
    expect(Buffer.compare(bytes, hostile.bytes)).toBe(0);
    if (!reading.ok) expect(answer.kind).toBe('refused');
    else {
      expect(brokenRules(reading.image, hostile, answer)).toEqual([]);
      expect(newErrors(reading.image, answer)).toEqual([]);
    }
    return { reading, answer };
  });
}

/** Which shares of the inputs were read, and rewritten as zboot and as any image. */
interface Shares {
  readonly read: number;
  readonly rewritten: number;
  readonly rewrittenAsAny: number;
}

/** Examines so many inputs with full effort and tells what became of them. */
function examineAll(inputs: fc.Arbitrary<Hostile>, fullRuns: number): Shares {
  const numRuns = effort(fullRuns);
  const counts = { read: 0, rewritten: 0, rewrittenAsAny: 0 };
  fc.assert(
    fc.property(inputs, (hostile) => {
      const [strict, any] = examine(hostile);
      if (strict?.reading.ok === true) counts.read += 1;
      if (strict?.answer.kind === 'rewritten') counts.rewritten += 1;
      if (any?.answer.kind === 'rewritten') counts.rewrittenAsAny += 1;
    }),
    { seed: SEED, numRuns },
  );
  return {
    read: counts.read / numRuns,
    rewritten: counts.rewritten / numRuns,
    rewrittenAsAny: counts.rewrittenAsAny / numRuns,
  };
}

describe('reader, rules and rewriter', () => {
  it('agree on images with edited header fields', () => {
    const { read, rewritten } = examineAll(editedImage(), 2500);
    expect(read).toBeGreaterThan(0.6);
    expect(rewritten).toBeGreaterThan(0.12);
  });

  it('agree on images that are cut short', () => {
    const { read } = examineAll(truncatedImage(), 500);
    expect(read).toBeGreaterThan(0.16);
  });

  it('agree on images that continue with the bytes of another', () => {
    const { read, rewritten } = examineAll(splicedImage(), 500);
    expect(read).toBeGreaterThan(0.16);
    expect(rewritten).toBeGreaterThan(0.08);
  });

  it('agree on images that the generator does not draw', () => {
    const { read, rewritten, rewrittenAsAny } = examineAll(otherImage(), 1200);
    expect(read).toBeGreaterThan(0.91);
    expect(rewritten).toBeGreaterThan(0.1);
    // Half of the requests can be met, of images of which a fifth are no zboot images.
    expect(rewrittenAsAny).toBeGreaterThan(rewritten + 0.02);
  });

  it('agree on bytes that were never an image', () => {
    const inputs = randomBytes().map((bytes) => ({ bytes, request: REQUEST }));
    const { rewritten } = examineAll(inputs, 300);
    expect(rewritten).toBe(0);
  });
});
