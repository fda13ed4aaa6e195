import { StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import type { Input } from '../input.ts';
import { BackwardBits } from './backward-bits.ts';
import { executeSequences } from './execution.ts';
import type { SequenceTables } from './execution.ts';
import type { Literals } from './literals.ts';
import { Offsets } from './offsets.ts';
import { LITERALS_LENGTH, MATCH_LENGTH, OFFSET, readTable } from './sequence-tables.ts';

/** RFC 8878 §3.1.1.3.2.1: first bytes from here on belong to a number of two bytes, and the last one to three. */
const TWO_BYTES = 128;
const THREE_BYTES = 255;
const THREE_BYTES_LEAST = 0x7f00;

/** The sequences of one block after the other, and what a block may take from the one before. */
export class Sequences {
  readonly #offsets = new Offsets();
  #tables: SequenceTables | null = null;

  /**
   * Reads the section of sequences, which is the rest of a block, and does what they say: RFC 8878 §3.1.1.3.2.
   *
   * @param most bytes of content that a block may have
   */
  execute(input: Input, view: DataView, literals: Literals, history: History, most: number): void {
    const count = readCount(input);
    if (count === 0) {
      if (input.left > 0) throw new StreamError('has a block with bytes after its sequences', input.at);
      history.append(literals.bytes, 0, literals.length);
      return;
    }
    const tables = this.#readTables(input);
    this.#tables = tables;
    const bits = new BackwardBits(input, view);
    executeSequences({ bits, count, tables, offsets: this.#offsets, literals, history, most });
  }

  #readTables(input: Input): SequenceTables {
    const { at } = input;
    const modes = input.u8();
    if ((modes & 3) !== 0) throw new StreamError('has a reserved bit set in its sequences', at);
    const before = this.#tables;
    const literals = readTable(input, modes >>> 6, LITERALS_LENGTH, before?.literals ?? null);
    const offset = readTable(input, (modes >>> 4) & 3, OFFSET, before?.offset ?? null);
    const match = readTable(input, (modes >>> 2) & 3, MATCH_LENGTH, before?.match ?? null);
    return { literals, offset, match };
  }
}

/** RFC 8878 §3.1.1.3.2.1: Number_of_Sequences. */
function readCount(input: Input): number {
  const first = input.u8();
  if (first < TWO_BYTES) return first;
  if (first < THREE_BYTES) return (first - TWO_BYTES) * 256 + input.u8();
  return input.uint(2) + THREE_BYTES_LEAST;
}
