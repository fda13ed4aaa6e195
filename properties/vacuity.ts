/** Says that a rule is vacuous where there are fewer of the things that it looks at than it takes to break it. */
export function unlessThereAre<Subject>(
  countMin: number,
  of: (subject: Subject) => Iterable<unknown>,
  reason: string,
): (subject: Subject) => string | undefined {
  return (subject) => {
    let count = 0;
    for (const thing of of(subject)) {
      count += thing === undefined ? 0 : 1;
      if (count >= countMin) return undefined;
    }
    return reason;
  };
}

/** Says that a rule is vacuous where all numbers that it compares are 0, as they are in most images. */
export function unlessNonZero<Subject>(
  of: (subject: Subject) => Iterable<number | bigint>,
  reason: string,
): (subject: Subject) => string | undefined {
  return (subject) => {
    for (const value of of(subject)) if (Number(value) !== 0) return undefined;
    return reason;
  };
}
