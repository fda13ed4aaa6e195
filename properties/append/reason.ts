import type { Image } from '../../src/reader/index.ts';
import type { Place } from '../../src/results/index.ts';
import { place } from '../findings.ts';
import type { ImageRule } from '../rule.ts';
import { findingsOn } from '../verdicts.ts';

/** Why an append may or must be refused, and the bytes that say so. */
export interface ReasonToRefuse {
  readonly because: string;
  readonly at: Place;
}

/**
 * A reason for which declining is right and rewriting is too. `policy` names all calls to which the reason applies, in
 * words without numbers or names of one image, so that refusals for one reason can be counted as one.
 */
export interface ReasonToDecline extends ReasonToRefuse {
  readonly policy: string;
}

/** A reason for each of the rules that the image breaks. */
export function* broken(before: Image, rules: readonly ImageRule[]): Generator<ReasonToDecline> {
  for (const rule of rules) {
    if (rule.inapplicable?.(before) !== undefined) continue;
    const [finding] = findingsOn(rule, before);
    if (finding !== undefined)
      yield {
        because: `${rule.id} does not hold (${rule.title.replace(/\.$/, '')})`,
        policy: `images that break ${rule.id}`,
        at: { ...finding.at[0], file: 'before' },
      };
  }
}

/** The start of the content of a request: only that of the first is a file of its own to a finding. */
export function contentPlace(rank: number, content: Uint8Array): Place {
  if (rank > 0) return place({ offset: 0, length: 0 }, 'before');
  return place({ offset: 0, length: Math.min(1, content.length) }, 'content');
}
