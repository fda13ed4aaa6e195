import { makeAxis } from './axis.ts';
import type { Axis, Stretch } from './axis.ts';
import type { Look } from './looks.ts';

/** A stretch of a column with one look. Units are bytes of the file or of memory. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly look: Look;
  /** `whole` takes the column's width, `inner` lies within another block, `mark` is laid over what is there. */
  readonly form: 'whole' | 'inner' | 'mark';
  /** Which of several places side by side, for what shares addresses with something else. */
  readonly lane: { readonly index: number; readonly count: number };
}

/** What a block is, to be written beside it. */
export interface Label {
  /** The first byte of what it names. */
  readonly at: number;
  /** Whether it names a single byte, which it has to point at, or a stretch, whose middle will do. */
  readonly form: 'point' | 'stretch';
  readonly what: string;
  readonly range: string;
  /** Which of several blocks side by side it names; the whole column unless given. */
  readonly lane?: Block['lane'];
}

/** One of the two columns before it has a height. */
export interface Column {
  readonly blocks: readonly Block[];
  readonly labels: readonly Label[];
  /** Where the column ends, in bytes. */
  readonly end: number;
}

/** A label with its place. */
export interface PlacedLabel extends Label {
  readonly y: number;
}

/** A column with all its heights. */
export interface PlacedColumn extends Column {
  readonly axis: Axis;
  readonly placed: readonly PlacedLabel[];
}

export const ALONE: Block['lane'] = { index: 0, count: 1 };
/** Height of one label with the space around it. */
export const ROW = 17;
/** Height of the smallest stretch without a label. */
const LEAST = 7;
/** Labels of one stretch that are written; of more, the last says how many there are. */
const LABELS_MOST = 12;
/** Height of the largest stretch without section data, which is always to scale but where its labels need more. */
const MOST: Partial<Readonly<Record<Look, number>>> = {
  header: 160,
  stub: 160,
  slack: 160,
  claimed: 160,
  gap: 28,
  omitted: 44,
  zeros: 160,
  overlay: 160,
  symbols: 160,
  certificates: 160,
};

/**
 * Gives every stretch of a column its height: to scale, but never less than its labels need and, where there is little
 * to see, never more than that needs. So no two labels of a column can meet.
 *
 * @param stretches those of {@link stretchesOf}
 * @param scale pixels for each byte
 */
export function placeColumn(
  column: Column,
  stretches: readonly Stretch[],
  { top, scale }: { readonly top: number; readonly scale: number },
): PlacedColumn {
  const axis = makeAxis(stretches, top, scale);
  const groups = labelGroups(column);
  const placed = axis.bands.flatMap(({ start, y, height }) => {
    const group = groups.get(start) ?? [];
    const points = group.filter(({ form }) => form === 'point');
    const others = group.filter(({ form }) => form === 'stretch');
    const below = y + points.length * ROW;
    const room = height - points.length * ROW;
    return [
      ...points.map((label, index) => ({ ...label, y: y + (index + 0.5) * ROW })),
      ...others.map((label, index) => ({ ...label, y: below + ((index + 0.5) * room) / others.length })),
    ];
  });
  return { ...column, axis, placed };
}

/** The column cut at every border of a block and at every label. */
export function stretchesOf(column: Column): readonly Stretch[] {
  const { blocks, labels, end } = column;
  const borders = new Set([0, end, ...labels.map(({ at }) => at)]);
  for (const block of blocks) borders.add(block.start).add(block.end);
  const cuts = [...borders].filter((cut) => cut >= 0 && cut <= end).sort((a, b) => a - b);
  const whole = blocks.filter(({ form }) => form === 'whole');
  const groups = labelGroups(column);
  return cuts.slice(0, -1).map((start, index): Stretch => {
    const least = Math.max(LEAST, (groups.get(start)?.length ?? 0) * ROW);
    const most = whole
      .filter((block) => block.start <= start && start < block.end)
      .reduce((largest, { look }) => Math.max(largest, MOST[look] ?? Infinity), 0);
    return { start, end: cuts[index + 1] ?? end, least, most: Math.max(least, most) };
  });
}

/** The labels by the byte that they stand beside. */
function labelGroups({ labels }: Column): ReadonlyMap<number, readonly Label[]> {
  const groups = new Map<number, Label[]>();
  for (const label of labels) {
    const group = groups.get(label.at);
    if (group === undefined) groups.set(label.at, [label]);
    else group.push(label);
  }
  for (const [at, group] of groups) {
    const more = group.length - LABELS_MOST;
    if (more > 0)
      groups.set(at, [
        ...group.slice(0, LABELS_MOST),
        { at, form: 'stretch', what: `and ${more} more`, range: 'here' },
      ]);
  }
  return groups;
}
