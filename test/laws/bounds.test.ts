/**
 * Goal: reader and rules take time in proportion to the file and its sections.
 * Method: what is fetched from the file is counted; nothing is timed. test/endurance/model-memory.test.ts measures memory.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileImage } from '../../generators/index.ts';
import { IMAGE_RULES, judgeImage } from '../../properties/index.ts';
import { memorySource, readImage } from '../../src/reader/index.ts';
import type { ByteSource } from '../../src/reader/index.ts';
import { MOST_SECTIONS, crowdedImage } from '../support/crowded-image.ts';
import { SEED, byEffort, effort } from '../support/effort.ts';
import { randomBytes } from './random-bytes.ts';

interface Counting extends ByteSource {
  fetched: number;
  calls: number;
}

/** A source that counts how often and how much is fetched from it. */
function counting(bytes: Uint8Array): Counting {
  const source = memorySource(bytes);
  const counter: Counting = {
    length: source.length,
    fetched: 0,
    calls: 0,
    slice(offset, length) {
      const slice = source.slice(offset, length);
      counter.fetched += slice.length;
      counter.calls += 1;
      return slice;
    },
  };
  return counter;
}

/** Bytes and calls that reading takes whatever the file is: fixed headers, directories, 1,024 entries of each table. */
const READING = { bytes: 2 ** 17, calls: 2 ** 12 };
/** How often all rules together may look at one byte of the file. */
const LOOKS = 32;

function expectBounded(bytes: Uint8Array): void {
  const source = counting(bytes);
  const reading = readImage(source);
  const sections = reading.ok ? reading.image.sections.length : 0;
  expect(source.fetched).toBeLessThanOrEqual(4 * 40 * sections + 1024 * sections + READING.bytes);
  expect(source.calls).toBeLessThanOrEqual(2 * sections + READING.calls);
  for (const rule of IMAGE_RULES) expect(judgeImage(rule, reading).kind).not.toBe('error');
  expect(source.fetched).toBeLessThanOrEqual(LOOKS * (bytes.length + 1024 * sections) + READING.bytes);
}

describe('what is fetched of a file', () => {
  it('is bounded by headers for the reader and by the file for all rules, on hostile images', () => {
    fc.assert(
      fc.property(hostileImage(), ({ bytes }) => {
        expectBounded(bytes);
      }),
      { seed: SEED, numRuns: effort(300) },
    );
  });

  it('is bounded likewise on bytes that were never an image', () => {
    fc.assert(fc.property(randomBytes(), expectBounded), { seed: SEED, numRuns: effort(200) });
  });
});

/** As many sections as there can be, or enough to see that none is too many. */
const SECTIONS = byEffort({ quick: 8192, full: MOST_SECTIONS });

describe(`an image of ${SECTIONS} sections`, () => {
  it('is judged by every rule without one that breaks', () => {
    const reading = readImage(crowdedImage(SECTIONS, (index) => `s${index}`));
    const broken = IMAGE_RULES.filter((rule) => judgeImage(rule, reading).kind === 'error');
    expect(broken).toEqual([]);
  });
});
