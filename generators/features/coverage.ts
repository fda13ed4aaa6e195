import { FEATURES } from './feature-list.ts';

/** Features that together make a rewriter's work harder than each of them alone. */
export interface Interaction {
  /** The dimensions that meet. */
  readonly name: string;
  /** One feature of each dimension. */
  readonly features: readonly string[];
}

const ROOMS = FEATURES.filter(({ choice }) => choice === 'room').map(({ name }) => name);
const GROWTHS = FEATURES.filter(({ choice }) => choice === 'growth').map(({ name }) => name);

function crossed(name: string, first: readonly string[], second: readonly string[]): readonly Interaction[] {
  return first.flatMap((one) => second.map((other) => ({ name, features: [one, other] })));
}

function together(name: string, ...groups: readonly (readonly string[])[]): readonly Interaction[] {
  return groups.map((features) => ({ name, features }));
}

/** Every combination that the random cases have to show. */
export const INTERACTIONS: readonly Interaction[] = [
  ...crossed('header room x section growth', ROOMS, GROWTHS),
  ...crossed(
    'bss position x raw pointer',
    ['bss-first', 'bss-middle', 'bss-last'],
    ['bss-pointer-zero', 'bss-pointer-end'],
  ),
  ...crossed('payload section x raw order', ['payload-in-text', 'payload-elsewhere'], ['raw-reversed', 'raw-rotated']),
  ...crossed('debug data in slack x header room', ['debug-in-slack'], ROOMS),
  ...together(
    'overlay x symbol table x certificate',
    ['overlay', 'symbol-table'],
    ['overlay', 'signed'],
    ['symbol-table', 'signed'],
    ['overlay', 'symbol-table', 'signed'],
  ),
  ...crossed(
    'unaligned raw x payload position',
    ['unaligned-raw'],
    ['payload-first', 'payload-middle', 'payload-last'],
  ),
];

/** How many cases had each feature and each interaction. */
export interface Coverage {
  readonly cases: number;
  readonly features: readonly { readonly group: string; readonly feature: string; readonly count: number }[];
  readonly interactions: readonly (Interaction & { readonly count: number })[];
}

/** Counts features and interactions, case by case. */
export class CoverageTally {
  #cases = 0;
  readonly #features = new Map<string, number>();
  readonly #interactions = new Array<number>(INTERACTIONS.length).fill(0);

  /** @param features the names of one case's features */
  add(features: readonly string[]): void {
    this.#cases += 1;
    const present = new Set(features);
    for (const feature of present) this.#features.set(feature, (this.#features.get(feature) ?? 0) + 1);
    for (const [index, interaction] of INTERACTIONS.entries()) {
      if (interaction.features.every((feature) => present.has(feature))) {
        this.#interactions[index] = (this.#interactions[index] ?? 0) + 1;
      }
    }
  }

  /** The counts so far, in the order of FEATURES and INTERACTIONS; what never occurred is there with 0. */
  coverage(): Coverage {
    return {
      cases: this.#cases,
      features: FEATURES.map(({ group, name }) => ({ group, feature: name, count: this.#features.get(name) ?? 0 })),
      interactions: INTERACTIONS.map((each, index) => ({ ...each, count: this.#interactions[index] ?? 0 })),
    };
  }
}
