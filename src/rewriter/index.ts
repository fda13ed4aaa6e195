/**
 * The rewriter: appends sections to EFI zboot images. Bytes in, bytes out; nothing else is read or written.
 *
 * Admission reads the few fields that matter and states every refusal; the plan is pure numbers; applying it copies.
 */
export { appendSections } from './append-sections.ts';
export type { AppendResult } from './append-sections.ts';
export { applyPlan } from './apply.ts';
export type { Patch } from './patches.ts';
export type { NewSection } from './placement.ts';
export { planAppend } from './plan.ts';
export type { AppendPlan } from './plan.ts';
export { REFUSAL_CODES } from './refusal.ts';
export type { Refusal, RefusalCode } from './refusal.ts';
export type { Moves } from './room.ts';
export type { Segment } from './segments.ts';
