import { describe, expect, it } from 'vitest';
import { suggestedNames, suggestion } from '../../../src/cli/suggest.ts';

describe('what a misspelt word may stand for', () => {
  it.each([
    ['overlai', ['overlay']],
    ['verlay', ['overlay']],
    ['overrlay', ['overlay']],
    ['singed', ['signed']],
    ['sba', ['sbat']],
    ['', []],
    ['-overlay', []],
    ['quantum', []],
    ['overlay', []],
  ])('is for %j %j', (word, found) => {
    expect(suggestedNames(word, ['sbat', 'signed', 'overlay'])).toEqual(found);
  });

  it('is several names where they are as near as each other', () => {
    expect(suggestedNames('ta', ['tb', 'tc', 'other'])).toEqual(['tb', 'tc']);
  });

  it('is a question', () => {
    expect(suggestion('singed', ['signed'])).toBe('Did you mean "signed"?');
    expect(suggestion('quantum', ['signed'])).toBe('');
  });
});
