import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAt } from '../../../generators/index.ts';
import { renderDrawing } from '../../../src/inspection/svg/drawing.ts';
import { makeAxis } from '../../../src/page/drawing/index.ts';
import { inLanes } from '../../../src/inspection/svg/lanes.ts';
import { element, escaped, pixels } from '../../../src/page/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { isWellFormed } from '../../support/xml.ts';
import { BARE, FULL, HOSTILE, PLAIN, SAMPLES, crowd, imageOf, inspected, TEXT } from './images.ts';

const drawn = (image: Uint8Array, path = 'in.efi'): string => renderDrawing(inspected(image, path));

interface Written {
  readonly side: 'left' | 'right';
  readonly y: number;
  readonly text: string;
}

/** The labels beside the columns. */
function labelsOf(markup: string): readonly Written[] {
  const pattern = /<text x="[\d.]+" y="([\d.]+)"( class="end")?>(<tspan.*?)<\/text>/g;
  return [...markup.matchAll(pattern)].map(([, y, end, text = '']) => ({
    side: end === undefined ? 'right' : 'left',
    y: Number(y),
    text: text.replace(/<[^>]*>/g, ''),
  }));
}

/** The least distance between two labels of one side. */
function nearest(markup: string): number {
  const gaps = (['left', 'right'] as const).flatMap((side) => {
    const places = labelsOf(markup)
      .filter((label) => label.side === side)
      .map(({ y }) => y)
      .sort((a, b) => a - b);
    return places.slice(1).map((y, index) => y - (places[index] ?? 0));
  });
  return Math.min(...gaps);
}

describe('the drawing of an image', () => {
  it.each(['plain', 'full', 'hostile'] as const)('equals the golden file for the %s image', async (name) => {
    await expect(drawn(SAMPLES[name])).toMatchFileSnapshot(`../../golden/inspect-${name}.svg`);
  });

  it.each([...Object.entries(SAMPLES), ['crowded', crowd(96)] as const])(
    'is well formed, whole in itself and without overlapping labels for the %s image',
    (_name, image) => {
      const markup = drawn(image);
      expect(isWellFormed(markup)).toBe(true);
      expect(markup).not.toMatch(/<script|<image|<foreignObject|href|url\((?!#)|@import|@font-face|\son\w+=/i);
      expect(nearest(markup)).toBeGreaterThanOrEqual(16.9);
    },
  );

  it('is so for any image', () => {
    fc.assert(
      fc.property(fc.nat(5000), (index) => {
        const { bytes } = hostileAt(3, index);
        if (!readImage(bytes).ok) return;
        const markup = drawn(bytes);
        expect(isWellFormed(markup)).toBe(true);
        expect(markup).not.toMatch(/NaN|Infinity|undefined|="-/);
        expect(nearest(markup)).toBeGreaterThanOrEqual(16.9);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('names every region and every section with its range', () => {
    const texts = labelsOf(drawn(FULL)).map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        'DOS stub [0x40, 0x80)',
        'slack in use: EX_DLLCHARACTERISTICS [0x1d0, 0x1d4)',
        'section 0 .text [0x200, 0x600)',
        'payload, gzip [0x380, 0x400)',
        'gap [0x600, 0x800)',
        'overlay [0xa1e, 0xa40)',
        'certificate table, 2 certificates [0xa40, 0xa80)',
        '1 .config (/4) rw- [0x2000, 0x3800)',
        'zero-filled [0x2200, 0x3800)',
        '2 .bss rw-, zero-filled [0x4000, 0x4900)',
        'entry point 0x1010',
      ]),
    );
  });

  it('marks what is claimed twice in the file and in memory, and says between whom', () => {
    const markup = drawn(HOSTILE);
    const texts = labelsOf(markup).map(({ text }) => text);
    expect(texts).toContain('claimed twice [0x400, 0x640)');
    expect(texts).toContain('taken twice [0x2000, 0x3000)');
    expect(texts).toContain('sizeOfImage ends here 0x3000');
    expect(markup).toContain('section 0 &lt;&amp;&quot;&gt;\\x1b[3 and section 1 (no name) both claim bytes');
    expect(markup).toMatch(/and \d+ more, which the text form lists/);
  });

  it('has the legend of what it shows and of nothing else', () => {
    expect(drawn(PLAIN)).toContain('>section data<');
    expect(drawn(PLAIN)).not.toContain('>certificates<');
    expect(drawn(FULL)).toContain('>certificates<');
    expect(drawn(FULL)).toContain('To scale except for stretches with this mark');
  });

  it('can be told apart without colours: every look has a pattern of its own or is one of two plain ones', () => {
    const markup = drawn(FULL);
    const plain = [...markup.matchAll(/^\.(\w+)\{fill:#/gm)].map(([, name]) => name);
    expect(plain.filter((name) => name !== 'page' && name !== 'faint' && name !== 'warn' && name !== 'link')).toEqual([
      'header',
      'data',
    ]);
    const strokes = [...markup.matchAll(/<pattern [^>]*width="(\d+)"[^>]*>.*?<path d="([^"]+)"/g)];
    expect(new Set(strokes.map(([, tile, path]) => `${tile} ${path}`)).size).toBe(strokes.length);
  });

  it('follows the choice of light or dark', () => {
    expect(drawn(PLAIN)).toMatch(/@media \(prefers-color-scheme:dark\)\{\.page\{fill:#14171a\}/);
  });

  it('draws the first 128 sections of very many and says how many are left out', () => {
    const markup = drawn(crowd(1128));
    expect(markup).toContain('The first 128 of 1,128 sections are drawn, 1,000 are left out.');
    expect(labelsOf(markup).filter(({ text }) => /^section \d+ /.test(text))).toHaveLength(128);
    expect(markup).toContain('1,000 regions, not drawn');
    expect(markup).toContain('sections that are not drawn');
    expect(markup.length).toBeLessThan(300_000);
  });

  it('counts labels that all stand at one place', () => {
    const pile = imageOf({ sections: Array.from({ length: 40 }, () => TEXT), length: 0x1000, sizeOfHeaders: 0x800 });
    expect(drawn(pile)).toMatch(/and \d+ more<\/tspan> <tspan class="faint">here/);
  });

  it('shows the last part of the path alone, so that its bytes depend on the image and its name', () => {
    expect(drawn(PLAIN, '/somewhere/else/in.efi')).toBe(drawn(PLAIN));
    expect(drawn(PLAIN, '<b>&\u001b.efi')).toContain('&lt;b&gt;&amp;\\x1b.efi');
  });

  it('leaves room for nothing in an image without sections', () => {
    expect(labelsOf(drawn(BARE)).map(({ text }) => text)).toContain('headers [0x0, 0x200)');
  });
});

describe('an axis', () => {
  const axis = makeAxis(
    [
      { start: 0, end: 10, least: 20, most: Infinity },
      { start: 10, end: 110, least: 5, most: Infinity },
      { start: 110, end: 1110, least: 5, most: 50 },
    ],
    100,
    1,
  );

  it('is to scale between the least and the most, and says where it is not', () => {
    expect(axis.bands.map(({ height, scaled }) => [height, scaled])).toEqual([
      [20, false],
      [100, true],
      [50, false],
    ]);
    expect(axis.bottom).toBe(270);
  });

  it('places bytes within their stretch and what lies outside at the nearer end', () => {
    expect([-5, 0, 5, 10, 60, 110, 610, 1110, 5000].map((byte) => axis.yOf(byte))).toEqual([
      100, 100, 110, 120, 170, 220, 245, 270, 270,
    ]);
    expect(makeAxis([], 7, 1).yOf(3)).toBe(7);
  });
});

describe('lanes', () => {
  const claim = (address: number, length: number): { owner: string; address: number; length: number } => {
    return { owner: `${address}`, address, length };
  };

  it('put what shares addresses side by side, four at most', () => {
    const claims = [
      claim(0, 10),
      claim(10, 50),
      claim(20, 5),
      claim(30, 5),
      claim(100, 9),
      claim(101, 9),
      claim(102, 9),
    ];
    const more = [...claims, claim(103, 9), claim(104, 9)];
    expect(inLanes(more).map(({ lane }) => `${lane.index}/${lane.count}`)).toEqual([
      '0/1',
      '0/2',
      '1/2',
      '1/2',
      '0/4',
      '1/4',
      '2/4',
      '3/4',
      '3/4',
    ]);
  });
});

describe('markup', () => {
  it('escapes what means something to XML and what XML forbids', () => {
    expect(escaped(`<&>"'\u0000\ufffe\ud800`)).toBe('&lt;&amp;&gt;&quot;&apos;\\x00\ufffd\\u{d800}');
    expect(element('a', { b: '"<', c: 1.25 })).toBe('<a b="&quot;&lt;" c="1.3"/>');
    expect([1, 1.04, 2.55, 100.96].map(pixels)).toEqual(['1', '1', '2.5', '101']);
  });
});
