import { isSystematic } from '../../src/results/index.ts';
import type { PolicyRow } from '../../src/results/index.ts';

/**
 * Whether a subject refuses for one reason as a matter of course: `all` or `none` of such images, `some` by choice, `rewrites none`
 * where it refuses a part and crashes, say, in the rest, and `unclear` where other reasons applied too.
 */
export function standingOfPolicy(row: PolicyRow): 'all' | 'none' | 'some' | 'rewrites none' | 'unclear' {
  if (isSystematic(row)) return 'all';
  const { alone } = row;
  if (alone.refused > 0 && alone.refused < alone.cases) return alone.rewritten === 0 ? 'rewrites none' : 'some';
  return row.refused === 0 ? 'none' : 'unclear';
}
