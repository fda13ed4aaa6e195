/** An inspection as text for people. */
export { renderInspection } from './text.ts';
export type { Part, TextLayout } from './text.ts';
