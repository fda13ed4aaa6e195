import { roundUp } from '../bytes/round.ts';
import { PAGE } from '../plan/grain.ts';
import type { Plan } from '../plan/plan.ts';
import type { SectionSize } from './placement.ts';

/** The order in which what a list has is laid down, as indexes of the list. */
export function inOrder(order: 'table' | 'reversed' | 'rotated', indexes: readonly number[]): readonly number[] {
  switch (order) {
    case 'table':
      return indexes;
    case 'reversed':
      return indexes.toReversed();
    case 'rotated':
      return [...indexes.slice(1), ...indexes.slice(0, 1)];
  }
}

/** Below a page, addresses must be file offsets. PE format, "Optional Header", SectionAlignment. */
export function isFlat({ sectionAlignment }: Pick<Plan, 'sectionAlignment'>): boolean {
  return sectionAlignment < PAGE;
}

/** Gives every section an address from the end of the headers on; by table index. */
export function addressesOf(plan: Plan, sizeOfHeaders: number, sizes: readonly SectionSize[]): readonly number[] {
  const order = inOrder(
    plan.addressOrder,
    sizes.map((_, index) => index),
  );
  const addresses: number[] = [];
  let address = roundUp(sizeOfHeaders, plan.sectionAlignment) + plan.addressStart * plan.sectionAlignment;
  for (const [rank, index] of order.entries()) {
    if (rank > 0 && rank === order.length - 1) address += plan.addressGap * plan.sectionAlignment;
    addresses[index] = address;
    address = roundUp(address + (sizes[index]?.extent ?? 0), plan.sectionAlignment);
  }
  return addresses;
}
