/** The toolkit of pages: everything that text for people, or JSON that a terminal may show, is made with. */
export { hexDump, layoutFor, renderHexDump, WIDE } from './hex-dump.ts';
export type { HexDumpLayout } from './hex-dump.ts';
export { NOTHING, drawn, joined, separated, tag } from './html.ts';
export type { Attributes, Content, Html } from './html.ts';
export { PAGE_WIDTH_MIN, PAGE_WIDTH_USUAL, flow, inertLine, spread, stacked, toText, wrap } from './lines.ts';
export type { Line, Measure, Piece } from './lines.ts';
export { element, escaped, pixels } from './markup.ts';
export { counted, duration, grouped } from './numbers.ts';
export { cutText, escapedJson, oneLine, printable } from './printable.ts';
export { commandLine, shellQuote } from './shell-quote.ts';
export type { Colour, Style } from './styles.ts';
export { ANNOTATION_KINDS, workflowCommand } from './workflow-command.ts';
export type { Annotation, AnnotationKind } from './workflow-command.ts';
