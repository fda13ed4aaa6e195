import type { CampaignCase, CaseAddress } from '../../../generators/index.ts';
import type { Rule } from '../../../properties/index.ts';
import type { Answer, Rewriter } from '../../contract/index.ts';
import { keyOfAnswer } from '../evidence.ts';
import type { Witnessed } from '../evidence.ts';
import { examine } from '../examine.ts';
import type { Examination } from '../examine.ts';
import type { CampaignOptions } from '../options.ts';
import { nameOfCase, storeCase } from '../store/stored-case.ts';
import type { StoredCase } from '../store/stored-case.ts';
import { stateOf } from './state.ts';

/** Why not all failing cases are run again, where nothing is wrong with the subject. */
export const TIME_IS_UP = 'time ran out';

/** A call of a subject. */
type Asking = (...asked: Parameters<Rewriter['append']>) => Answer | Promise<Answer>;

/**
 * The subject of a campaign, which cannot be called any more once the time is up: a case takes up to six calls, each of which may
 * take as long as the time limit says. What runs in this process is asked to the end, for nothing of it is kept otherwise.
 */
function boundedSubject(options: CampaignOptions): Rewriter {
  const { subject } = options;
  if (subject.command === null) return subject;
  const fresh = subject.appendAfresh?.bind(subject);
  const bounded = (call: Asking): Asking => {
    return (...asked) => (options.shouldStop('store') ? { kind: 'unavailable', detail: TIME_IS_UP } : call(...asked));
  };
  return {
    ...subject,
    append: bounded((...asked) => subject.append(...asked)),
    ...(fresh === undefined ? {} : { appendAfresh: async (...asked) => bounded(fresh)(...asked) }),
  };
}

/** A stored case and what came of it, with the files that findings on it point into. */
export interface Kept {
  readonly stored: StoredCase;
  readonly examination: Examination;
}

/** The cases that a campaign stores. What shrinks to the same image shares one, the first that was found. */
export class KeptCases {
  readonly #options: CampaignOptions;
  readonly #rules: readonly Rule[];
  readonly #cases = new Map<string, Kept>();

  constructor(options: CampaignOptions, rules: readonly Rule[]) {
    this.#options = options;
    this.#rules = rules;
  }

  /** Those that were added, in that order. */
  all(): readonly Kept[] {
    return [...this.#cases.values()];
  }

  /** Whether one of them shows an answer. */
  shows(key: string): boolean {
    return this.all().some(({ examination: { call } }) => keyOfAnswer(call.steps[0].answer) === key);
  }

  /**
   * Runs a case once more, for the record: what is stored and what is shown are of one and the same call. It is kept where it
   * shows what it is for.
   *
   * @param label what it is for: the last part of its id
   * @returns `null` when it does not
   * @throws SubjectUnavailable when one of the calls could not be made
   */
  async again(
    examined: CampaignCase,
    address: CaseAddress,
    label: string,
    isShown: (kept: Kept) => boolean,
  ): Promise<Kept | null> {
    const name = nameOfCase(examined);
    const known = this.#cases.get(name);
    if (known !== undefined) return isShown(known) ? known : null;
    const subject = boundedSubject(this.#options);
    const examination = await examine(examined, subject, this.#rules, 'twice');
    const dependsOnState = await stateOf(examined, examination, subject);
    const kept = this.#kept({ address, examined, examination }, label, dependsOnState);
    if (!isShown(kept)) return null;
    this.#cases.set(name, kept);
    return kept;
  }

  /**
   * Keeps a case as it was seen in the sweep.
   *
   * @param again whether it was run again, and did not show then what it is for
   */
  asSeen(witnessed: Witnessed, label: string, again: 'held' | 'not asked'): Kept {
    const name = `as seen: ${nameOfCase(witnessed.examined)}`;
    const { stored, examination } = this.#cases.get(name) ?? this.#kept(witnessed, label, null);
    const kept = { stored: { ...stored, seenOnce: stored.seenOnce || again === 'held' }, examination };
    this.#cases.set(name, kept);
    return kept;
  }

  #kept(
    { address: { set, index }, examined, examination }: Witnessed,
    label: string,
    dependsOnState: string | null,
  ): Kept {
    const { subject, seed, profile } = this.#options;
    const id = this.#unused(`${set === 'random' ? seed : set}-${index}-${label}`);
    const origin = { id, seed, set, index, replay: this.#options.replayCommand(id) };
    const stored = { ...storeCase(origin, examined, examination, this.#rules, profile, subject), dependsOnState };
    return { stored, examination };
  }

  /** Two cases of one rule that were shrunk from one case are told apart by a number. */
  #unused(id: string): string {
    const taken = new Set(this.all().map(({ stored }) => stored.row.id));
    let number = 2;
    let name = id;
    while (taken.has(name)) {
      name = `${id}-${number}`;
      number += 1;
    }
    return name;
  }
}
