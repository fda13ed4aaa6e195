import fc from 'fast-check';
import type { CampaignCase, ShrinkStart } from '../../../generators/index.ts';
import { nameOfCase } from '../store/stored-case.ts';

/** The smallest case found on which a rule still fails. */
export interface Shrunk {
  readonly smallest: CampaignCase;
  /** How many smaller cases were adopted on the way. */
  readonly steps: number;
}

/** Whether a rule fails on a candidate, and how much of the limit on calls it took to see that. */
export interface Seen {
  readonly fails: boolean;
  readonly cost: number;
}

/** A candidate that was seen before, or the way to see it. */
export interface Candidate {
  readonly known: boolean | undefined;
  readonly see: () => Promise<Seen>;
}

/** One search for a smaller case: what was found so far, and how much more may be asked. */
export class Search {
  readonly #lookAt: (candidate: CampaignCase) => Candidate;
  readonly #shouldStop: () => boolean;
  readonly #failures: unknown[] = [];
  #callsLeft: number;
  #smallest: CampaignCase;
  #steps = 0;

  /** @param callLimit calls of the subject at most, not counting those that are remembered */
  constructor(
    start: CampaignCase,
    lookAt: (candidate: CampaignCase) => Candidate,
    callLimit: number,
    shouldStop: () => boolean,
  ) {
    this.#smallest = start;
    this.#lookAt = lookAt;
    this.#callsLeft = callLimit;
    this.#shouldStop = shouldStop;
  }

  /** The smallest so far. */
  get smallest(): CampaignCase {
    return this.#smallest;
  }

  /** What was found. @throws whatever kept a call from being made */
  end(): Shrunk {
    for (const failure of this.#failures) throw failure;
    return { smallest: this.#smallest, steps: this.#steps };
  }

  /** Whether the rule fails on a candidate, which is then the smallest so far. */
  async fails(candidate: CampaignCase): Promise<boolean> {
    const fails = await this.#failsOn(candidate);
    if (fails) this.#adopt(candidate);
    return fails;
  }

  /** Shrinks as fast-check does, each case of it made into a candidate; the first is where the search stands already. */
  async image(
    { arbitrary, parameters }: ShrinkStart,
    candidateOf: (drawn: CampaignCase) => CampaignCase,
  ): Promise<void> {
    const property = fc.asyncProperty(arbitrary, async (drawn) => !(await this.fails(candidateOf(drawn))));
    await fc.check(property, parameters);
  }

  #adopt(candidate: CampaignCase): void {
    if (nameOfCase(candidate) !== nameOfCase(this.#smallest)) this.#steps += 1;
    this.#smallest = candidate;
  }

  async #failsOn(candidate: CampaignCase): Promise<boolean> {
    const { known, see } = this.#lookAt(candidate);
    if (known !== undefined) return known;
    if (this.#callsLeft <= 0 || this.#failures.length > 0 || this.#shouldStop()) return false;
    try {
      const { fails, cost } = await see();
      this.#callsLeft -= cost;
      return fails;
    } catch (cause) {
      // fast-check would take an exception for a case on which the rule fails.
      this.#failures.push(cause);
      return false;
    }
  }
}
