import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exit.ts';
import { nearest } from '../../../src/cli/generate/nearest.ts';
import { grants, wishInWords, wishOf } from '../../../src/cli/generate/wish.ts';

describe('wishOf', () => {
  it('tells what is required from what is excluded', () => {
    expect(wishOf(['overlay', '-signed', 'sbat', 'sbat'])).toEqual({
      required: ['overlay', 'sbat', 'sbat'],
      excluded: ['signed'],
    });
    expect(wishOf([])).toEqual({ required: [], excluded: [] });
  });

  it('excludes any number of features of one choice', () => {
    expect(wishOf(['-gzip', '-zstd', 'lz4'])).toEqual({ required: ['lz4'], excluded: ['gzip', 'zstd'] });
  });

  it.each(['', '-', '--overlay', 'Overlay'])('knows no feature called "%s"', (value) => {
    expect(() => wishOf([value])).toThrow(UsageError);
    expect(() => wishOf([value])).toThrow(/^--feature: there is no feature "/);
  });
});

describe('grants', () => {
  it('needs everything that is required and nothing that is excluded', () => {
    const wish = wishOf(['overlay', '-signed']);
    expect(grants(wish, ['arm64', 'overlay'])).toBe(true);
    expect(grants(wish, ['arm64'])).toBe(false);
    expect(grants(wish, ['overlay', 'signed'])).toBe(false);
    expect(wishInWords(wish)).toBe('"overlay" and not "signed"');
  });
});

describe('nearest', () => {
  it.each([
    ['overlai', 'overlay'],
    ['verlay', 'overlay'],
    ['overrlay', 'overlay'],
    ['singed', 'signed'],
    ['sba', 'sbat'],
    ['', undefined],
    ['quantum', undefined],
  ])('finds for "%s" %s', (word, found) => {
    expect(nearest(word, ['sbat', 'signed', 'overlay'])).toBe(found);
  });
});
