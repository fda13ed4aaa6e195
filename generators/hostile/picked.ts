/**
 * Picks an entry by a number that is counted round, so that one number fits lists of every length.
 *
 * @param picks a whole number from 0
 * @throws RangeError when the list is empty
 */
export function picked<T extends string | number | bigint | object>(list: readonly T[], picks: number): T {
  const entry = list[picks % list.length];
  if (entry === undefined) throw new RangeError(`hostile image: nothing to pick number ${picks} from; pass a list`);
  return entry;
}
