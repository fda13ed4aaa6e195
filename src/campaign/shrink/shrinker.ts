import { caseOf, inSequence, shrinkFrom } from '../../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../../generators/index.ts';
import type { Repetition, Rule } from '../../../properties/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { aspectsOf, keyOfAspect } from '../aspects.ts';
import { keyOfAnswer } from '../evidence.ts';
import { examine } from '../examine.ts';
import { answerTo, isLate } from '../observe.ts';
import { appendsOf, callAt } from '../sequence.ts';
import { nameOfCase } from '../store/stored-case.ts';
import { withDuller, withFewer } from './fewer-appends.ts';
import type { Requests } from './fewer-appends.ts';
import { Search } from './search.ts';
import type { Candidate, Seen, Shrunk } from './search.ts';

/** A call that runs into its time limit counts as so many calls, for it costs seconds instead of milliseconds. */
const CALLS_PER_TIMEOUT = 25;

/** What smaller cases must show. */
export interface Wanted {
  /** The id of a rule, the key of an aspect, or that of an answer. */
  readonly shown: string;
  readonly repetition: Repetition;
}

/** A rule that must fail. */
export function wantedOf(rule: Rule, shown: string = rule.id): Wanted {
  return { shown, repetition: needsOf(rule) };
}

/** What one candidate did: the rules that it breaks and in which aspects, with the key of the answer, and how much of the limit on calls it used. */
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
   * Shrinks the case at an address, on which a rule fails, maybe in one aspect, or which has a bad answer: first its appends, for one less shows more
   * than any smaller image, then the image with what is left of them, then each request. Ends early when `shouldStop` says so.
   *
   * @param wanted what the smaller cases must show
   * @throws SubjectUnavailable when a call could not be made, and CampaignError
   */
  async shrink(wanted: Wanted, address: CaseAddress, shouldStop: () => boolean): Promise<Shrunk> {
    const start = caseOf(this.#seed, address);
    const search = new Search(start, (candidate) => this.#lookAt(wanted, candidate), this.#callLimit, shouldStop);
    const requests: Requests = [start.plan.request, ...start.plan.further];
    if (requests.length === 1) {
      await search.image(shrinkFrom(this.#seed, address), (candidate) => candidate);
      return search.end();
    }
    const fewer = await withFewer(requests, (shorter) => search.fails(inSequence(start, shorter)));
    const [first, ...further] = fewer;
    // While the first append of the case is among those that are left, its request shrinks with the image.
    const isFirst = first === start.plan.request;
    await search.image(shrinkFrom(this.#seed, address), (candidate) =>
      inSequence(candidate, [isFirst ? candidate.plan.request : first, ...further]),
    );
    const stillFails = (others: Requests): Promise<boolean> => search.fails(inSequence(search.smallest, others));
    const { plan } = search.smallest;
    await withDuller(await withFewer([plan.request, ...plan.further], stillFails), stillFails);
    return search.end();
  }

  /** What became of a candidate before, or how to find out. */
  #lookAt({ shown, repetition }: Wanted, candidate: CampaignCase): Candidate {
    const key = `${repetition} ${nameOfCase(candidate)}`;
    const see = async (): Promise<Seen> => {
      const trial = await this.#try(candidate, repetition);
      this.#trials.set(key, trial);
      return { fails: trial.shown.has(shown), cost: trial.cost };
    };
    return { known: this.#trials.get(key)?.shown.has(shown), see };
  }

  async #try(candidate: CampaignCase, repetition: Repetition): Promise<Trial> {
    const { call, stages, verdicts } = await examine(candidate, this.#subject, this.#rules, repetition);
    const failing = this.#rules.flatMap((rule, position) => {
      const verdict = verdicts[position];
      if (verdict?.kind !== 'fail') return [];
      const answer = answerTo(rule, callAt(call, stages, verdict.append ?? null));
      return [rule.id, ...aspectsOf(rule.id, verdict, answer).map((aspect) => keyOfAspect(rule.id, aspect))];
    });
    const answers = [call, ...appendsOf(stages).map((stage) => stage.call)];
    const cost = answers.reduce((sum, { steps: [{ answer }] }) => sum + (isLate(answer) ? CALLS_PER_TIMEOUT : 1), 0);
    return { shown: new Set([...failing, keyOfAnswer(call.steps[0].answer)]), cost };
  }
}

/** What has to be asked for the sake of a rule; more calls would only cost as much again. */
function needsOf(rule: Rule): Repetition {
  return rule.scope === 'call' ? (rule.needs ?? 'once') : 'once';
}
