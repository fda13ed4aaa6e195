/**
 * Images that the generator does not draw and the world has: programs that are no zboot images, without data in the
 * file, with blank headers, plain kernels, unified kernel images, small alignments. Each is an edit of a generated one.
 */
import fc from 'fast-check';
import { caseFromPlan, printPlan, zbootPlan } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';

/** An image and a request to append to it. */
export interface OtherImage {
  readonly bytes: Uint8Array;
  readonly request: AppendRequest;
}

/** Where the headers of an image stand; it is a generated one, so that all of it is in the file. */
interface Layout {
  readonly view: DataView;
  readonly pe: number;
  readonly optional: number;
  readonly table: number;
  readonly count: number;
  readonly tableEnd: number;
  readonly sizeOfHeaders: number;
}

function layoutOf(bytes: Uint8Array): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pe = view.getUint32(0x3c, true);
  const optional = pe + 24;
  const table = optional + view.getUint16(pe + 20, true);
  const count = view.getUint16(pe + 6, true);
  const sizeOfHeaders = view.getUint32(optional + 60, true);
  return { view, pe, optional, table, count, tableEnd: table + 40 * count, sizeOfHeaders };
}

/** One edit; `dice` is a number from 0 to 2^32 - 1 that chooses between its forms. */
type Edit = (bytes: Uint8Array, dice: number) => void;

/** The word that an assembler pads with, by machine. */
const NOPS: Readonly<Record<number, number>> = { 0xaa64: 0xd503201f, 0x5064: 0x13, 0x5032: 0x13, 0x6264: 0x03400000 };

const UKI_NAMES = ['.linux', '.osrel', '.cmdline', '.profile', '.cmdline', '.profile', '.dtbauto', '.dtbauto', '.sbat'];

/** Every edit by what the image becomes. */
export const EDITS: Readonly<Record<string, Edit>> = {
  'no zboot image': (bytes) => {
    bytes.fill(0, 4, 0x38);
  },
  'no data in the file': (bytes) => {
    const { view, table, count } = layoutOf(bytes);
    for (let index = 0; index < count; index += 1) view.setUint32(table + 40 * index + 16, 0, true);
  },
  'a blank header': (bytes, dice) => {
    const { table, count } = layoutOf(bytes);
    const at = table + 40 * (dice % count);
    bytes.fill(0, at, at + 40);
  },
  'small alignments': (bytes, dice) => {
    const { view, optional } = layoutOf(bytes);
    const alignment = 2 ** (dice % 9);
    view.setUint32(optional + 36, alignment, true);
    if (dice % 2 === 1) view.setUint32(optional + 32, alignment, true);
  },
  'no alignment of data': (bytes, dice) => {
    const { view, table, count } = layoutOf(bytes);
    const at = table + 40 * (dice % count) + 16;
    view.setUint32(at, Math.max(1, view.getUint32(at, true) - (dice % 500)), true);
  },
  'padding in the headers': (bytes, dice) => {
    const { view, pe, tableEnd, sizeOfHeaders } = layoutOf(bytes);
    const word = dice % 3 === 0 ? 0xffffffff : (NOPS[view.getUint16(pe + 4, true)] ?? 0x90909090);
    for (let at = Math.ceil(tableEnd / 4) * 4; at + 4 <= sizeOfHeaders; at += 4) view.setUint32(at, word, true);
  },
  'an x86 setup_header': (bytes) => {
    const { view, pe, tableEnd, sizeOfHeaders } = layoutOf(bytes);
    view.setUint16(pe + 4, 0x8664, true);
    if (tableEnd > 0x1f1 || sizeOfHeaders < 0x280) return;
    bytes.fill(0xff, tableEnd, 0x1f1);
    bytes.set([0xeb, 0x6a], 0x200);
    view.setUint32(0x202, 0x53726448, true);
  },
  'a unified kernel image': (bytes) => {
    const { table, count } = layoutOf(bytes);
    for (let index = 0; index < count; index += 1) {
      const name = UKI_NAMES[index % UKI_NAMES.length] ?? '';
      for (let at = 0; at < 8; at += 1) bytes[table + 40 * index + at] = name.charCodeAt(at) || 0;
    }
  },
  'memory beyond the sections': (bytes, dice) => {
    const { view, optional } = layoutOf(bytes);
    view.setUint32(optional + 56, Math.min(0x7fffffff, view.getUint32(optional + 56, true) + (dice % 0x40000)), true);
  },
  'an entry point in the headers': (bytes, dice) => {
    const { view, optional, tableEnd } = layoutOf(bytes);
    view.setUint32(optional + 16, tableEnd + (dice % 100), true);
  },
  'bytes after the section table': (bytes, dice) => {
    const { tableEnd, sizeOfHeaders } = layoutOf(bytes);
    const at = tableEnd + (dice % 200);
    if (at < sizeOfHeaders) bytes[at] = dice % 256;
  },
  'no signature': (bytes) => {
    const { view, optional } = layoutOf(bytes);
    const directories = view.getUint16(optional, true) === 0x10b ? 96 : 112;
    if (view.getUint32(optional + directories - 4, true) > 4)
      bytes.fill(0, optional + directories + 32, optional + directories + 40);
  },
};

/** Names beside that of the plan: usual ones, those that may repeat, and one that is never free. */
const NAMES = ['.bpf', '.profile', '.cmdline', '.dtbauto', '.text'];
const FLAGS = [0x40000040, 0x40000040, 0x40000040, 0x42000040, 0x40000020, 0x42000000];

/** A generated image with one to four edits, and a request; a failure prints the plan and the edits. */
export function otherImage(): fc.Arbitrary<OtherImage> {
  const edit = fc.tuple(fc.constantFrom(...Object.keys(EDITS)), fc.nat(0xffffffff));
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  return fc
    .tuple(zbootPlan(), edits, fc.constantFrom(...NAMES), fc.constantFrom(...FLAGS))
    .map(([plan, list, name, characteristics]) => {
      const { image, request } = caseFromPlan(plan);
      const bytes = image.slice();
      for (const [what, dice] of list) EDITS[what]?.(bytes, dice);
      const text = `${printPlan(plan)}; ${list.map(([what, dice]) => `${what} (${dice})`).join('; ')}; ${name}`;
      return { bytes, request: { ...request, name, characteristics }, [fc.toStringMethod]: () => text };
    });
}
