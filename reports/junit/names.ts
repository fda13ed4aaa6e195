import { oneLine, printable } from '../../src/page/index.ts';

const PART_LENGTH_MAX = 160;

/**
 * A name of several parts for the place where CI servers want that of a class. They take dots for packages, and show what
 * follows the last one, so none may be left in a part.
 */
export function classNameOf(parts: readonly string[]): string {
  return parts.map((part) => oneLine(part, PART_LENGTH_MAX).replaceAll('.', '_')).join('.');
}

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
