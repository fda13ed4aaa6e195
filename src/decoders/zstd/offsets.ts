/** The offsets that were used last, which take few bits to use again: RFC 8878 §3.1.1.5. */
export class Offsets {
  #first = 1;
  #second = 4;
  #third = 8;

  /**
   * The offset that a value stands for; it is the first from now on.
   *
   * @param value from 1
   * @param literals how many come before the match
   * @returns bytes; 0 is no offset
   */
  resolve(value: number, literals: number): number {
    if (value > 3) return this.#push(value - 3);
    // Without literals the last match would have gone on, so the first offset is not worth a value.
    const position = literals === 0 ? value + 1 : value;
    if (position === 1) return this.#first;
    if (position === 2) {
      const offset = this.#second;
      this.#second = this.#first;
      this.#first = offset;
      return offset;
    }
    return this.#push(position === 3 ? this.#third : this.#first - 1);
  }

  #push(offset: number): number {
    this.#third = this.#second;
    this.#second = this.#first;
    this.#first = offset;
    return offset;
  }
}
