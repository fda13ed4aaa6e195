/** How the probabilities of an LZMA stream are chosen, in bits: the three numbers of its first byte. */
export interface Properties {
  /** High bits of the byte before, for a literal. */
  readonly context: number;
  /** Low bits of the position, for a literal. */
  readonly literalPosition: number;
  /** Low bits of the position, for everything else. */
  readonly position: number;
}

/** The most that the first two may come to in LZMA2, and for xz. */
export const MOST_LITERAL_BITS = 4;

/** The properties that a byte stands for, null when none. */
export function propertiesOf(byte: number): Properties | null {
  const context = byte % 9;
  const literalPosition = Math.floor(byte / 9) % 5;
  const position = Math.floor(byte / 45);
  return position > 4 ? null : { context, literalPosition, position };
}

/** Whether xz knows them: some that the first description of LZMA allows are used by nobody. */
export function isKnown({ context, literalPosition }: Properties): boolean {
  return context + literalPosition <= MOST_LITERAL_BITS;
}
