/** One reason for which subjects may refuse, and what the subject made of the cases to which it applies. */
export interface PolicyRow {
  /** What is declined, such as `signed images`. */
  readonly policy: string;
  /** Cases to which the reason applies, alone or beside others, and that do not have to be refused anyway. */
  readonly cases: number;
  readonly refused: number;
  readonly rewritten: number;
  /** Those of the cases that may be refused for no other reason: what was refused of them was refused for this one. */
  readonly alone: { readonly cases: number; readonly refused: number; readonly rewritten: number };
}

/** The refusals of a run, told apart by what the cases called for. */
export interface Refusals {
  /** Refusals of what has to be refused. */
  readonly must: number;
  /** Refusals of what may be refused and may be rewritten. */
  readonly may: number;
  /** Refusals of what has to be rewritten. */
  readonly wrong: number;
  /** Every reason that any case gave to refuse, the commonest first. */
  readonly policies: readonly PolicyRow[];
}

/** Fewer cases than this may have been refused for a reason that nobody thought of. */
const SYSTEMATIC_CASES_MIN = 5;

/** Whether a subject refuses for a reason as a matter of course: every case that has no other, and no case is rewritten. */
export function isSystematic({ rewritten, alone }: PolicyRow): boolean {
  return rewritten === 0 && alone.cases >= SYSTEMATIC_CASES_MIN && alone.refused === alone.cases;
}
