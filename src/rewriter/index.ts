/**
 * The rewriter: appends sections to EFI zboot images, in memory or from file to file.
 *
 * Admission reads the few fields that matter and states every refusal; the plan is pure numbers; applying it copies.
 */
export type { AppendRequest } from '../contract/index.ts';
export { FileError } from '../files/index.ts';
export { memoryAccess } from './admit/random-access.ts';
export type { RandomAccess } from './admit/random-access.ts';
export type { SectionRequest } from './admit/request.ts';
export { appendSections } from './append-sections.ts';
export type { AppendResult } from './append-sections.ts';
export { appendSectionsFile, planAppendFile } from './append-sections-file.ts';
export type { FileAppendOptions, FileAppendRequest, FileAppendResult } from './append-sections-file.ts';
export { applyPlan } from './apply/memory.ts';
export type { AppendOptions } from './options.ts';
export type { Move } from './plan/moves.ts';
export type { Patch } from './plan/patches.ts';
export type { NewSection } from './plan/placement.ts';
export { planAppend } from './plan/plan.ts';
export type { AppendPlan } from './plan/plan.ts';
export { PlanError } from './plan/plan-error.ts';
export type { Segment } from './plan/segment.ts';
export { REFUSAL_CODES } from './refusal.ts';
export type { Refusal, RefusalCode } from './refusal.ts';
