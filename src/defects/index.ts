/** From broken rules to the mistakes behind them, by repairing what was written and judging again. Runs no subject. */
export { diagnose, isExplained } from './diagnose.ts';
export type { BrokenBy, Diagnosis, KnownTrials } from './diagnose.ts';
export { DEFECT_IDS } from './ids.ts';
export { MENDINGS } from './mend.ts';
export type { Mending } from './mending.ts';
export type { Repair, WrongOutput } from './repair.ts';
export type { DefectCase } from './trials.ts';
