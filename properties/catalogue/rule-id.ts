/** What ids start with, in the order of the catalogue. */
const GROUPS = [
  'PE-DOS',
  'ZB',
  'PE-COF',
  'PE-OPT',
  'PE-DIR',
  'PE-SEC',
  'PE-LAF',
  'PE-LAM',
  'PE-NX',
  'PR-ZB',
  'PR-DOS',
  'PR-COF',
  'PR-OPT',
  'PR-DIR',
  'PR-SEC',
  'PR-NEW',
  'PR-FIL',
  'PR-META',
  'PR-REF',
] as const;

/**
 * The id of a rule: its group and three digits, such as `PE-SEC-014`. An id is permanent: it is never reused and never
 * changes its meaning. The compiler knows the groups; test/meta/rule-ids.test.ts finds an id that no rule has.
 */
export type RuleId = `${(typeof GROUPS)[number]}-${number}`;

/** Where a rule stands in the catalogue. */
function rankOf(id: RuleId): number {
  const end = id.lastIndexOf('-');
  const group = id.slice(0, end);
  return GROUPS.findIndex((known) => known === group) * 1000 + Number(id.slice(end + 1));
}

/** Rules in the order of the catalogue: by their groups, and in a group by their numbers. */
export function inCatalogueOrder<Ordered extends { readonly id: RuleId }>(
  rules: readonly Ordered[],
): readonly Ordered[] {
  return rules.toSorted((a, b) => rankOf(a.id) - rankOf(b.id));
}
