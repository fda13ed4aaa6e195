import { oneLine } from '../../src/page/index.ts';

const PART_LENGTH_MAX = 160;

/**
 * A name of several parts for the place where CI servers want that of a class. They take dots for packages, and show what
 * follows the last one, so none may be left in a part.
 */
export function classNameOf(parts: readonly string[]): string {
  return parts.map((part) => oneLine(part, PART_LENGTH_MAX).replaceAll('.', '_')).join('.');
}
