import { Cursor } from '../bytes/cursor.ts';
import { fillSeeded, streamSeed } from '../bytes/fill.ts';
import type { Plan } from '../plan/plan.ts';
import { roundUp } from '../bytes/round.ts';

/** One debug directory entry's type and data. */
export interface DebugData {
  /** PE format, "Debug Type". */
  readonly type: number;
  readonly bytes: Uint8Array;
}

const TYPE_CODEVIEW = 2;
const TYPE_EX_DLL_CHARACTERISTICS = 20;
const CODEVIEW_PATH = '/boot/vmlinuz.efi.elf';

/** The seed streams of the data of further entries, far from those that a plan has for anything else. */
const FIRST_STREAM = 0x1_0000;
/** Lengths of the data of further entries, in turn from any of them on; not all are multiples of four. */
const LENGTHS = [16, 22, 300, 40];

function exDllCharacteristics({ debugWord }: Plan): DebugData {
  return { type: TYPE_EX_DLL_CHARACTERISTICS, bytes: new Cursor(new Uint8Array(4), 0).u32(debugWord).bytes };
}

/** NB10: signature, 12 zero bytes, and a path that ends with a zero byte. */
const CODEVIEW_HEADER = 16;

function codeView(pathLength: number): DebugData {
  const path = CODEVIEW_PATH.padEnd(CODEVIEW_PATH.length + pathLength, 'x');
  const length = CODEVIEW_HEADER + roundUp(CODEVIEW_PATH.length + 1, 8) + pathLength;
  const bytes = new Uint8Array(length);
  new Cursor(bytes, 0).text('NB10', CODEVIEW_HEADER).text(path, path.length);
  return { type: TYPE_CODEVIEW, bytes };
}

/** The debug directory's entries: those of the kernel in its order, then the further ones. */
export function debugEntries(plan: Plan): readonly DebugData[] {
  return [...kernelEntries(plan), ...plan.debugMore.map((type, index) => furtherEntry(plan, type, index))];
}

function kernelEntries(plan: Plan): readonly DebugData[] {
  switch (plan.debug) {
    case 'none':
      return [];
    case 'dll':
      return [exDllCharacteristics(plan)];
    case 'codeview':
      return [codeView(plan.debugPath)];
    case 'both':
      return [exDllCharacteristics(plan), codeView(plan.debugPath)];
  }
}

/** Data of which no loader reads anything, and none of it zero. */
function furtherEntry({ seed }: Plan, type: number, index: number): DebugData {
  const bytes = new Uint8Array(LENGTHS[(index + seed) % LENGTHS.length] ?? 0);
  fillSeeded(bytes, 0, bytes.length, streamSeed(seed, FIRST_STREAM + index), 'non-zero');
  return { type, bytes };
}

/** Bytes of all entries' data, one after the other. */
export function debugDataLength(entries: readonly DebugData[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** PE format, "Debug Directory": bytes in one entry. */
export const DEBUG_ENTRY_LENGTH = 28;
