import type { RefusalGrounds } from '../../properties/index.ts';
import type { Answer } from '../contract/index.ts';
import type { PolicyRow, Refusals } from '../results/index.ts';

/** Which of the three counts of refusals each kind of grounds adds to. */
const COUNT_OF = { must: 'must', may: 'may', none: 'wrong' } as const;

interface PolicyCounts {
  cases: number;
  refused: number;
  rewritten: number;
  readonly alone: { cases: number; refused: number };
}

/** What a subject refused, told apart by whether it had to, was free to or should not have. */
export class RefusalTally {
  readonly #refused = { must: 0, may: 0, wrong: 0 };
  readonly #policies = new Map<string, PolicyCounts>();

  add(grounds: RefusalGrounds, answer: Answer): void {
    if (answer.kind === 'refused') this.#refused[COUNT_OF[grounds.kind]] += 1;
    if (grounds.kind !== 'may') return;
    for (const policy of grounds.policies) {
      const counts = this.#countsOf(policy);
      for (const each of grounds.policies.length === 1 ? [counts, counts.alone] : [counts]) {
        each.cases += 1;
        if (answer.kind === 'refused') each.refused += 1;
      }
      if (answer.kind === 'rewritten') counts.rewritten += 1;
    }
  }

  /** What was counted, the commonest policy first and the alphabet deciding among equals. */
  refusals(): Refusals {
    const policies: PolicyRow[] = [...this.#policies].map(([policy, counts]) => {
      return { policy, ...counts, alone: { ...counts.alone } };
    });
    policies.sort((a, b) => b.cases - a.cases || (a.policy < b.policy ? -1 : 1));
    return { ...this.#refused, policies };
  }

  #countsOf(policy: string): PolicyCounts {
    const known = this.#policies.get(policy);
    if (known !== undefined) return known;
    const counts = { cases: 0, refused: 0, rewritten: 0, alone: { cases: 0, refused: 0 } };
    this.#policies.set(policy, counts);
    return counts;
  }
}
