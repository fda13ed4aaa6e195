import type { DebugEntry, Image } from '../../reader/index.ts';
import { hex } from '../../results/index.ts';
import { extendedDllFlags } from './flag-names.ts';
import { cutText } from '../../page/index.ts';
import { byteText } from './name-text.ts';

/** Types of debug data that are understood. [PE format, Debug Type] */
const CODEVIEW = 2;
const EX_DLLCHARACTERISTICS = 20;
/** Bytes of the flags in EX_DLLCHARACTERISTICS data. [PE format, Extended DLL Characteristics] */
const FLAGS_SIZE = 4;
/** Bytes in front of the path, by the signature with which CodeView data starts. [LLVM, CVDebugRecord.h; edk2, PeImage.h] */
const CODEVIEW_HEADS: ReadonlyMap<string, number> = new Map([
  ['RSDS', 24],
  ['NB10', 16],
  ['MTOC', 20],
]);
/** Longest path that is shown, in bytes. */
const PATH_LIMIT = 256;

/** What the data of a debug entry says, in words; empty where it is of another type, cut or outside the file. */
export function debugDetail({ source }: Image, { type, data }: DebugEntry): string {
  const bytes = source.slice(data.offset, Math.min(data.length, Math.max(...CODEVIEW_HEADS.values()) + PATH_LIMIT));
  if (type.value === EX_DLLCHARACTERISTICS && bytes.length >= FLAGS_SIZE) {
    const flags = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    return flags === 0 ? hex(flags) : `${hex(flags)} ${extendedDllFlags(flags).join(', ')}`;
  }
  if (type.value !== CODEVIEW) return '';
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  const head = CODEVIEW_HEADS.get(signature);
  if (head === undefined || bytes.length <= head) return '';
  const path = bytes.subarray(head);
  const end = path.indexOf(0);
  const text = byteText(String.fromCharCode(...path.subarray(0, end === -1 ? path.length : end)));
  return `${signature} ${end === -1 ? cutText(`${text}…`, PATH_LIMIT) : text}`;
}
