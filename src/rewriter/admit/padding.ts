import { PE_MACHINE_AT } from './fields.ts';
import type { Headers } from './headers.ts';
import type { ByteSource } from './source.ts';

/** A run of bytes `[start, end)` of the file. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** What an assembler fills an alignment with: one word over and over, at multiples of its length. */
interface Filler {
  readonly word: readonly number[];
  /** Whether units of zeros may lie among the words: sections end in zeros, and so do headers that were written over. */
  readonly zeros: 'allowed' | 'refused';
}

/** Bytes that are filler on any machine. 0xff is also what flash memory and tables hold, so it has to be all there is. */
const ANY_MACHINE: readonly Filler[] = [
  { word: [0xcc], zeros: 'allowed' },
  { word: [0x90], zeros: 'allowed' },
  { word: [0xff], zeros: 'refused' },
];

/** The instruction that does nothing, by machine. PE format, "Machine Types"; the instruction set manuals. */
const NO_OPERATION: Readonly<Record<number, readonly (readonly number[])[]>> = {
  // Arm64: NOP.
  0xaa64: [[0x1f, 0x20, 0x03, 0xd5]],
  // RISC-V of 32 and 64 bits: ADDI x0, x0, 0, and C.NOP of two bytes.
  0x5032: [
    [0x13, 0x00, 0x00, 0x00],
    [0x01, 0x00],
  ],
  0x5064: [
    [0x13, 0x00, 0x00, 0x00],
    [0x01, 0x00],
  ],
  // LoongArch of 32 and 64 bits: ANDI r0, r0, 0.
  0x6232: [[0x00, 0x00, 0x40, 0x03]],
  0x6264: [[0x00, 0x00, 0x40, 0x03]],
};

/** Bytes that are looked at in one go; a multiple of the length of every filler. */
const BLOCK_LENGTH = 2 ** 16;

/**
 * Whether all these runs are filled with one padding word of an assembler, so that nothing is lost when they are written
 * over. Kernels whose headers are part of a code section end them so: Linux, arch/arm64/kernel/efi-header.S, `.balign`.
 *
 * @param runs what nothing claims after the section table, in order; `whole` when that is everything there is
 */
export function isPadding(
  image: ByteSource,
  { peOffset }: Headers,
  runs: readonly Run[],
  extent: 'whole' | 'partial',
): boolean {
  const machine = image.u16(peOffset + PE_MACHINE_AT);
  const own = (NO_OPERATION[machine] ?? []).map((word): Filler => ({ word, zeros: 'allowed' }));
  let left = [...own, ...ANY_MACHINE].filter(({ zeros }) => zeros === 'allowed' || extent === 'whole');
  const buffer = new Uint8Array(BLOCK_LENGTH);
  for (const { start, end } of runs) {
    for (let offset = start; offset < end && left.length > 0;) {
      // Blocks start at multiples of their length, so that no word is parted.
      const length = Math.min(end - offset, BLOCK_LENGTH - (offset % BLOCK_LENGTH));
      const block = buffer.subarray(0, length);
      image.read(block, offset);
      const at = offset;
      left = left.filter((filler) => isFilledWith(block, at, filler));
      offset += length;
    }
  }
  return left.length > 0;
}

/** Whether a block that stands at an offset of the file holds nothing but the word; units at its ends may be cut. */
function isFilledWith(block: Uint8Array, offset: number, { word, zeros }: Filler): boolean {
  const phase = offset % word.length;
  for (let unit = -phase; unit < block.length; unit += word.length) {
    let [matches, isZero] = [true, zeros === 'allowed'];
    for (let index = Math.max(unit, 0); index < Math.min(unit + word.length, block.length); index += 1) {
      if (block[index] !== word[index - unit]) matches = false;
      if (block[index] !== 0) isZero = false;
    }
    if (!matches && !isZero) return false;
  }
  return true;
}
