import { CoverageTally } from '../../../generators/index.ts';
import type { Coverage } from '../../../generators/index.ts';

/** Counts the labels of images, one image after the other. */
export interface LabelTally {
  add(labels: readonly string[]): void;
  coverage(): Coverage;
}

/** A tally for images of this kind: valid ones are counted by feature, hostile ones by what was done to them. */
export function tallyOf(kind: 'valid' | 'hostile'): LabelTally {
  return kind === 'valid' ? new CoverageTally() : new MutationTally();
}

/** Counts kinds of mutations and edited fields. */
class MutationTally implements LabelTally {
  #cases = 0;
  readonly #counts = new Map<string, number>();

  add(labels: readonly string[]): void {
    this.#cases += 1;
    for (const label of new Set(labels)) this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** The most frequent label first. */
  coverage(): Coverage {
    const rows = [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const features = rows.map(([feature, count]) => ({ group: 'mutation', feature, count }));
    return { cases: this.#cases, features, interactions: [] };
  }
}
