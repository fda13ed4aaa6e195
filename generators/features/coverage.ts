import type { Coverage } from '../../src/results/index.ts';
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

/** How often a label was seen, by the label; what is missing was never seen. */
export type LabelCounts = Readonly<Record<string, number>>;

/** A combination of features as the label by which it is counted. */
export function interactionLabel({ features }: Interaction): string {
  return features.join('+');
}

/** The labels of the combinations that a case with these features has. */
export function interactionsOf(features: readonly string[]): readonly string[] {
  const present = new Set(features);
  return INTERACTIONS.filter((each) => each.features.every((feature) => present.has(feature))).map(interactionLabel);
}

/** Coverage in the order of FEATURES and INTERACTIONS; what never occurred is there with 0. */
export function coverageOf(cases: number, features: LabelCounts, interactions: LabelCounts): Coverage {
  return {
    cases,
    features: FEATURES.map(({ group, name }) => ({ group, feature: name, count: features[name] ?? 0 })),
    interactions: INTERACTIONS.map((each) => ({ ...each, count: interactions[interactionLabel(each)] ?? 0 })),
  };
}

/** Counts features and interactions, case by case. */
export class CoverageTally {
  #cases = 0;
  readonly #features: Record<string, number> = {};
  readonly #interactions: Record<string, number> = {};

  /** @param features the names of one case's features */
  add(features: readonly string[]): void {
    this.#cases += 1;
    for (const feature of new Set(features)) this.#features[feature] = (this.#features[feature] ?? 0) + 1;
    for (const label of interactionsOf(features)) this.#interactions[label] = (this.#interactions[label] ?? 0) + 1;
  }

  /** The counts so far. */
  coverage(): Coverage {
    return coverageOf(this.#cases, this.#features, this.#interactions);
  }
}
