/** What proves that a rule can fail, by the names that the tests of zbootkit have for it. */
export interface Proof {
  /** Rewriters that are wrong on purpose, each as what it does. */
  readonly saboteurs: readonly string[];
  /** Images, appends and calls that break the rule, each as what was done to a good one. */
  readonly vectors: readonly string[];
}

/** A proof for a rule that has none. */
export const NO_PROOF: Proof = { saboteurs: [], vectors: [] };
