/** Case by case: what each fault makes of the right answer, and which rule sees it. */
import { caseOf } from '../../generators/index.ts';
import type { CaseAddress } from '../../generators/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { scheduleOf } from '../../src/campaign/schedule.ts';
import type { Extent } from '../../src/campaign/schedule.ts';
import { equivalentOf } from './equivalents.ts';
import type { Asked, Fault } from './fault.ts';
import { TRIGGERS_BY_NAME } from './faults.ts';
import { ask } from './good-append.ts';
import { Judge, wrongAnswer } from './judge.ts';
import type { Broken } from './judge.ts';

/** What became of one fault. */
export interface Fate {
  readonly fault: Fault;
  /** Cases in which there was something to spoil. */
  readonly met: number;
  /** Cases in which the answer was another than the right one, while nobody had seen it. */
  readonly shown: number;
  /** The rule that saw it first, and where; `null` while nobody has. */
  readonly caught: { readonly rule: RuleId; readonly address: CaseAddress } | null;
}

/** What a sweep over all cases of a seed saw. */
export interface Sensitivity {
  readonly seed: number;
  readonly cases: number;
  readonly fates: readonly Fate[];
  /** In how many cases each trigger held and there was an answer to spoil. */
  readonly held: ReadonlyMap<string, number>;
  readonly broken: readonly Broken[];
}

/** A fault that is shown and not seen is judged in its first cases, and from then on in one of so many. */
const JUDGED_FIRST = 48;
const JUDGED_EVERY = 16;
/** The same for what makes no difference, so that rules which see one all the same are noticed. */
const EQUIVALENT_FIRST = 8;
const EQUIVALENT_EVERY = 128;

/** Images with more bytes than this come last. */
const LARGE = 2 ** 20;

class Track implements Fate {
  readonly fault: Fault;
  readonly #first: number;
  readonly #every: number;
  met = 0;
  shown = 0;
  caught: Fate['caught'] = null;

  constructor(fault: Fault) {
    this.fault = fault;
    const isEquivalent = equivalentOf(fault) !== undefined;
    this.#first = isEquivalent ? EQUIVALENT_FIRST : JUDGED_FIRST;
    this.#every = isEquivalent ? EQUIVALENT_EVERY : JUDGED_EVERY;
  }

  /** Makes the mistake in one case; whether that is to be judged is a matter of how often it was. */
  tryOn(asked: Asked, address: CaseAddress, judge: Judge): void {
    const { mistake } = this.fault;
    const spoilt = mistake.spoil(asked);
    if (spoilt === null) return;
    this.met += 1;
    const answer = wrongAnswer(asked, mistake, spoilt);
    if (answer === null) return;
    this.shown += 1;
    if (this.shown > this.#first && this.shown % this.#every !== 0) return;
    const rule = judge.catches(asked, answer);
    if (rule !== null) this.caught = { rule, address };
  }
}

/** What a trigger is counted by: a condition on images only counts where there is an output, which it spoils. */
function countsFor(name: string, { good }: Asked): boolean {
  return good !== null || name.startsWith('refusal ');
}

function byTrigger(tracks: readonly Track[]): Map<string, readonly Track[]> {
  const lists = new Map<string, Track[]>();
  for (const track of tracks) {
    const list = lists.get(track.fault.trigger) ?? [];
    list.push(track);
    lists.set(track.fault.trigger, list);
  }
  return lists;
}

/** The cases of a seed, those with large images last: few faults are left for them, and each costs much there. */
function* casesOf(seed: number, extent: Extent): Generator<{ address: CaseAddress; asked: Asked }> {
  const large: CaseAddress[] = [];
  for (const { address } of scheduleOf(extent, 'in-process')) {
    const zbootCase = caseOf(seed, address);
    if (zbootCase.image.length > LARGE) large.push(address);
    else yield { address, asked: ask(zbootCase) };
  }
  for (const address of large) yield { address, asked: ask(caseOf(seed, address)) };
}

/** Tries every fault on every case until a rule sees it. */
export function sweep(seed: number, extent: Extent, faults: readonly Fault[]): Sensitivity {
  const tracks = faults.map((fault) => new Track(fault));
  const live = byTrigger(tracks);
  const held = new Map<string, number>();
  const judge = new Judge();
  let cases = 0;
  for (const { address, asked } of casesOf(seed, extent)) {
    cases += 1;
    for (const [trigger, waiting] of live) {
      if (TRIGGERS_BY_NAME.get(trigger)?.holds(asked) !== true) continue;
      if (countsFor(trigger, asked)) held.set(trigger, (held.get(trigger) ?? 0) + 1);
      for (const track of waiting) track.tryOn(asked, address, judge);
      const left = waiting.filter(({ caught }) => caught === null);
      if (left.length < waiting.length) live.set(trigger, left);
    }
  }
  return { seed, cases, fates: tracks, held, broken: judge.broken };
}
