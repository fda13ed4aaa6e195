/** What a bad subject does, and what has to come of a campaign over it. */
export interface Conduct {
  /**
   * A few lines of shell. They have in `$place` a folder that holds `canary` and an empty file `calls`; as a command also the
   * paths of its call in `$in`, `$out`, `$section` and `$tmp`, and `daemon` to run more shell in a group of its own; as a
   * harness `deed`, which becomes the harness that does what its argument says.
   */
  readonly script: string;
  /** Exit status of the campaign. */
  readonly status: number;
  /** The answers in the report, as `kind code count`. */
  readonly answers: RegExp;
  readonly flags?: readonly string[];
  /** For subjects that hang; all others get a time that no machine is too slow for. */
  readonly timeLimit?: string;
}

/** A subject that does what none should, in the ways in which it can be called. */
export interface BadSubject {
  /** Goes on "a subject that …". */
  readonly what: string;
  readonly command?: Conduct;
  readonly harness?: Conduct;
  /** Seconds after which the campaign has to be over: more than ten times what it takes on two idle cores. */
  readonly seconds: number;
}
