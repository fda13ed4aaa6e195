import { Cursor } from '../bytes/cursor.ts';
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
/** EX_DLLCHARACTERISTICS: the image is compatible with forward control-flow integrity, as arm64 BTI kernels say. */
const FORWARD_CFI_COMPATIBLE = 0x40;
const CODEVIEW_PATH = '/boot/vmlinuz.efi.elf';

const EX_DLL_CHARACTERISTICS: DebugData = {
  type: TYPE_EX_DLL_CHARACTERISTICS,
  bytes: new Cursor(new Uint8Array(4), 0).u32(FORWARD_CFI_COMPATIBLE).bytes,
};

/** NB10: signature, 12 zero bytes, and a path that ends with a zero byte. */
const CODEVIEW_HEADER = 16;

function codeView(pathLength: number): DebugData {
  const path = CODEVIEW_PATH.padEnd(CODEVIEW_PATH.length + pathLength, 'x');
  const length = CODEVIEW_HEADER + roundUp(CODEVIEW_PATH.length + 1, 8) + pathLength;
  const bytes = new Uint8Array(length);
  new Cursor(bytes, 0).text('NB10', CODEVIEW_HEADER).text(path, path.length);
  return { type: TYPE_CODEVIEW, bytes };
}

/** The debug directory's entries in the kernel's order. */
export function debugEntries({ debug, debugPath }: Plan): readonly DebugData[] {
  switch (debug) {
    case 'none':
      return [];
    case 'dll':
      return [EX_DLL_CHARACTERISTICS];
    case 'codeview':
      return [codeView(debugPath)];
    case 'both':
      return [EX_DLL_CHARACTERISTICS, codeView(debugPath)];
  }
}

/** Bytes of all entries' data, one behind the other. */
export function debugDataLength(entries: readonly DebugData[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** PE format, "Debug Directory": bytes in one entry. */
export const DEBUG_ENTRY_LENGTH = 28;
