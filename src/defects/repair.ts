import type { AppendRequest } from '../contract/index.ts';
import type { Image } from '../reader/index.ts';

/** An output that breaks rules, and what it was made from. */
export interface WrongOutput {
  readonly before: Image;
  readonly request: AppendRequest;
  readonly after: Image;
  readonly bytes: Uint8Array;
}

/**
 * One way to mend an output: what a rewriter would have to do otherwise, done to what it wrote.
 *
 * Whatever the output is, a repair ends soon and throws nothing.
 */
export interface Repair {
  /** Stable: reports and lists of known failures name it. */
  readonly id: string;
  /** What would mend the rewriter, as an order to it. */
  readonly sentence: string;
  /** Whether it puts one fact right, or lays the file out anew, which mends much that has a narrower cause. */
  readonly reach: 'fact' | 'layout';
  /** The mended output, or `null` where there is nothing that the repair would change. */
  readonly repair: (wrong: WrongOutput) => Uint8Array | null;
  /** Whether there is something to mend that this repair cannot, so that refusing would have been right. */
  readonly declines?: (wrong: WrongOutput) => boolean;
}
