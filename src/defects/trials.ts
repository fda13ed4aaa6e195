import { judgeCall } from '../../properties/index.ts';
import type { Call, Rule } from '../../properties/index.ts';
import { MENDINGS, mustRefuse } from './mend.ts';
import type { Mending } from './mend.ts';

/** A stored case, and the rules that its call breaks. */
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

const NO_CURE: Cure = { alone: [], together: [] };

/** A case with what each mending makes of it, which serves all rules. */
export class Trials {
  readonly #call: Call;
  readonly #mended: readonly { readonly mending: Mending; readonly call: Call }[];
  readonly #known = new Map<string, Call>();
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
    if (helping.length > 0) {
      const refusing = mustRefuse(this.#call) ? helping.slice(0, 1) : helping;
      return { alone: refusing, together: [] };
    }
    this.#all ??= cumulated(this.#call);
    if (!holds(rule, this.#all.call)) return NO_CURE;
    return { alone: [], together: this.#needed(rule, this.#all.mendings) };
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

function cumulated(call: Call): Cumulated {
  const mendings: Mending[] = [];
  let last = call;
  for (const mending of IN_ORDER) {
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
