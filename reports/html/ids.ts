/** Gives out ids for the elements of one page; none twice. */
export interface Ids {
  (stem: string): string;
  /** Ids of rules that the page shows by themselves, so that others may lead there. */
  readonly rules: Set<string>;
}

/** A source of ids: the stem itself when it is asked for first, and from then on the stem with a number. */
export function makeIds(): Ids {
  const counts = new Map<string, number>();
  const next = (stem: string): string => {
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    return count === 1 ? stem : `${stem}-n${count}`;
  };
  return Object.assign(next, { rules: new Set<string>() });
}

/** Ids of rules, which are upper case where all other ids of a page are lower case. */
const RULE_ID = /^[A-Z]{2,8}(?:-[A-Z0-9]{1,12}){1,4}$/;

/** The stem of a rule's id, so that `report.html#PE-SEC-014` leads to the rule; a rule may be called anything in a document. */
export function stemOfRule(id: string): string {
  return RULE_ID.test(id) ? id : 'rule';
}
