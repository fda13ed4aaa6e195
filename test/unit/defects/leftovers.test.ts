import { describe, expect, it } from 'vitest';
import { hangSubsets } from '../../../src/defects/leftovers.ts';

function seenIn(item: string, ...cases: readonly string[]): { readonly item: string; readonly cases: Set<string> } {
  return { item, cases: new Set(cases) };
}

describe('what no repair explains', () => {
  it('is one defect where it is seen in the same cases', () => {
    expect(hangSubsets([seenIn('A', '1', '2'), seenIn('B', '2', '1'), seenIn('C', '3')])).toEqual([['A', 'B'], ['C']]);
  });

  it('hangs under what is seen in more cases', () => {
    expect(hangSubsets([seenIn('A', '1'), seenIn('B', '1', '2'), seenIn('C', '2', '3')])).toEqual([['B', 'A'], ['C']]);
  });
});
