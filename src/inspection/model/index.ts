/** What there is to say of an image, before it becomes text, JSON or a drawing. */
export { inspectImage } from './inspection.ts';
export type { Beyond, Feature, Inspection, Payload } from './inspection.ts';
export type { MemoryOverlap } from './memory-overlaps.ts';
