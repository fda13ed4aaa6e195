import { judgeCall } from '../../properties/index.ts';
import type { Call, Rule } from '../../properties/index.ts';
import type { Span } from '../results/index.ts';
import { mustRefuse } from './answer-mendings.ts';
import { MENDINGS } from './mend.ts';
import type { Mending } from './mending.ts';

/** An append of a stored case, and the rules that it breaks; a case of several appends may have one for each. */
export interface DefectCase {
  readonly id: string;
  readonly call: Call;
  readonly failing: readonly string[];
}

/** Which mendings make a rule hold in one case: each of `alone` by itself, else those of `together` with each other. */
export interface Cure {
  readonly alone: readonly Mending[];
  readonly together: readonly Mending[];
}

/** The order in which reaches are combined. */
const ORDER: readonly Mending['reach'][] = ['layout', 'fact', 'answer'];

/** Mistakes that are looked for behind what laying out anew mends, at most. */
const HIDDEN_MAX = 2;

/** A case with what each mending makes of it, which serves all rules. */
export class Trials {
  readonly #call: Call;
  readonly #mended: readonly { readonly mending: Mending; readonly call: Call }[];
  readonly #known = new Map<string, Call>();
  #facts: Cumulated | null = null;
  #all: Cumulated | null = null;

  constructor({ call }: DefectCase) {
    this.#call = call;
    this.#mended = MENDINGS.flatMap((mending) => {
      const mended = mending.mend(call);
      return mended === null ? [] : [{ mending, call: mended }];
    });
  }

  /** Finds what makes a rule hold that the call breaks. */
  cure(rule: Rule): Cure {
    const helping = this.#mended.filter(({ call }) => holds(rule, call)).map(({ mending }) => mending);
    if (helping.some(({ reach }) => reach !== 'layout')) {
      return { alone: mustRefuse(this.#call) ? helping.slice(0, 1) : helping, together: [] };
    }
    const facts = this.#together(rule, (this.#facts ??= cumulated(this.#call, FACTS)));
    // Laying out anew writes the new section and all that follows anew too, and so hides two mistakes there.
    const isHidden = facts.length > 0 && facts.length <= HIDDEN_MAX;
    if (helping.length > 0 && !isHidden) return { alone: helping, together: [] };
    if (facts.length > 0) return { alone: [], together: facts };
    const all = this.#together(rule, (this.#all ??= cumulated(this.#call, IN_ORDER)));
    return { alone: all.length > 0 ? [] : this.#declining(rule), together: all };
  }

  /** Those of the mendings that change bytes at which the rule points, and so are about what it is about. */
  pointedAt(rule: Rule, mendings: readonly Mending[]): readonly Mending[] {
    const verdict = judgeCall(rule, this.#call);
    if (verdict.kind !== 'fail') return [];
    const places = verdict.findings.flatMap(({ at }) => at).filter(({ file }) => file === 'after' || file === 'image');
    const [{ answer: wrong }] = this.#call.steps;
    if (wrong.kind !== 'rewritten') return [];
    return mendings.filter((mending) => {
      const answer = this.#mended.find((each) => each.mending === mending)?.call.steps[0].answer;
      return answer?.kind === 'rewritten' && places.some((place) => differs(wrong.bytes, answer.bytes, place));
    });
  }

  /** What would rather have refused, where nothing else helps. */
  #declining(rule: Rule): readonly Mending[] {
    return MENDINGS.filter(({ decline }) => {
      const declined = decline?.(this.#call) ?? null;
      return declined !== null && holds(rule, declined);
    });
  }

  #together(rule: Rule, { call, mendings }: Cumulated): readonly Mending[] {
    return holds(rule, call) ? this.#needed(rule, mendings) : [];
  }

  /** Leaves out, one by one, what the rule does not need. */
  #needed(rule: Rule, mendings: readonly Mending[]): readonly Mending[] {
    let kept = mendings;
    for (const mending of mendings) {
      const fewer = kept.filter((each) => each !== mending);
      if (holds(rule, this.#applied(fewer))) kept = fewer;
    }
    return kept;
  }

  /** Rules of one defect need the same, so most of what is asked for is known. */
  #applied(mendings: readonly Mending[]): Call {
    const key = mendings.map(({ id }) => id).join(' ');
    const call = this.#known.get(key) ?? mendings.reduce((last, { mend }) => mend(last) ?? last, this.#call);
    this.#known.set(key, call);
    return call;
  }
}

/** Every mending that still changes something, one after the other. */
interface Cumulated {
  readonly call: Call;
  readonly mendings: readonly Mending[];
}

/** Laying out anew comes first, for all else depends on where things lie; what replaces an answer comes after all repairs. */
const IN_ORDER = [...MENDINGS].sort((a, b) => ORDER.indexOf(a.reach) - ORDER.indexOf(b.reach));

const FACTS = IN_ORDER.filter(({ reach }) => reach === 'fact');

function cumulated(call: Call, order: readonly Mending[]): Cumulated {
  const mendings: Mending[] = [];
  let last = call;
  for (const mending of order) {
    const next = mending.mend(last);
    if (next === null) continue;
    last = next;
    mendings.push(mending);
  }
  return { call: last, mendings };
}

/** Whether a rule has nothing against a call, of which all outputs can be read. */
function holds(rule: Rule, call: Call): boolean {
  if (call.steps.some(({ after }) => after?.ok === false)) return false;
  const { kind } = judgeCall(rule, call);
  return kind !== 'fail' && kind !== 'error';
}

function differs(one: Uint8Array, other: Uint8Array, { offset, length }: Span): boolean {
  const [start, end] = [Math.max(0, offset), offset + length];
  return Buffer.compare(one.subarray(start, end), other.subarray(start, end)) !== 0;
}
