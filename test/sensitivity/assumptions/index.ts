import type { Mistake } from '../fault.ts';
import type { Assumption } from './assumption.ts';
import { CONSTANTS } from './constants.ts';
import { DEBUG_DATA } from './debug-data.ts';
import { GEOMETRY } from './geometry.ts';
import { REQUESTS } from './requests.ts';
import { SIZES } from './sizes.ts';

function about(subject: Assumption['about'], mistakes: readonly Mistake[]): readonly Assumption[] {
  return mistakes.map((mistake) => ({ about: subject, mistake }));
}

/** Every assumption. */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...about('constants', CONSTANTS),
  ...about('geometry', GEOMETRY),
  ...about('sizes', SIZES),
  ...about('requests', REQUESTS),
  ...about('debug data', DEBUG_DATA),
];
