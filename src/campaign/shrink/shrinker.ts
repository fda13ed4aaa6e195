import fc from 'fast-check';
import { caseOf, shrinkFrom } from '../../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../../generators/index.ts';
import type { Repetition, Rule } from '../../../properties/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { keyOfAnswer } from '../evidence.ts';
import { examine } from '../examine.ts';
import { isLate } from '../observe.ts';
import { nameOfCase } from '../store/stored-case.ts';

/** The smallest case found on which a rule still fails. */
export interface Shrunk {
  readonly smallest: CampaignCase;
  /** How many smaller cases were adopted on the way. */
  readonly steps: number;
}

/** A call that runs into its time limit counts as so many calls, for it costs seconds instead of milliseconds. */
const CALLS_PER_TIMEOUT = 25;

/** What one candidate did: the rules that it breaks, with the key of the answer, and how much of the limit on calls it used. */
interface Trial {
  readonly shown: ReadonlySet<string>;
  readonly cost: number;
}

/**
 * Looks for smaller cases. Cases that were tried for one rule are remembered for all others, for rules that fail
 * together shrink along the same path; a fixed number of calls bounds the work, so that the result does not depend on
 * the speed of the machine.
 */
export class Shrinker {
  readonly #subject: Rewriter;
  readonly #rules: readonly Rule[];
  readonly #seed: number;
  readonly #callLimit: number;
  readonly #trials = new Map<string, Trial>();

  /** @param callLimit calls of the subject for one rule at most, not counting those that are remembered */
  constructor(subject: Rewriter, rules: readonly Rule[], seed: number, callLimit: number) {
    this.#subject = subject;
    this.#rules = rules;
    this.#seed = seed;
    this.#callLimit = callLimit;
  }

  /**
   * Shrinks the case at an address, on which a rule fails or which has a bad answer; ends early when `shouldStop` says so.
   *
   * @param wanted what the smaller cases have to show: the rule, or the key of the answer
   * @throws SubjectUnavailable when a call could not be made, and CampaignError
   */
  async shrink(wanted: Rule | string, address: CaseAddress, shouldStop: () => boolean): Promise<Shrunk> {
    const { arbitrary, parameters } = shrinkFrom(this.#seed, address);
    let calls = 0;
    let smallest = caseOf(this.#seed, address);
    let steps = 0;
    let tried = 0;
    const failures: unknown[] = [];
    const [shown, repetition] = typeof wanted === 'string' ? [wanted, 'once' as const] : [wanted.id, needsOf(wanted)];
    const property = fc.asyncProperty(arbitrary, async (candidate) => {
      const key = `${repetition} ${nameOfCase(candidate)}`;
      let trial = this.#trials.get(key);
      if (trial === undefined) {
        if (calls >= this.#callLimit || failures.length > 0 || shouldStop()) return true;
        try {
          trial = await this.#try(candidate, repetition);
        } catch (cause) {
          // fast-check would take an exception for a case on which the rule fails.
          failures.push(cause);
          return true;
        }
        calls += trial.cost;
        this.#trials.set(key, trial);
      }
      const fails = trial.shown.has(shown);
      if (fails) {
        smallest = candidate;
        if (tried > 0) steps += 1;
      }
      tried += 1;
      return !fails;
    });
    await fc.check(property, parameters);
    for (const failure of failures) throw failure;
    return { smallest, steps };
  }

  async #try(candidate: CampaignCase, repetition: Repetition): Promise<Trial> {
    const { call, verdicts } = await examine(candidate, this.#subject, this.#rules, repetition);
    const failing = this.#rules.filter((_, position) => verdicts[position]?.kind === 'fail').map(({ id }) => id);
    const [{ answer }] = call.steps;
    return { shown: new Set([...failing, keyOfAnswer(answer)]), cost: isLate(answer) ? CALLS_PER_TIMEOUT : 1 };
  }
}

/** What has to be asked for the sake of a rule; more calls would only cost as much again. */
function needsOf(rule: Rule): Repetition {
  return rule.scope === 'call' ? (rule.needs ?? 'once') : 'once';
}
