import { WRONG_ANSWERS } from './answers.ts';
import { MENDINGS } from './mend.ts';

/** What a defect can be called that is not called after its root rule; several that only show together are joined with `+`. */
export const DEFECT_IDS: readonly string[] = [...new Set([...WRONG_ANSWERS, ...MENDINGS.map(({ id }) => id)])];
