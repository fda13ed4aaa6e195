import { debugDataLength } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';
import { grainLength, pageLength } from '../plan/grain.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Plan } from '../plan/plan.ts';
import { roundUp } from '../bytes/round.ts';

/** Where the headers lie, in bytes from the start of the file. */
export interface HeaderLayout {
  /** The PE signature; the DOS stub fills the space before it. */
  readonly peOffset: number;
  readonly sizeOfOptionalHeader: number;
  /** The end of the section table, where slack data starts. */
  readonly tableEnd: number;
  /** The end of debug data after the table, or `tableEnd`. */
  readonly slackEnd: number;
  readonly sizeOfHeaders: number;
}

const DOS_HEADER = 64;
const SIGNATURE_AND_COFF_HEADER = 24;
const SECTION_HEADER = 40;

/** PE format, "Optional Header": length without directories, and of one directory. */
function optionalHeaderLength({ machine, directories }: Plan): number {
  return (MACHINE_FACTS[machine].bits === 32 ? 96 : 112) + 8 * directories;
}

/** Sizes everything before the raw data. */
export function layOutHeaders(plan: Plan, sectionCount: number, debug: readonly DebugData[]): HeaderLayout {
  const sizeOfOptionalHeader = optionalHeaderLength(plan);
  const fromPe = SIGNATURE_AND_COFF_HEADER + sizeOfOptionalHeader + SECTION_HEADER * sectionCount;
  const slack = plan.debugPlace === 'slack' ? debugDataLength(debug) : 0;
  // Free room is counted in whole words of 8 bytes, so that the PE header stays aligned to 8 when it is exact.
  const least = DOS_HEADER + plan.stub + fromPe + roundUp(slack, 8);
  const sizeOfHeaders = headersLength(plan, least);
  const exact = typeof plan.headerRoom === 'number' ? sizeOfHeaders - least - plan.headerRoom : 0;
  const peOffset = DOS_HEADER + plan.stub + exact;
  const tableEnd = peOffset + fromPe;
  return { peOffset, sizeOfOptionalHeader, tableEnd, slackEnd: tableEnd + slack, sizeOfHeaders };
}

function headersLength(plan: Plan, least: number): number {
  switch (plan.headerRoom) {
    case 'minimal':
      return roundUp(least, plan.fileAlignment);
    case 'page':
      return roundUp(least, pageLength(plan));
    default:
      return roundUp(least + plan.headerRoom, grainLength(plan));
  }
}
