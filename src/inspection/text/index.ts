/** An inspection as text for people. */
export { renderInspection, renderUnreadable } from './text.ts';
export type { Part, TextLayout } from './text.ts';
