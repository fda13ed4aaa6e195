import type { Report } from '../../../src/results/index.ts';
import { commandLine, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import { subjectTitle } from '../../model/subject.ts';
import { suitesOf } from '../../model/suites.ts';
import type { RuleResult } from '../../model/suites.ts';
import { STATUSES } from '../../model/status.ts';
import type { Status } from '../../model/status.ts';
import { decisionOf } from '../../words/decision.ts';
import { verdictFacts } from '../../words/verdict.ts';
import { makeBudget } from '../budget.ts';
import { makeIds } from '../ids.ts';
import { VERDICTS } from '../../model/verdict.ts';
import { cutNote } from '../verdict.ts';
import { badge, code, told } from '../pieces.ts';
import { masthead, writePage } from '../page.ts';
import { askedSection } from './asked.ts';
import { answersSection, coverageSection, refusalsSection } from './answers.ts';
import { brokenSection, defectsSection, looseSection } from './defects.ts';
import { rulesSection } from './rules.ts';

/** The report of a campaign as a page. */
export function campaignPage(report: Report): string {
  const results = suitesOf({ kind: 'campaign', report }).flatMap((suite) => suite.results);
  const { subject, tool, time, environment } = report;
  const name = subjectTitle(subject);
  const decision = decisionOf(report);
  const parts = { report, results, ids: makeIds(), budget: makeBudget() };
  const sections = [
    askedSection(parts),
    brokenSection(parts),
    defectsSection(parts),
    looseSection(parts),
    refusalsSection(parts),
    answersSection(parts),
    rulesSection(parts),
    coverageSection(parts),
  ];
  const version = tool.version === '' ? tool.name : `${tool.name} ${tool.version}`;
  return writePage({
    title: `${decision.text}: ${told(name)} – zbootkit`,
    kind: 'zbootkit conformance report',
    header: masthead(
      joined('Appending sections with ', tag('span', { class: 'subject' }, told(name))),
      { ...VERDICTS[decision.style], word: decision.text },
      subject.command === null ? '' : tag('p', { class: 'call' }, code(commandLine(subject.command))),
      tag('p', { class: 'lead' }, verdictFacts(report).join(' · ')),
      cutNote(parts.budget.cut()),
      notes(report.notes),
      statusStrip(results),
    ),
    sections,
    footer: `Written by ${told(version)} on Node ${told(environment.node)} from the run that began at ${told(time.startedAt)}. The JSON form of this report has everything.`,
  });
}

function notes(all: readonly string[]): Html {
  if (all.length === 0) return { markup: '' };
  return tag('ul', { class: 'notes' }, ...all.map((note) => tag('li', {}, tag('b', {}, 'Note: '), told(note))));
}

/** How many rules came to what, the worst first. */
function statusStrip(results: readonly RuleResult[]): Html {
  const items = (Object.keys(STATUSES) as Status[]).flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    if (count === 0) return [];
    return [tag('li', {}, tag('a', { href: `#status-${status}` }, badge(status), ` ${grouped(count)}`))];
  });
  return tag('ul', { class: 'strip', 'aria-label': 'Rules by result' }, ...items);
}
