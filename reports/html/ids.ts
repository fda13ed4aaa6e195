/** Gives out ids for the elements of one page; none twice. */
export type Ids = (stem: string) => string;

/** A source of ids: the stem itself when it is asked for first, and from then on the stem with a number. */
export function makeIds(): Ids {
  const counts = new Map<string, number>();
  return (stem) => {
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    return count === 1 ? stem : `${stem}-n${count}`;
  };
}

/** Ids of rules, which are upper case where all other ids of a page are lower case. */
const RULE_ID = /^[A-Z]{2,8}(?:-[A-Z0-9]{1,12}){1,4}$/;

/** The stem of a rule's id, so that `report.html#PE-SEC-014` leads to the rule; a rule may be called anything in a document. */
export function stemOfRule(id: string): string {
  return RULE_ID.test(id) ? id : 'rule';
}
