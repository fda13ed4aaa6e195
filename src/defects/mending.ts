import type { Call } from '../../properties/index.ts';
import type { Repair } from './repair.ts';

/** What would mend a rewriter, and a call as it would be if it were mended. */
export interface Mending {
  readonly id: string;
  readonly sentence: string;
  /** `answer` where it is not the output that is mended. */
  readonly reach: Repair['reach'] | 'answer';
  /** `null` where there is nothing to mend. */
  readonly mend: (call: Call) => Call | null;
  /** The call refused, where that is what is left to do; asked for what nothing else mends. */
  readonly decline?: (call: Call) => Call | null;
}
