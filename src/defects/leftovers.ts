/** Something that was seen in some cases. */
export interface Leftover<Item> {
  readonly item: Item;
  readonly cases: ReadonlySet<string>;
}

/**
 * Puts together what was seen in the same cases, and with it what was seen in some of those and in no others. What is in
 * several larger groups goes to the first of the largest.
 */
export function hangSubsets<Item>(leftovers: readonly Leftover<Item>[]): readonly (readonly Item[])[] {
  const groups: { readonly cases: ReadonlySet<string>; readonly items: Item[] }[] = [];
  for (const { item, cases } of [...leftovers].sort((a, b) => b.cases.size - a.cases.size)) {
    const home = groups.find((group) => [...cases].every((id) => group.cases.has(id)));
    if (home === undefined) groups.push({ cases, items: [item] });
    else home.items.push(item);
  }
  return groups.map(({ items }) => items);
}
