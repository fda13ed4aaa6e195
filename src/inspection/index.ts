/** Inspection: all that the headers of an image say, worked out once; text, JSON and SVG are its renderers. */
export type { Colour } from '../page/index.ts';
export { INSPECT_SCHEMA, renderInspectionJson } from './json/index.ts';
export { inspectImage } from './model/index.ts';
export type { Beyond, Feature, Inspection, MemoryOverlap, Payload } from './model/index.ts';
export { renderDrawing } from './svg/index.ts';
export { renderInspection, renderUnreadable } from './text/index.ts';
export type { Part, TextLayout } from './text/index.ts';
