import { PE_MACHINE_AT } from './fields.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';

/** A run of bytes `[start, end)` of the file. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** What an assembler fills an alignment with: one word over and over, at multiples of its length. */
interface Filler {
  readonly word: readonly number[];
  /** Whether zeros may lie around the words: sections end in zeros, and so do headers that were written over. */
  readonly zeros: 'allowed' | 'refused';
}

/** What is shorter is a value as well as padding: a flag of one on RISC-V has the bytes of an instruction. */
const BLOCK_MIN = 16;
/** Assemblers fill up to an alignment, and the least of a section of its own is that of files. */
const FILLED_TO = 512;

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
  // RISC-V of 32 and 64 bits: ADDI x0, x0, 0. Two bytes are filled up with C.NOP, and nothing longer is.
  0x5032: [[0x13, 0x00, 0x00, 0x00]],
  0x5064: [[0x13, 0x00, 0x00, 0x00]],
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
 * In each run the words are one block, which ends with the run or at a multiple of 512, and zeros lie around it. A block
 * has 16 bytes at least or is all of its run, and one of them has.
 *
 * @param runs what nothing claims after the section table, in order; `whole` when that is everything there is
 */
export function isPadding(
  image: RandomAccess,
  { peOffset }: Pick<Headers, 'peOffset'>,
  runs: readonly Run[],
  extent: 'whole' | 'partial',
): boolean {
  const machine = image.u16(peOffset + PE_MACHINE_AT);
  const own = (NO_OPERATION[machine] ?? []).map((word): Filler => ({ word, zeros: 'allowed' }));
  const fillers = [...own, ...ANY_MACHINE].filter(({ zeros }) => zeros === 'allowed' || extent === 'whole');
  let left = fillers.map((filler) => new FillerScan(filler));
  const buffer = new Uint8Array(BLOCK_LENGTH);
  for (const run of runs) {
    for (const scan of left) scan.begin();
    for (let offset = run.start; offset < run.end && left.length > 0;) {
      // Blocks start at multiples of their length, so that no word is parted.
      const length = Math.min(run.end - offset, BLOCK_LENGTH - (offset % BLOCK_LENGTH));
      const block = buffer.subarray(0, length);
      image.read(block, offset);
      const at = offset;
      left = left.filter((scan) => scan.take(block, at));
      offset += length;
    }
    left = left.filter((scan) => scan.end(run));
  }
  return left.some(({ longest }) => longest >= BLOCK_MIN);
}

/** Looks for one filler in runs that are given piece by piece. `take` and `end` tell whether it can still be all there is. */
class FillerScan {
  /** Bytes of the longest block of words so far. */
  longest = 0;
  readonly #filler: Filler;
  #part: 'zeros' | 'words' | 'rest' = 'zeros';
  /** Where the words of the run start; of no meaning before there are any. */
  #blockStart = 0;

  constructor(filler: Filler) {
    this.#filler = filler;
  }

  begin(): void {
    this.#part = 'zeros';
  }

  /** Takes the bytes that stand at an offset of the file; words at its ends may be cut. */
  take(bytes: Uint8Array, offset: number): boolean {
    const { word } = this.#filler;
    for (let unit = -(offset % word.length); unit < bytes.length; unit += word.length) {
      const [start, end] = [Math.max(unit, 0), Math.min(unit + word.length, bytes.length)];
      let [matches, isZero] = [true, true];
      for (let index = start; index < end; index += 1) {
        if (bytes[index] !== word[index - unit]) matches = false;
        if (bytes[index] !== 0) isZero = false;
      }
      if (!(matches ? this.#takeWord(offset + start) : isZero && this.#takeZeros(offset + start))) return false;
    }
    return true;
  }

  end({ start, end }: Run): boolean {
    if (this.#part !== 'words') return true;
    return this.#endBlock(end) || this.#blockStart === start;
  }

  #takeWord(offset: number): boolean {
    if (this.#part === 'zeros') [this.#part, this.#blockStart] = ['words', offset];
    return this.#part === 'words';
  }

  #takeZeros(offset: number): boolean {
    if (this.#filler.zeros === 'refused') return false;
    if (this.#part !== 'words') return true;
    this.#part = 'rest';
    return offset % FILLED_TO === 0 && this.#endBlock(offset);
  }

  /** Whether the block is long enough. */
  #endBlock(end: number): boolean {
    const length = end - this.#blockStart;
    this.longest = Math.max(this.longest, length);
    return length >= BLOCK_MIN;
  }
}
