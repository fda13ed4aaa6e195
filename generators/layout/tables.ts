import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Machine, Plan } from '../plan/plan.ts';

/** PE format, "Optional Header Data Directories": the global pointer is an address, and its size is 0. */
const GLOBAL_POINTER = 8;
/** Tables that are longer than this are so without need, and the global pointer has a size then, which it may not have. */
const SHORT_TABLE = 80;
/** PE format, "The TLS Directory": its length is that of the structure. */
const TLS = 9;
const TLS_LENGTHS = { 64: 40, 32: 24 } as const;
/** The number of the directory with functions and how to unwind them. */
export const EXCEPTIONS = 3;

/** What is known of a machine's table of functions. */
interface ExceptionFormat {
  /** Bytes of an entry, and of what follows all of them. */
  readonly entry: number;
  readonly rest: number;
  /** The words of one entry, of which `restAddress` is where the rest is. */
  readonly words: (functionAddress: number, restAddress: number) => readonly number[];
}

/** Bytes of each function; they follow each other from the start of the code on. */
const FUNCTION_LENGTH = 4;
/** UNWIND_INFO of version 1 and nothing else, as a word. */
const UNWIND_INFO = 1;

/**
 * PE format, "The .pdata Section": on x86-64 begin, end and the address of an UNWIND_INFO, on Arm64 begin and packed unwind
 * data, which is the flag 1 and the length in words from bit 2 on.
 */
const EXCEPTION_FORMATS: Readonly<Partial<Record<Machine, ExceptionFormat>>> = {
  'x86-64': { entry: 12, rest: 4, words: (start, rest) => [start, start + FUNCTION_LENGTH, rest] },
  arm64: { entry: 8, rest: 0, words: (start) => [start, 1 + FUNCTION_LENGTH] },
};

/**
 * Bytes of all tables that a plan's `tables` names, one after the other. All but the one of exceptions are zero, which is
 * an empty table or the end of one in each of them. [PE format, "The .edata Section" to "The .rsrc Section"]
 */
export function tablesLength({ tables, tableLength }: Pick<Plan, 'tables' | 'tableLength'>): number {
  return tableLength * tables.length;
}

function functionsIn({ tableLength }: Pick<Plan, 'tableLength'>, { entry, rest }: ExceptionFormat): number {
  return Math.floor((tableLength - rest) / entry);
}

/** The words of the table of exceptions; none where the machine has no format for it that is known here. */
export function exceptionWords(
  plan: Pick<Plan, 'machine' | 'tableLength'>,
  codeAddress: number,
  tableAddress: number,
): readonly number[] {
  const format = EXCEPTION_FORMATS[plan.machine];
  if (format === undefined) return [];
  const count = functionsIn(plan, format);
  const restAddress = tableAddress + format.entry * count;
  const entries = Array.from({ length: count }, (_, index) =>
    format.words(codeAddress + FUNCTION_LENGTH * index, restAddress),
  );
  return [...entries.flat(), ...(format.rest === 0 ? [] : [UNWIND_INFO])];
}

/** The size that a directory entry states. */
export function statedSize(directory: number, plan: Pick<Plan, 'machine' | 'tableLength'>): number {
  const { machine, tableLength } = plan;
  switch (directory) {
    case GLOBAL_POINTER:
      return tableLength <= SHORT_TABLE ? 0 : tableLength;
    case TLS:
      return TLS_LENGTHS[MACHINE_FACTS[machine].bits];
    case EXCEPTIONS: {
      const format = EXCEPTION_FORMATS[machine];
      return format === undefined ? tableLength : format.entry * functionsIn(plan, format);
    }
    default:
      return tableLength;
  }
}
