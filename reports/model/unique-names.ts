import { printable } from '../../src/page/index.ts';

/** Gives each name once, as it will be written: one that was there gets a number. Servers drop the second of two tests of one name. */
export class UniqueNames {
  readonly #counts = new Map<string, number>();

  take(wanted: string): string {
    const name = printable(wanted);
    let unique = name;
    for (let count = this.#counts.get(name) ?? 0; this.#counts.has(unique);) {
      count += 1;
      unique = `${name} (${count + 1})`;
      this.#counts.set(name, count);
    }
    if (!this.#counts.has(unique)) this.#counts.set(unique, 0);
    return unique;
  }
}
