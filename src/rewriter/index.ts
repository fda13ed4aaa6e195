/**
 * The rewriter: appends sections to EFI zboot images. Bytes in, bytes out; nothing else is read or written.
 *
 * Admission reads the few fields that matter and states every refusal; the plan is pure numbers; applying it copies.
 */
export { appendSections } from './append-sections.ts';
export type { AppendResult } from './append-sections.ts';
export { applyPlan } from './apply/memory.ts';
export type { Patch } from './plan/patches.ts';
export type { NewSection } from './plan/placement.ts';
export { planAppend } from './plan/plan.ts';
export type { AppendPlan } from './plan/plan.ts';
export { REFUSAL_CODES } from './refusal.ts';
export type { Refusal, RefusalCode } from './refusal.ts';
export type { Moves } from './plan/room.ts';
export type { Segment } from './plan/segments.ts';
