import { element } from '../markup.ts';

/** What a block is. Each look differs from every other by its pattern too, so that colour is never needed to tell. */
export type Look =
  | 'header'
  | 'stub'
  | 'slack'
  | 'claimed'
  | 'data'
  | 'payload'
  | 'zeros'
  | 'gap'
  | 'overlay'
  | 'symbols'
  | 'certificates'
  | 'omitted'
  | 'clash';

interface Appearance {
  /** What the legend calls it. */
  readonly legend: string;
  /** Background in light and in dark surroundings. */
  readonly back: readonly [light: string, dark: string];
  /** Lines of the pattern in light and in dark surroundings. */
  readonly line: readonly [light: string, dark: string];
  /** Edge of the square that repeats; 0 for a plain background. */
  readonly tile: number;
  /** The pattern's strokes as path data in that square. */
  readonly path: string;
}

const PAGE: Appearance['back'] = ['#ffffff', '#14171a'];
const NO_LINE: Appearance['line'] = ['none', 'none'];

/** In the order of the legend. */
const LOOKS: Readonly<Record<Look, Appearance>> = {
  header: { legend: 'headers', back: ['#8498ad', '#6f8398'], line: NO_LINE, tile: 0, path: '' },
  stub: {
    legend: 'DOS stub',
    back: ['#d5dbe1', '#3a444e'],
    line: ['#68788a', '#93a3b3'],
    tile: 6,
    path: 'M1 3H5',
  },
  slack: {
    legend: 'header slack',
    back: ['#f1f3f5', '#22282e'],
    line: ['#8b98a5', '#77848f'],
    tile: 8,
    path: 'M3 4H5M4 3V5',
  },
  claimed: {
    legend: 'header slack in use',
    back: ['#f5b73d', '#9a6a00'],
    line: ['#7a4f00', '#ffd98a'],
    tile: 5,
    path: 'M2.5 0V5',
  },
  data: { legend: 'section data', back: ['#a9d3f2', '#2a5f87'], line: NO_LINE, tile: 0, path: '' },
  payload: {
    legend: 'payload',
    back: ['#5cc4a0', '#1d6b51'],
    line: ['#1b6e52', '#7fdcbd'],
    tile: 8,
    path: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  },
  zeros: {
    legend: 'zero-filled when loaded',
    back: ['#f4fafe', '#17232d'],
    line: ['#5b9cca', '#5b9cca'],
    tile: 6,
    path: 'M0 3H6',
  },
  gap: { legend: 'claimed by nothing', back: PAGE, line: ['#b9c0c7', '#4a525a'], tile: 10, path: 'M0 10L10 0' },
  overlay: {
    legend: 'overlay',
    back: ['#dcc3ea', '#563a67'],
    line: ['#6f4a86', '#cfaee3'],
    tile: 8,
    path: 'M0 0L8 8M8 0L0 8',
  },
  symbols: {
    legend: 'symbols and strings',
    back: ['#f3ea86', '#6a6312'],
    line: ['#6d6510', '#f3ea86'],
    tile: 5,
    path: 'M0 2.5H5M2.5 0V5',
  },
  certificates: {
    legend: 'certificates',
    back: ['#eeb3d2', '#7a3a5c'],
    line: ['#7d2f58', '#f4c6de'],
    tile: 7,
    path: 'M2.5 3.5H4.5M3.5 2.5V4.5M0 0H1M0 0V1M7 7H6M7 7V6',
  },
  omitted: {
    legend: 'sections that are not drawn',
    back: ['#e4e4e4', '#303030'],
    line: ['#6a6a6a', '#9a9a9a'],
    tile: 12,
    path: 'M0 8L6 4L12 8',
  },
  clash: {
    legend: 'claimed twice',
    back: ['none', 'none'],
    line: ['#c40022', '#ff6b81'],
    tile: 6,
    path: 'M0 0L6 6M5 -1L7 1M-1 5L1 7',
  },
};

/** Every look in the order of the legend. */
export const LOOK_ORDER: readonly Look[] = Object.keys(LOOKS).filter((name): name is Look => name in LOOKS);

/** What the legend calls a look. */
export function legendOf(look: Look): string {
  return LOOKS[look].legend;
}

/** The patterns of some looks, as content of `defs`. */
export function patternsOf(looks: readonly Look[]): readonly string[] {
  return looks
    .filter((look) => LOOKS[look].tile > 0)
    .map((look) => {
      const { tile, path } = LOOKS[look];
      const square = element('rect', { width: tile, height: tile, class: `back-${look}` });
      const strokes = element('path', { d: path, class: `line-${look}` });
      const place = { id: `fill-${look}`, width: tile, height: tile, patternUnits: 'userSpaceOnUse' };
      return element('pattern', place, [square, strokes]);
    });
}

/** The rules that dress blocks of some looks, for light or for dark surroundings. */
export function lookRules(looks: readonly Look[], surroundings: 'light' | 'dark'): readonly string[] {
  const pick = surroundings === 'light' ? 0 : 1;
  return looks.flatMap((look) => {
    const { back, line, tile } = LOOKS[look];
    if (tile === 0) return [`.${look}{fill:${back[pick]}}`];
    const dressed = [`.back-${look}{fill:${back[pick]}}`, `.line-${look}{stroke:${line[pick]}}`];
    return surroundings === 'light' ? [`.${look}{fill:url(#fill-${look})}`, ...dressed] : dressed;
  });
}
