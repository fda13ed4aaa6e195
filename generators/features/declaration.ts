import type { Layout } from '../layout/layout.ts';

/** A way to be legal for loaders and yet break named rules. */
export interface Declaration {
  readonly rules: readonly string[];
  readonly applies: (layout: Layout) => boolean;
}
