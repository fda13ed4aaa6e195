/** How the probabilities of an LZMA stream are chosen, in bits: the three numbers of its first byte. */
export interface Properties {
  /** High bits of the byte before, for a literal. */
  readonly context: number;
  /** Low bits of the position, for a literal. */
  readonly literalPosition: number;
  /** Low bits of the position, for everything else. */
  readonly position: number;
}

/** The most that the first two may come to. More is allowed by the first description of LZMA, and used by nobody. */
export const MOST_LITERAL_BITS = 4;

/** @returns null when they are none, or more than xz knows */
export function propertiesOf(byte: number): Properties | null {
  const context = byte % 9;
  const literalPosition = Math.floor(byte / 9) % 5;
  const position = Math.floor(byte / 45);
  if (position > 4 || context + literalPosition > MOST_LITERAL_BITS) return null;
  return { context, literalPosition, position };
}
