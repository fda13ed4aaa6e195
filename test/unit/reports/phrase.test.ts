import { describe, expect, it } from 'vitest';
import { phrase } from '../../../reports/index.ts';
import type { Expectation, FileRole } from '../../../src/results/index.ts';

function sentence(expected: Expectation, actual: number | string = 0x1000, about = 'field'): string {
  return phrase({ about, expected, actual, at: [{ file: 'image', offset: 8, length: 4 }] });
}

const SENTENCES: readonly (readonly [Expectation, number | string, string])[] = [
  [{ kind: 'equals', value: 0x400 }, 0x1000, 'field: expected 0x400 (1,024), found 0x1000 (4,096).'],
  [{ kind: 'equals', value: 'gzip' }, 'zstd', 'field: expected gzip, found zstd.'],
  [{ kind: 'one-of', values: [1, 2, 10] }, 3, 'field: expected 0x1, 0x2 or 0xa (10), found 0x3.'],
  [{ kind: 'one-of', values: ['lzma'] }, 'lz4', 'field: expected lzma, found lz4.'],
  [{ kind: 'one-of', values: [] }, 9, 'field: expected nothing, found 0x9.'],
  [{ kind: 'multiple-of', value: 0x200 }, 1, 'field: expected a multiple of 0x200 (512), found 0x1.'],
  [{ kind: 'at-least', value: 5 }, 4, 'field: expected at least 0x5, found 0x4.'],
  [{ kind: 'at-most', value: 16 }, 17, 'field: expected at most 0x10 (16), found 0x11 (17).'],
  [{ kind: 'below', value: 96 }, 96, 'field: expected less than 0x60 (96), found 0x60 (96).'],
  [
    { kind: 'within', what: 'the file', start: 0, end: 0x800 },
    '[0x700, 0x900)',
    'field: expected a range within the file [0x0, 0x800), found [0x700, 0x900).',
  ],
  [
    { kind: 'apart-from', what: 'the headers', start: 0, end: 0x400 },
    '[0x3f0, 0x410)',
    'field: expected a range apart from the headers [0x0, 0x400), found [0x3f0, 0x410).',
  ],
  [
    { kind: 'same-bytes', as: { file: 'before', offset: 0x40, length: 0x10 } },
    'different bytes',
    'field: expected the same bytes as [0x40, 0x50) of the input, found different bytes.',
  ],
  [{ kind: 'zero-bytes' }, 'ff ff', 'field: expected zero bytes, found ff ff.'],
  [{ kind: 'rewritten' }, 'a refusal (no-room)', 'field: expected a rewritten image, found a refusal (no-room).'],
  [
    { kind: 'refused', because: 'the name is taken' },
    'a rewritten image',
    'field: expected a refusal because the name is taken, found a rewritten image.',
  ],
  [{ kind: 'form', name: 'a gzip member' }, '00 00', 'field: expected a gzip member, found 00 00.'],
];

describe('phrase', () => {
  it.each(SENTENCES)('says %j, found %j', (expected, actual, text) => {
    expect(sentence(expected, actual)).toBe(text);
  });

  it('has an example of every kind of expectation', () => {
    // The compiler asks for a new entry here when a kind is added, and the comparison for a new sentence above.
    const kinds: Readonly<Record<Expectation['kind'], true>> = {
      'apart-from': true,
      'at-least': true,
      'at-most': true,
      below: true,
      equals: true,
      form: true,
      'multiple-of': true,
      'one-of': true,
      refused: true,
      rewritten: true,
      'same-bytes': true,
      within: true,
      'zero-bytes': true,
    };
    expect(new Set(SENTENCES.map(([{ kind }]) => kind))).toEqual(new Set(Object.keys(kinds)));
  });

  it('names the file of every role', () => {
    const place = (file: FileRole): Expectation => ({ kind: 'same-bytes', as: { file, offset: 0, length: 1 } });
    expect(sentence(place('image'))).toContain('of the image,');
    expect(sentence(place('before'))).toContain('of the input,');
    expect(sentence(place('after'))).toContain('of the output,');
    expect(sentence(place('content'))).toContain('of the section content,');
  });

  it('keeps every digit of a 64-bit value that travels as text', () => {
    expect(sentence({ kind: 'equals', value: '0xffffffffffffffff' }, '0x0')).toBe(
      'field: expected 0xffffffffffffffff (18,446,744,073,709,551,615), found 0x0.',
    );
  });

  it('puts the sign of a negative number before its prefix', () => {
    expect(sentence({ kind: 'equals', value: 0 }, -12)).toContain('found -0xc (-12).');
  });

  it('prints a number that is no integer as it is', () => {
    expect(sentence({ kind: 'equals', value: 1 }, 0.5)).toContain('found 0.5.');
  });

  it('ends with one full stop when the found text ends with one', () => {
    expect(sentence({ kind: 'rewritten' }, 'no output.')).toBe('field: expected a rewritten image, found no output.');
  });

  it('says nothing for an empty text', () => {
    expect(sentence({ kind: 'equals', value: '.bpf' }, '')).toContain('found nothing.');
  });

  it('shows characters that could act on a terminal as escapes', () => {
    expect(sentence({ kind: 'equals', value: '.bpf' }, '\u001b[2J\n\u202e', 'name\t')).toBe(
      'name\\t: expected .bpf, found \\x1b[2J\\n\\u{202e}.',
    );
  });
});
