import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../../generators/index.ts';
import { shorterThan, withDuller, withFewer } from '../../../../src/campaign/shrink/fewer-appends.ts';
import type { Requests } from '../../../../src/campaign/shrink/fewer-appends.ts';

function requests(...names: readonly string[]): Requests {
  const text = names.map((name) => `${name}:3:100:0xe0000020:elf`);
  const { request, further } = parsePlan(`request=${text[0] ?? ''} further=${text.slice(1).join(',') || 'none'}`);
  return [request, ...further];
}
const named = (list: Requests): string => list.map(({ name }) => name).join('');

describe('the shrinking of a sequence', () => {
  it('tries every way to leave appends out, the shortest first', () => {
    expect(shorterThan(requests('a', 'b', 'c')).map(named)).toEqual(['a', 'b', 'c', 'ab', 'ac', 'bc']);
    expect(shorterThan(requests('a', 'b', 'c', 'd'))).toHaveLength(14);
  });

  it.each(['ad', 'bd', 'bcd', 'd', 'abcd'])('leaves those that it takes: %s', async (needed) => {
    const fails = (list: Requests): Promise<boolean> =>
      Promise.resolve(Array.from(needed).every((name) => named(list).includes(name)));
    expect(named(await withFewer(requests('a', 'b', 'c', 'd'), fails))).toBe(needed);
  });

  it('makes every request as dull as the failure lets it', async () => {
    const fails = (list: Requests): Promise<boolean> => Promise.resolve((list[1]?.blocks ?? 0) > 0);
    const dull = { blocks: 0, extra: 1, characteristics: 0x40000040, content: 'filler' };
    expect(await withDuller(requests('a', 'b'), fails)).toEqual([
      { ...dull, name: 'a' },
      { ...dull, name: 'b', blocks: 1 },
    ]);
  });
});
