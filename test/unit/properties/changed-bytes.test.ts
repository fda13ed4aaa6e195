/** No byte of a good output can change without a rule that notices, and which rules do is written down. */
import { describe, expect, it } from 'vitest';
import { outOf, sampleOf } from '../../support/effort.ts';
import { byteMapOf } from '../../support/byte-map.ts';
import { PAIR_NAMES } from '../../vectors/append-pairs.ts';

const TRIED = sampleOf(PAIR_NAMES, { quick: 1 });

describe(`a changed byte of a good output, of ${outOf(TRIED, PAIR_NAMES)} outputs`, () => {
  it.each(TRIED)('is noticed by the rules that the golden file names: %s', async (name) => {
    const { lines, unnoticed } = byteMapOf(name, 0x01);
    expect(unnoticed).toEqual([]);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../golden/changed-bytes-${name}.txt`);
  });

  it.each(TRIED)('is noticed when its highest bit changes: %s', (name) => {
    expect(byteMapOf(name, 0x80).unnoticed).toEqual([]);
  });
});
