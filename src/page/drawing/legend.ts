import { breakMark } from './column-markup.ts';
import { LOOK_ORDER, legendOf } from './looks.ts';
import type { Look } from './looks.ts';
import { element } from '../markup.ts';
import { textAt } from './text-at.ts';

/** What the legend explains. */
export interface LegendOf {
  readonly looks: ReadonlySet<Look>;
  /** Pixels for each byte. */
  readonly scale: number;
  /** Whether some stretch is not to scale. */
  readonly broken: boolean;
}

/** Markup with the page coordinate at which it ends. */
export interface Legend {
  readonly markup: readonly string[];
  readonly bottom: number;
}

const SWATCH = { width: 34, height: 16 };
const ENTRY_WIDTH = 240;
const ENTRY_HEIGHT = 24;
/** Longest bar that shows the scale, in pixels. */
const BAR_MOST = 120;

/** The legend: one swatch for each look in use, and below them what is to scale. */
export function legendMarkup(
  { looks, scale, broken }: LegendOf,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): Legend {
  const used = LOOK_ORDER.filter((look) => looks.has(look));
  const perRow = Math.max(1, Math.floor(width / ENTRY_WIDTH));
  const swatches = used.flatMap((look, index) => {
    const left = x + (index % perRow) * ENTRY_WIDTH;
    const top = y + Math.floor(index / perRow) * ENTRY_HEIGHT;
    const edge = look === 'clash' ? 'clash-edge' : look === 'gap' || look === 'zeros' ? 'edge dashed' : 'edge';
    return [
      element('rect', { x: left, y: top, ...SWATCH, class: `${look} ${edge}` }),
      textAt({ x: left + SWATCH.width + 8, y: top + 12 }, 'faint', legendOf(look)),
    ];
  });
  const below = y + Math.ceil(used.length / perRow) * ENTRY_HEIGHT + 14;
  // The largest power of two of bytes that the bar has room for.
  const bytes = 2 ** Math.max(0, Math.floor(Math.log2(BAR_MOST / scale)));
  const bar = `M${x} ${below - 8}v8h${(bytes * scale).toFixed(1)}v-8`;
  const mark = { x: x + BAR_MOST + 200, y: below - 4 };
  return {
    markup: [
      ...swatches,
      element('path', { d: bar, class: 'bound' }),
      textAt({ x: x + BAR_MOST + 12, y: below }, 'faint', `0x${bytes.toString(16)} bytes`),
      ...(broken
        ? [
            ...breakMark(mark.x, mark.y),
            textAt(
              { x: mark.x + 12, y: below },
              'faint',
              'To scale except for stretches with this mark, which are drawn larger or smaller.',
            ),
          ]
        : []),
    ],
    bottom: below + 8,
  };
}
