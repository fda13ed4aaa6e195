import { grainLength } from '../plan/grain.ts';
import type { SectionSize } from './placement.ts';
import type { Plan } from '../plan/plan.ts';

/** Where the sections' raw data lies, in file offsets. */
export interface RawLayout {
  /** Table indexes of the sections with raw data, in the order of their data. */
  readonly order: readonly number[];
  /** PointerToRawData by table index, for sections with raw data. */
  readonly starts: ReadonlyMap<number, number>;
  /** Live bytes behind the first section's data; both 0 when there are none. */
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/** Puts raw data one behind the other from SizeOfHeaders on, in the plan's order and with the plan's gap. */
export function layOutRaw(plan: Plan, sizeOfHeaders: number, sizes: readonly SectionSize[]): RawLayout {
  const order = orderRaw(
    plan.rawOrder,
    sizes.flatMap(({ sizeOfRawData }, index) => (sizeOfRawData > 0 ? [index] : [])),
  );
  const starts = new Map<number, number>();
  let end = sizeOfHeaders;
  let gapStart = 0;
  let gapEnd = 0;
  for (const [rank, index] of order.entries()) {
    if (rank === 1 && plan.gap > 0) {
      gapStart = end;
      gapEnd = end + plan.gap * grainLength(plan);
      end = gapEnd;
    }
    starts.set(index, end);
    end += sizes[index]?.sizeOfRawData ?? 0;
  }
  return { order, starts, gapStart, gapEnd, end };
}

function orderRaw(order: Plan['rawOrder'], indexes: readonly number[]): readonly number[] {
  switch (order) {
    case 'table':
      return indexes;
    case 'reversed':
      return indexes.toReversed();
    case 'rotated':
      return [...indexes.slice(1), ...indexes.slice(0, 1)];
  }
}

/** Whether raw data lies in another order than the section table; `order` holds table indexes. */
export function isReordered(order: readonly number[]): boolean {
  return order.some((index, rank) => index < (order[rank - 1] ?? 0));
}
