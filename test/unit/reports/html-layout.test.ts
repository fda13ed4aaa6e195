// Drawings of layouts: to scale, labels apart, the same regions joined, and nothing that a document can break.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawAppend, drawFile } from '../../../reports/html/layout/drawing.ts';
import { layoutFigure } from '../../../reports/html/layout/figure.ts';
import { pairsOf } from '../../../reports/html/layout/regions.ts';
import { LAYOUT_KINDS } from '../../../src/results/index.ts';
import type { Layout, LayoutRegion } from '../../../src/results/index.ts';
import { isWellFormed } from '../../support/xml.ts';
import { effort } from '../../support/effort.ts';
import { oddText } from '../../support/odd-text.ts';
import { LAYOUTS } from './sample-layouts.ts';

const NAME = { id: 'drawing', title: 'a drawing' };
const { before, after } = LAYOUTS;
if (before === null || after === null) throw new Error('the sample has two layouts');

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

function labelsOf(markup: string): readonly Placed[] {
  return [...markup.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)<\/text>/g)].map(([, x, y, inner = '']) => {
    return { x: Number(x), y: Number(y), text: inner.replace(/<[^>]*>/g, '').trim() };
  });
}

/** Labels of one side that are nearer to each other than a line is high. */
function collisions(markup: string): readonly string[] {
  const labels = labelsOf(markup);
  return labels.flatMap((one, index) =>
    labels
      .slice(index + 1)
      .filter((other) => other.x === one.x && Math.abs(other.y - one.y) < 11)
      .map((other) => `${one.text} and ${other.text}`),
  );
}

const rectangles = (
  markup: string,
): readonly { readonly look: string; readonly y: number; readonly height: number }[] =>
  [...markup.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" class="(\w+)/g)].map(
    ([, y, height, look = '']) => ({ look, y: Number(y), height: Number(height) }),
  );

const kind = fc.constantFrom(...LAYOUT_KINDS);
const owner = fc.constantFrom('none', 'sections[0]', 'sections[1]', 'sections[2]', 'debugEntries[0]');
const anyNumber = fc.oneof(fc.nat(4096), fc.nat(), fc.constantFrom(2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER));

/** A layout as a file has it: regions in file order that are all of it. */
const soundLayout: fc.Arbitrary<Layout> = fc
  .tuple(fc.array(fc.tuple(kind, owner, fc.integer({ min: 1, max: 2 ** 22 })), { maxLength: 40 }), fc.nat(), fc.nat())
  .map(([parts, start, size]) => {
    let offset = 0;
    const regions = parts.map(([of, whose, length]): LayoutRegion => {
      const region = { kind: of, owner: whose, name: '.text', offset, length };
      offset += length;
      return region;
    });
    const place = offset === 0 ? 0 : start % offset;
    return { fileSize: offset, regions, payload: { offset: place, length: Math.min(size, offset - place) } };
  });

/** A layout as a document may have it. */
const anyLayout: fc.Arbitrary<Layout> = fc.record({
  fileSize: anyNumber,
  regions: fc.array(fc.record({ kind, owner, name: oddText, offset: anyNumber, length: anyNumber }), { maxLength: 80 }),
  payload: fc.option(fc.record({ offset: anyNumber, length: anyNumber })),
});

describe('a drawing of a layout', () => {
  it('has one scale for both files', () => {
    const { picture, scale } = drawAppend(before, after, NAME);
    const data = rectangles(picture.markup).filter(({ look, height }) => look === 'data' && height > 40);
    expect(data.length).toBeGreaterThan(1);
    const tall = data.filter(({ height }) => Math.abs(height - 512 * scale) < 1);
    expect(tall.length).toBeGreaterThan(0);
  });

  it('joins the regions that are in both files, and shows which of them moved', () => {
    const { picture } = drawAppend(before, after, NAME);
    expect(picture.markup.match(/class="link"/g)).toHaveLength(4);
    expect(picture.markup.match(/class="link link-moved"/g)).toHaveLength(2);
  });

  it('shows the payload inside of what holds it', () => {
    const { picture } = drawFile(after, NAME);
    const all = rectangles(picture.markup);
    const payload = all.find(({ look }) => look === 'payload');
    const holder = all.filter(({ look }) => look === 'data').at(-1);
    if (payload === undefined || holder === undefined) throw new Error('nothing is drawn');
    expect(payload.y).toBeGreaterThanOrEqual(holder.y);
    expect(payload.y + payload.height).toBeLessThanOrEqual(holder.y + holder.height + 0.2);
  });

  it('keeps its labels apart and in the page, whatever the files are', () => {
    fc.assert(
      fc.property(soundLayout, soundLayout, (one, other) => {
        const { picture } = drawAppend(one, other, NAME);
        expect(collisions(picture.markup)).toEqual([]);
        expect(collisions(drawFile(one, NAME).picture.markup)).toEqual([]);
        const [, width = 0] = /width="(\d+)"/.exec(picture.markup)?.map(Number) ?? [];
        expect(Math.max(...labelsOf(picture.markup).map(({ x }) => x))).toBeLessThan(width);
      }),
      { numRuns: effort(600) },
    );
  });

  it('fits on a telephone beside the margins of the page', () => {
    const { picture } = drawAppend(before, after, NAME);
    expect(Number(/width="(\d+)"/.exec(picture.markup)?.[1])).toBeLessThanOrEqual(358);
  });

  it('is well formed and finite for any layout in a document', () => {
    fc.assert(
      fc.property(fc.option(anyLayout), fc.option(anyLayout), (one, other) => {
        const names = { before: 'in.efi', after: 'out.efi' };
        const { markup } = layoutFigure({ before: one, after: other }, names, 'drawing');
        expect(isWellFormed(markup)).toBe(true);
        expect(markup).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: effort(600) },
    );
  });
});

describe('regions of two files', () => {
  it('are paired by kind and owner, in the order of the file after', () => {
    expect(pairsOf(LAYOUTS).map(({ before: old, after: now }) => [old?.offset ?? null, now?.offset ?? null])).toEqual([
      [0, 0],
      [64, 64],
      [328, 328],
      [408, 448],
      [512, 512],
      [null, 1024],
      [1024, 1536],
    ]);
  });

  it('that are gone stand where they were', () => {
    const gone = pairsOf({ before: after, after: before }).find(({ after: now }) => now === null);
    expect(gone?.before?.name).toBe('.bpf');
  });

  it('are paired by the names of sections where a tool sorts the table, and by their numbers where it renames one', () => {
    const numbered = (names: readonly string[]): Layout => ({
      fileSize: 64,
      regions: names.map((name, index) => {
        return { kind: 'section-data', owner: `sections[${index}]`, name, offset: 16 * index, length: 16 };
      }),
      payload: null,
    });
    const namesIn = (old: readonly string[], now: readonly string[]): (readonly (string | null)[])[] =>
      pairsOf({ before: numbered(old), after: numbered(now) }).map((pair) => [
        pair.before?.name ?? null,
        pair.after?.name ?? null,
      ]);
    expect(namesIn(['.text', '.data'], ['.bpf', '.text', '.data'])).toEqual([
      [null, '.bpf'],
      ['.text', '.text'],
      ['.data', '.data'],
    ]);
    expect(namesIn(['.text', '.data'], ['.text', '.other'])).toEqual([
      ['.text', '.text'],
      ['.data', '.other'],
    ]);
    expect(namesIn(['.same', '.same'], ['.same', '.same', '.bpf'])).toEqual([
      ['.same', '.same'],
      ['.same', '.same'],
      [null, '.bpf'],
    ]);
  });

  it('of one kind and owner that are several are not paired', () => {
    const gap = { kind: 'gap', owner: 'none', name: '', length: 8 } as const;
    const layout: Layout = {
      fileSize: 16,
      regions: [
        { ...gap, offset: 0 },
        { ...gap, offset: 8 },
      ],
      payload: null,
    };
    expect(
      pairsOf({ before: layout, after: layout }).every(({ before: old, after: now }) => old === null || now === null),
    ).toBe(true);
  });
});

describe('the payload of an output', () => {
  it.each([
    ['has lost its zboot header', null, 'no zboot header leads to it'],
    ['names an offset beyond the file', { offset: after.fileSize, length: 0 }, 'leads nowhere'],
    ['has it elsewhere', { offset: 1552, length: 400 }, 'moved +0x200'],
  ])('that %s', (_, payload, said) => {
    const figure = layoutFigure({ before, after: { ...after, payload } }, { before: 'in', after: 'out' }, 'id').markup;
    expect(figure).toContain(said);
    expect(figure).not.toContain('gone');
  });
});
