import type { Span } from './span.ts';

/** What a stretch of a file is. `omitted`: several regions that a layout does not list one by one. */
export const LAYOUT_KINDS = [
  'dos-header',
  'dos-stub',
  'pe-headers',
  'section-table',
  'header-slack',
  'claimed-slack',
  'section-data',
  'gap',
  'overlay',
  'symbol-table',
  'certificate-table',
  'omitted',
] as const;
export type LayoutKind = (typeof LAYOUT_KINDS)[number];

/** A stretch of a file with one use. */
export interface LayoutRegion extends Span {
  readonly kind: LayoutKind;
  /** The section or the debug entry whose bytes these are, such as `sections[2]`; `none` where nothing claims them. */
  readonly owner: string;
  /** The name of the section, as the table has it; empty for anything else. */
  readonly name: string;
}

/** Where everything in a file is, so that a report can draw it without having the file. */
export interface Layout {
  readonly fileSize: number;
  /** In file order; together they are the whole file. */
  readonly regions: readonly LayoutRegion[];
  /** Where the zboot header says that the payload is, cut at the end of the file; `null` for an image without one. */
  readonly payload: Span | null;
}

/** The layouts of an append, or of one image, which has no `before`. `null` where there is no file, or no PE image in it. */
export interface Layouts {
  readonly before: Layout | null;
  readonly after: Layout | null;
}
