import type { RuleId } from '../catalogue/rule-id.ts';

/** What one camp holds. */
export interface Position {
  /** Documents, programs and their modes, in a list. */
  readonly who: string;
  /** What they say or do, as a sentence. */
  readonly says: string;
}

/** A question that loaders, tools and documents answer differently. */
export interface Disagreement {
  /** Permanent, from `D-01` on. */
  readonly id: string;
  readonly topic: string;
  /** One position for each camp. */
  readonly positions: readonly [Position, Position, ...Position[]];
  /** What zbootkit takes, as a sentence or two. */
  readonly ours: string;
  /** The rules that take a side in it. */
  readonly rules: readonly [RuleId, ...RuleId[]];
}
