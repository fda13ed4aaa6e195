import { describe, expect, it } from 'vitest';
import { flow, spread, toText, wrap, counted, duration, grouped, oneLine, printable } from '../../../src/page/index.ts';
import type { Line } from '../../../src/page/index.ts';

const flowed = (line: Line, width: number): string[] =>
  toText(flow(line, { width, first: 0, rest: 2 }), 'none').split('\n');

describe('lines', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(flowed(['one two three four'], 10)).toEqual(['one two', '  three', '  four', '']);
  });

  it('keeps a word that is longer than a line whole', () => {
    expect(flowed(['a incomprehensible b'], 8)).toEqual(['a', '  incomprehensible', '  b', '']);
  });

  it('keeps spaces between words of one line', () => {
    expect(flowed(['FAIL  PR-1  name'], 40)).toEqual(['FAIL  PR-1  name', '']);
  });

  it('never breaks inside a range, a number with its decimal form or an amount with its unit', () => {
    expect(flowed(['at [0x10, 0x20) of'], 9)).toEqual(['at', '  [0x10, 0x20)', '  of', '']);
    expect(flowed(['at 0x400 (1,024) of'], 9)).toEqual(['at', '  0x400 (1,024)', '  of', '']);
    expect(flowed(['took 12 min 5 s more'], 9)).toEqual(['took', '  12 min 5 s', '  more', '']);
  });

  it('starts no line with a separating dot', () => {
    expect(flowed(['one two · three'], 8)).toEqual(['one', '  two ·', '  three', '']);
  });

  it('does not break between pieces that touch', () => {
    expect(flowed(['name: ', { text: 'sound', style: 'success' }, '.'], 9)).toEqual(['name:', '  sound.', '']);
  });

  it('gives no line for an empty text', () => {
    expect(flow([''], { width: 10, first: 0, rest: 0 })).toEqual([]);
  });

  it('spreads two texts over one line when they fit and over two when they do not', () => {
    expect(toText(spread(['left'], ['right'], 11, 2), 'none')).toBe('left  right\n');
    expect(toText(spread(['left'], ['right'], 10, 2), 'none')).toBe('left\n  right\n');
  });

  it('wraps plain text to lines without their ends', () => {
    expect(wrap('at [0x1000, 0x2000) and longer', 16)).toEqual(['at', '[0x1000, 0x2000)', 'and longer']);
    expect(wrap('', 16)).toEqual([]);
  });

  it('lets no escape sequence of the data through', () => {
    expect(toText([['\u001b[31m', { text: '\u009b1m', style: 'dim' }]], 'none')).toBe('\\x1b[31m\\x9b1m\n');
  });
});

describe('text', () => {
  it.each([
    [['::error::pwned'], '\\x3a:error::pwned\n'],
    [['  ', '::set-output name=x::y'], '  \\x3a:set-output name=x::y\n'],
    [[{ text: 'said ##[error]pwned', style: 'failure' }], 'said \\x23#[error]pwned\n'],
    [['said ::error::pwned'], 'said ::error::pwned\n'],
    [[':: '], '\\x3a:\n'],
  ] as const)('has no line that a build server acts on: %j', (line, text) => {
    expect(toText([line], 'none')).toBe(text);
  });
});

describe('printable', () => {
  it('changes nothing when it is applied twice', () => {
    const once = printable('a\u0000\u200b\ud800\u2028\u00a0b\\n');
    expect(once).toBe('a\\x00\\u{200b}\\u{d800}\\u{2028} b\\n');
    expect(printable(once)).toBe(once);
  });

  it('makes one line of several and shows where it cuts', () => {
    expect(oneLine(' a\n\t b ', 10)).toBe('a b');
    expect(oneLine('abcdef', 4)).toBe('abc…');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
    [-1000, '-1,000'],
  ])('groups %i as %s', (value, text) => {
    expect(grouped(value)).toBe(text);
  });

  it.each([
    [0, '0 rules'],
    [1, '1 rule'],
    [2000, '2,000 rules'],
  ])('counts %i as %s', (value, text) => {
    expect(counted(value, 'rule')).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.7, '1.0 s'],
    [7312, '7.3 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [73_420, '1 min 13 s'],
  ])('says %d milliseconds as %s', (value, text) => {
    expect(duration(value)).toBe(text);
  });
});
