import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAt } from '../../../generators/index.ts';
import { tableLines } from '../../../src/inspection/text/table.ts';
import { renderInspection } from '../../../src/inspection/text/text.ts';
import { readImage } from '../../../src/reader/index.ts';
import { FULL, HOSTILE, PLAIN, SAMPLES, crowd, inspected } from './images.ts';
import { toText } from '../../../src/page/index.ts';
import type { Part } from '../../../src/inspection/text/index.ts';

const ALL: readonly Part[] = ['regions', 'headers', 'sections', 'tables'];

function page(image: Uint8Array, width = 80, parts: readonly Part[] = ALL): string {
  return renderInspection(inspected(image), { width, colour: 'none', parts: new Set(parts) });
}

describe('the text of an inspection', () => {
  it.each([
    ['plain', 80],
    ['full', 60],
    ['full', 100],
    ['hostile', 80],
    ['bare', 80],
  ] as const)('equals the golden file for the %s image at %i columns', async (name, width) => {
    await expect(page(SAMPLES[name], width)).toMatchFileSnapshot(`../../golden/inspect-${name}-${width}.txt`);
  });

  it('starts with what the image is, in one sentence', () => {
    expect(page(PLAIN, 200).split('\n')[0]).toBe(
      'in.efi: zboot image for arm64 (PE32+), gzip payload at [0x240, 0x2c0) of 128 bytes, unsigned, 2 sections, ' +
        '2,048 bytes in the file, 16,384 in memory.',
    );
  });

  it('gives every byte of the file to one region', () => {
    const rows = [...page(FULL, 80, ['regions']).matchAll(/^ {2}\[0x([0-9a-f]+), 0x([0-9a-f]+)\)/gm)];
    const ends = rows.map(([, start = '', end = '']) => [parseInt(start, 16), parseInt(end, 16)]);
    expect(ends.map(([start]) => start)).toEqual([0, ...ends.slice(0, -1).map(([, end]) => end)]);
    expect(ends.at(-1)?.[1]).toBe(FULL.length);
  });

  it.each([
    ['regions', 'Regions of the file'],
    ['headers', 'Optional header'],
    ['sections', 'Sections'],
    ['tables', 'Certificate table'],
  ] as const)('has with %s alone that part, the summary and the remarks', (part, heading) => {
    const text = page(HOSTILE, 80, [part]);
    expect(text).toContain(`\n${heading}`);
    expect(text).toContain('\nInconsistencies');
    for (const other of ['Regions of the file', 'Optional header', 'Sections', 'Certificate table']) {
      if (other !== heading) expect(text).not.toContain(`\n${other}`);
    }
  });

  it('says of a payload that does not start like its type that its offset may be stale', () => {
    const image = Uint8Array.from(PLAIN);
    image.set([0, 0, 0], 0x240);
    expect(page(image)).toContain(
      '  ODD  the payload [0x240, 0x2c0) does not start like gzip, so its offset may be\n' +
        '       stale; "zbootkit check" searches for it\n',
    );
    // Of a type that nobody knows there is no start to compare.
    image.set(Buffer.from('none'), 24);
    expect(page(image)).not.toContain('does not start like');
  });

  it('says nothing of what fits together', () => {
    expect(page(PLAIN)).not.toContain('Inconsistencies');
  });

  it.each([60, 80, 100, 140])('keeps the lines of real shapes within %i columns', (width) => {
    const lines = [PLAIN, FULL].flatMap((image) => page(image, width).split('\n'));
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('takes a page of fewer than 60 columns for one of 60', () => {
    expect(page(FULL, 10)).toBe(page(FULL, 60));
  });

  it('never acts on a terminal, whatever the image', () => {
    fc.assert(
      fc.property(fc.nat(5000), (index) => {
        const reading = readImage(hostileAt(1, index).bytes);
        if (!reading.ok) return;
        expect(page(hostileAt(1, index).bytes)).toMatch(/^[\n -~…]*$/);
      }),
      { seed: 1, numRuns: 150 },
    );
    expect(page(HOSTILE)).toMatch(/^[\n -~]*$/);
  });

  it('wears colours only when it is told to, and says the same without them', () => {
    const parts = new Set(ALL);
    const coloured = renderInspection(inspected(HOSTILE), { width: 80, colour: 'ansi', parts });
    expect(coloured).toContain('\u001b[1mSections\u001b[0m');
    expect(coloured.replace(new RegExp('\u001b\\[[0-9;]*m', 'g'), '')).toBe(page(HOSTILE));
  });

  it('has one row for each of very many sections', () => {
    const rows = page(crowd(3000), 120, ['sections']).match(/^ +\d+ {2}\.s\d+ /gm);
    expect(rows).toHaveLength(3000);
  });
});

describe('a table', () => {
  it('puts prose below its row where there is little room beside it', () => {
    const rows = [{ cells: ['x'.repeat(30), ''], prose: 'some words that need room', style: 'dim' as const }];
    const lines = tableLines(rows, { aligned: ['left', 'right'], width: 40 });
    expect(toText(lines, 'none')).toBe(`  ${'x'.repeat(30)}\n        some words that need room\n`);
  });
});
