import type { Plan } from './plan.ts';

/** The page size of every machine whose firmware protects memory by pages. */
export const PAGE = 4096;

/** Whole pages that are multiples of FileAlignment too. */
export function pageLength({ fileAlignment }: Pick<Plan, 'fileAlignment'>): number {
  return Math.max(fileAlignment, PAGE);
}

/** The unit in which a plan counts raw data, in bytes. */
export function grainLength(plan: Plan): number {
  return plan.grain === 'page' ? pageLength(plan) : plan.fileAlignment;
}
