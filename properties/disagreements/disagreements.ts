import type { Disagreement } from './disagreement.ts';
import { FILE_DISAGREEMENTS } from './files.ts';
import { HEADER_DISAGREEMENTS } from './headers.ts';
import { SECTION_DISAGREEMENTS } from './sections.ts';
import type { RuleId } from '../catalogue/rule-id.ts';

/** Every question on which loaders, tools and documents are known to differ, in the order of their ids. */
export const DISAGREEMENTS: readonly Disagreement[] = [
  ...HEADER_DISAGREEMENTS,
  ...SECTION_DISAGREEMENTS,
  ...FILE_DISAGREEMENTS,
].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The questions in which a rule takes a side, in the order of their ids. */
export function disagreementsOf(id: RuleId): readonly Disagreement[] {
  return DISAGREEMENTS.filter(({ rules }) => rules.includes(id));
}
