import type { Layout, SectionLayout } from '../layout/layout.ts';

/** What a feature is about; coverage tables have one paragraph for each. */
export type FeatureGroup =
  | 'machine'
  | 'headers'
  | 'room'
  | 'sections'
  | 'directories'
  | 'bss'
  | 'raw'
  | 'payload'
  | 'compression'
  | 'debug'
  | 'tail'
  | 'request';

/** A label that a case may carry, for coverage tables and fixture manifests. */
export interface Feature {
  readonly name: string;
  readonly group: FeatureGroup;
  readonly meaning: string;
  /** Features with the same choice exclude each other. */
  readonly choice?: string;
  /** Whether a laid-out plan has it. */
  readonly has: (layout: Layout) => boolean;
}

/** A function that makes the features of one group, or of one choice in it. */
export function featuresIn(
  group: FeatureGroup,
  choice?: string,
): (name: string, meaning: string, has: Feature['has']) => Feature {
  return (name, meaning, has) => ({ name, group, meaning, ...(choice === undefined ? {} : { choice }), has });
}

/** Whether some section of the layout passes the test. */
export function someSection({ sections }: Layout, test: (section: SectionLayout) => boolean): boolean {
  return sections.some(test);
}
