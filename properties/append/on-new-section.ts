import type { Section } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import type { Append, AppendRule } from '../rule.ts';
import { contentLength } from './facts.ts';
import { lastNewSection, newSections } from '../kept-sections.ts';
import type { NewSection } from '../kept-sections.ts';

type RuleWithout<Key extends keyof AppendRule> = Omit<AppendRule, 'scope' | Key>;

/** A rule on each section that an append adds; its check gets them one after the other. */
type NewSectionRule = RuleWithout<'inapplicable' | 'check'> & {
  readonly check: (added: NewSection, append: Append) => Iterable<Finding>;
};

/** A rule on all sections that an append adds together; its check gets the last of them. */
type LastSectionRule = RuleWithout<'inapplicable' | 'check'> & {
  readonly check: (last: Section, append: Append) => Iterable<Finding>;
};

/** Why the length of the new sections tells nothing. */
export function withoutContent({ requests }: Append): string | undefined {
  return contentLength(requests) === 0 ? 'the content is empty' : undefined;
}

const NO_NEW_SECTION = 'the output has no new section';

/** Makes an append rule of it, which has nothing to say of an output without a new section. */
export function onNewSection({ check, ...text }: NewSectionRule): AppendRule {
  return {
    ...text,
    scope: 'append',
    inapplicable: (append) => (newSections(append).length === 0 ? NO_NEW_SECTION : undefined),
    *check(append) {
      for (const added of newSections(append)) yield* check(added, append);
    },
  };
}

/** Makes an append rule of it, which has nothing to say of an output that lacks one of the new sections. */
export function onLastSection({ check, ...text }: LastSectionRule): AppendRule {
  return {
    ...text,
    scope: 'append',
    inapplicable(append) {
      if (lastNewSection(append) !== null) return undefined;
      return newSections(append).length === 0 ? NO_NEW_SECTION : 'the output lacks a new section';
    },
    check(append) {
      const last = lastNewSection(append);
      return last === null ? [] : check(last, append);
    },
  };
}
