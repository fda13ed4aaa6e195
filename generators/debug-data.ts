import { Cursor } from './cursor.ts';
import type { Plan } from './plan.ts';

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

/** NB10: signature, 12 zero bytes, and a path that ends with a zero byte; padded to whole words. */
const CODEVIEW: DebugData = {
  type: TYPE_CODEVIEW,
  bytes: new Cursor(new Uint8Array(40), 0).text('NB10', 16).text(CODEVIEW_PATH, 24).bytes,
};

/** The entries that each choice makes, in the kernel's order. */
export const DEBUG_DATA: Readonly<Record<Plan['debug'], readonly DebugData[]>> = {
  none: [],
  dll: [EX_DLL_CHARACTERISTICS],
  codeview: [CODEVIEW],
  both: [EX_DLL_CHARACTERISTICS, CODEVIEW],
  mapped: [CODEVIEW],
};

/** PE format, "Debug Directory": bytes in one entry. */
export const DEBUG_ENTRY_LENGTH = 28;
