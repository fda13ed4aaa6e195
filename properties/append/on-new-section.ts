import type { Section } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import type { Append, AppendRule } from '../rule.ts';
import { newSection, withoutNewSection } from './facts.ts';

/** A rule on the section that an append adds; its check gets that section. */
type NewSectionRule = Omit<AppendRule, 'scope' | 'inapplicable' | 'check'> & {
  readonly check: (section: Section, append: Append) => Iterable<Finding>;
};

/** Makes an append rule of it, which has nothing to say of an output without a new section. */
export function onNewSection({ check, ...text }: NewSectionRule): AppendRule {
  return {
    ...text,
    scope: 'append',
    inapplicable: withoutNewSection,
    check(append) {
      const section = newSection(append);
      return section === null ? [] : check(section, append);
    },
  };
}
