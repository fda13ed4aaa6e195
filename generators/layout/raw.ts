import { grainLength } from '../plan/grain.ts';
import { inOrder } from './addresses.ts';
import type { SectionSize } from './placement.ts';
import type { Plan } from '../plan/plan.ts';

/** Where the sections' raw data lies, in file offsets. */
export interface RawLayout {
  /** Table indexes of the sections with raw data, in the order of their data. */
  readonly order: readonly number[];
  /** PointerToRawData by table index, for sections with raw data. */
  readonly starts: ReadonlyMap<number, number>;
  /** Live bytes before some section's data; both 0 when there are none. */
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/** Puts raw data one after the other from SizeOfHeaders on, in the plan's order and with the plan's gap. */
export function layOutRaw(plan: Plan, sizeOfHeaders: number, sizes: readonly SectionSize[]): RawLayout {
  const order = inOrder(plan.rawOrder, withData(sizes));
  const starts = new Map<number, number>();
  let end = sizeOfHeaders;
  let gapStart = 0;
  let gapEnd = 0;
  for (const [rank, index] of order.entries()) {
    if (rank === plan.gapRank && plan.gap > 0) {
      gapStart = end;
      gapEnd = end + plan.gap * grainLength(plan);
      end = gapEnd;
    }
    starts.set(index, end);
    end += sizes[index]?.sizeOfRawData ?? 0;
  }
  return { order, starts, gapStart, gapEnd, end };
}

/** Puts raw data where it is loaded, as images with alignments below a page need it. */
export function layOutFlat(addresses: readonly number[], sizes: readonly SectionSize[]): RawLayout {
  const order = withData(sizes);
  const starts = new Map(order.map((index) => [index, addresses[index] ?? 0]));
  const end = order.reduce(
    (most, index) => Math.max(most, (addresses[index] ?? 0) + (sizes[index]?.sizeOfRawData ?? 0)),
    0,
  );
  return { order, starts, gapStart: 0, gapEnd: 0, end };
}

function withData(sizes: readonly SectionSize[]): readonly number[] {
  return sizes.flatMap(({ sizeOfRawData }, index) => (sizeOfRawData > 0 ? [index] : []));
}

/** Whether raw data is in another order than the section table; `order` holds table indexes. */
export function isReordered(order: readonly number[]): boolean {
  return order.some((index, rank) => index < (order[rank - 1] ?? 0));
}
