import { ended } from '../../words/sentence.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import { STATUSES } from '../../model/status.ts';
import type { Status } from '../../model/status.ts';
import type { Ids } from '../ids.ts';
import type { RuleResult } from '../../model/suites.ts';
import type { Section } from '../page.ts';
import { badge, folding, told } from '../pieces.ts';
import { MEANINGS } from '../meanings.ts';
import { ruleTable } from '../rule.ts';
import type { CampaignParts } from './parts.ts';

/** Every rule, by what came of it; what held is folded. */
export function rulesSection({ report, results, ids }: CampaignParts): Section {
  const groups = (Object.keys(STATUSES) as Status[]).flatMap((status) => {
    const members = results.filter((result) => result.status === status);
    return members.length === 0 ? [] : [groupHtml(status, members, ids)];
  });
  const content = groups.length === 0 ? tag('p', {}, 'No rule was judged by.') : joined(...groups);
  return { id: 'rules', title: 'All rules', count: grouped(report.rules.length), content };
}

function groupHtml(status: Status, members: readonly RuleResult[], ids: Ids): Html {
  const rows = members.map(({ id, name, level, title, reason, defect }) => {
    const why = reason === '' ? told(title) : told(ended(reason));
    const part = defect === null ? NOTHING : joined(' Part of defect ', tag('span', {}, told(defect.id)), '.');
    return { id, name, level, said: joined(why, part) };
  });
  const heading = joined(badge(status), ` ${counted(members.length, 'rule')}`);
  const block = folding(
    'closed',
    tag('h3', {}, heading),
    tag('p', { class: 'quiet' }, MEANINGS[status]),
    ruleTable(`Rules with the status ${STATUSES[status].word}`, rows, ids(`rules-${status}`), ids.rules),
  );
  return tag('div', { class: 'group', id: `status-${status}` }, block);
}
