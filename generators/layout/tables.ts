import type { Plan } from '../plan/plan.ts';

/**
 * Bytes of each table that a plan's `tables` names: as many as the longest of them needs, and all zero, which is an empty
 * table or the end of one in all of them. PE format, "The .edata Section" to "The .rsrc Section".
 */
export const TABLE_LENGTH = 80;

/** PE format, "Optional Header Data Directories": the global pointer is an address, and its size is 0. */
const GLOBAL_POINTER = 8;

/** Bytes of all tables, one behind the other. */
export function tablesLength({ tables }: Pick<Plan, 'tables'>): number {
  return TABLE_LENGTH * tables.length;
}

/** The size that a directory entry states. */
export function statedSize(directory: number): number {
  return directory === GLOBAL_POINTER ? 0 : TABLE_LENGTH;
}
