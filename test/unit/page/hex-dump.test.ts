import { describe, expect, it } from 'vitest';
import type { Span } from '../../../src/results/index.ts';
import { layoutFor, renderHexDump, WIDE } from '../../../src/page/index.ts';
import type { HexDumpLayout } from '../../../src/page/index.ts';

const bytes = (count: number): string =>
  Array.from({ length: count }, (_, index) => (index & 0xff).toString(16).padStart(2, '0')).join('');

function dump(offset: number, hex: string, marks: readonly Span[], layout: HexDumpLayout = WIDE): string[] {
  return renderHexDump({ file: 'image', offset, hex, marks }, layout, 'none').trimEnd().split('\n');
}

const EIGHT: HexDumpLayout = { bytesPerLine: 8, ascii: 'hidden', lineCountMax: 4 };

describe('hex dump', () => {
  it('shows address, bytes and text, with the marked bytes in brackets', () => {
    expect(dump(0, '4d5a00007a696d670010000000020000', [{ offset: 8, length: 4 }])).toEqual([
      '00000000: 4d 5a 00 00 7a 69 6d 67[00 10 00 00]00 02 00 00  |MZ..zimg........|',
    ]);
  });

  it('brackets marks at the start and at the end of an excerpt', () => {
    const marks = [
      { offset: 0, length: 1 },
      { offset: 15, length: 1 },
    ];
    expect(dump(0, bytes(16), marks)).toEqual([
      '00000000:[00]01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[0f] |................|',
    ]);
  });

  it('closes and opens the brackets of a mark that spans rows', () => {
    expect(dump(0, bytes(24), [{ offset: 6, length: 12 }], EIGHT)).toEqual([
      '00000000: 00 01 02 03 04 05[06 07]',
      '00000008:[08 09 0a 0b 0c 0d 0e 0f]',
      '00000010:[10 11]12 13 14 15 16 17',
    ]);
  });

  it('starts its rows at the offset of the excerpt, odd or not', () => {
    expect(dump(0x1235, bytes(10), [{ offset: 0x123d, length: 1 }], EIGHT)).toEqual([
      '00001235: 00 01 02 03 04 05 06 07',
      '0000123d:[08]09',
    ]);
  });

  it('keeps the text column of a short row in place', () => {
    const [first = '', second = ''] = dump(0, bytes(19), []);
    expect(second.indexOf('|')).toBe(first.indexOf('|'));
  });

  it('shows a mark without bytes as a caret between its neighbours', () => {
    expect(dump(0, bytes(4), [{ offset: 2, length: 0 }], EIGHT)).toEqual(['00000000: 00 01^02 03']);
  });

  it('shows a mark without bytes once when it lies between two rows', () => {
    expect(dump(0, bytes(9), [{ offset: 8, length: 0 }], EIGHT)).toEqual([
      '00000000: 00 01 02 03 04 05 06 07',
      '00000008:^08',
    ]);
  });

  it('shows a mark without bytes after the last byte of an excerpt', () => {
    expect(dump(0, bytes(8), [{ offset: 8, length: 0 }], EIGHT)).toEqual(['00000000: 00 01 02 03 04 05 06 07^']);
  });

  it('shows an ellipsis where a mark runs past the excerpt', () => {
    expect(dump(4, bytes(4), [{ offset: 0, length: 100 }], EIGHT)).toEqual(['00000004:…00 01 02 03…']);
  });

  it('joins marks that touch or overlap and keeps others apart', () => {
    const marks = [
      { offset: 5, length: 1 },
      { offset: 1, length: 2 },
      { offset: 2, length: 2 },
    ];
    expect(dump(0, bytes(8), marks, EIGHT)).toEqual(['00000000: 00[01 02 03]04[05]06 07']);
  });

  it('marks the few bytes that matter within a long mark, and short marks as they are', () => {
    const long = { offset: 0, length: 16 };
    expect(dump(0, bytes(16), [long, { offset: 3, length: 1 }])).toEqual([
      '00000000: 00 01 02[03]04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  |................|',
    ]);
    const short = { offset: 0, length: 4 };
    expect(dump(0, bytes(8), [short, { offset: 3, length: 1 }], EIGHT)).toEqual(['00000000:[00 01 02 03]04 05 06 07']);
    expect(dump(0, bytes(16), [long, { offset: 3, length: 0 }])).toEqual([expect.stringMatching(/:\[00 .* 0f\] /)]);
  });

  it('brackets two marks with one byte between them', () => {
    const marks = [
      { offset: 1, length: 1 },
      { offset: 3, length: 1 },
    ];
    expect(dump(0, bytes(5), marks, EIGHT)).toEqual(['00000000: 00[01]02[03]04']);
  });

  it('prints no brackets without marks', () => {
    expect(dump(0, bytes(2), [], EIGHT)).toEqual(['00000000: 00 01']);
  });

  it('says that an excerpt holds no bytes', () => {
    expect(dump(0x400, '', [{ offset: 0x400, length: 4 }])).toEqual(['00000400: (no bytes)']);
  });

  it('keeps the rows around the first mark when there are too many', () => {
    expect(dump(0, bytes(80), [{ offset: 41, length: 2 }], EIGHT)).toEqual([
      '          …',
      '00000020: 20 21 22 23 24 25 26 27',
      '00000028: 28[29 2a]2b 2c 2d 2e 2f',
      '00000030: 30 31 32 33 34 35 36 37',
      '00000038: 38 39 3a 3b 3c 3d 3e 3f',
      '          …',
    ]);
  });

  it('keeps the last rows when the mark lies behind the last byte', () => {
    expect(dump(0, bytes(48), [{ offset: 48, length: 0 }], EIGHT).at(-1)).toBe('00000028: 28 29 2a 2b 2c 2d 2e 2f^');
  });

  it('widens every address alike beyond 32 bits', () => {
    expect(dump(0xffff_fff8, bytes(9), [], EIGHT)).toEqual(['0fffffff8: 00 01 02 03 04 05 06 07', '100000000: 08']);
  });

  it('repeats in colour what the brackets say', () => {
    const excerpt = { file: 'image', offset: 0, hex: '0001', marks: [{ offset: 1, length: 1 }] } as const;
    expect(renderHexDump(excerpt, EIGHT, 'ansi')).toBe(
      '00000000: 00\u001b[1;31m[\u001b[0m\u001b[1;31m01\u001b[0m\u001b[1;31m]\u001b[0m\n',
    );
  });

  it.each([34, 40, 44, 45, 60, 76, 77, 120])('fits into %i columns', (width) => {
    const lines = dump(0, bytes(32), [{ offset: 0, length: 32 }], layoutFor(width));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('uses the roomiest layout that fits', () => {
    expect(layoutFor(77)).toBe(WIDE);
    expect(layoutFor(76)).toMatchObject({ bytesPerLine: 8, ascii: 'shown' });
    expect(layoutFor(44)).toMatchObject({ bytesPerLine: 8, ascii: 'hidden' });
  });
});
