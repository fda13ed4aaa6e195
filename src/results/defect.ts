/** One mistake of a subject, and the rules that it breaks. */
export interface Defect {
  /** What would mend it, as a word: `payload-offset`, or several with `+`; the root rule's id where nothing known does. */
  readonly id: string;
  /** What would mend it, as an order to the subject. */
  readonly sentence: string;
  /** The rule that says most of it. */
  readonly rule: string;
  /** The stored case to look at, a folder below `cases/`. */
  readonly caseId: string;
  /** The other rules that it breaks, in the order of the catalogue. */
  readonly followers: readonly string[];
}
