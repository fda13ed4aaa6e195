import { INDENT } from './evidence.ts';
import { IDLE_STATUSES, idleRules } from '../model/rows.ts';
import type { IdleStatus } from '../model/rows.ts';
import { idleReasons } from '../words/idle-reasons.ts';
import { counted, flow, grouped } from '../../src/page/index.ts';
import type { Line, Style } from '../../src/page/index.ts';
import type { RuleRow } from '../../src/results/index.ts';

/** Rules that share their reasons are listed one by one up to this number, and counted beyond it. */
const LISTED_RULES_MAX = 4;

const HEADINGS: Readonly<Record<IdleStatus, string>> = {
  'not-exercised': 'Not exercised',
  vacuous: 'Vacuous, with nothing at stake',
  withheld: 'Withheld by refusals',
};

/**
 * The rules that nothing could have broken, a list for each group, with the commonest reasons; many for one reason are counted.
 * Those of level error come first.
 */
export function idleBlocks(rules: readonly RuleRow[], width: number): readonly (readonly Line[])[] {
  return IDLE_STATUSES.flatMap((status) => {
    const members = idleRules(rules, status);
    if (members.length === 0) return [];
    const grave = members.filter(({ level }) => level === 'error').length;
    const size = `${counted(members.length, 'rule')}${grave === 0 ? '' : `, ${grouped(grave)} of level error`}`;
    const style: Style = grave > 0 && status !== 'withheld' ? 'warning' : 'strong';
    const heading = flow([{ text: HEADINGS[status], style }, `: ${size}`], { width, first: 0, rest: INDENT });
    return [[...heading, ...byReason(members, width)]];
  });
}

function byReason(rules: readonly RuleRow[], width: number): readonly Line[] {
  const measure = { width, first: INDENT, rest: 2 * INDENT };
  return (['error', 'warning', 'info'] as const).flatMap((level) => {
    const groups = new Map<string, RuleRow[]>();
    for (const rule of rules.filter((each) => each.level === level)) {
      const why = idleReasons(rule);
      groups.set(why, [...(groups.get(why) ?? []), rule]);
    }
    return [...groups].flatMap(([why, group]) => {
      if (group.length <= LISTED_RULES_MAX)
        return group.flatMap(({ id, name }) => flow([id, `  ${name} (${level}): ${why}`], measure));
      const ids = group.slice(0, LISTED_RULES_MAX).map(({ id }) => id);
      return flow([`${counted(group.length, 'rule')} (${level}), ${ids.join(', ')} and others: ${why}`], measure);
    });
  });
}
