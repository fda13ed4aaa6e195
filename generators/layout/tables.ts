import type { Plan } from '../plan/plan.ts';

/** PE format, "Optional Header Data Directories": the global pointer is an address, and its size is 0. */
const GLOBAL_POINTER = 8;
/** Tables that are longer than this are so without need, and the global pointer has a size then, which it may not have. */
const SHORT_TABLE = 80;

/**
 * Bytes of all tables that a plan's `tables` names, one behind the other. They are all zero, which is an empty table or the
 * end of one in each of them. [PE format, "The .edata Section" to "The .rsrc Section"]
 */
export function tablesLength({ tables, tableLength }: Pick<Plan, 'tables' | 'tableLength'>): number {
  return tableLength * tables.length;
}

/** The size that a directory entry states. */
export function statedSize(directory: number, { tableLength }: Pick<Plan, 'tableLength'>): number {
  return directory === GLOBAL_POINTER && tableLength <= SHORT_TABLE ? 0 : tableLength;
}
