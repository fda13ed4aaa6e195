import { casesOf, standingOf } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';
import { commandLine, counted, grouped, oneLine } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';

const VALUE_LENGTH_MAX = 1000;

/** A fact of a run: what it is called, in one word or with dashes, and what it is. */
export type Fact = readonly [name: string, value: string];

/** What was asked of whom and how far it was tried, as names and values, for forms that have a place for such; the verdict first. */
export function askedIn(document: ReportDocument): readonly Fact[] {
  const facts = document.kind === 'campaign' ? askedOf(document.report) : judgedBy(document.findings.tool);
  return facts.filter(([, value]) => value !== '').map(([name, value]) => [name, oneLine(value, VALUE_LENGTH_MAX)]);
}

function judgedBy({ name, version }: Report['tool']): readonly Fact[] {
  return [['tool', `${name} ${version}`.trim()]];
}

function askedOf(report: Report): readonly Fact[] {
  const { subject, run, environment, outcome, notes } = report;
  const { decidedBy } = standingOf(report);
  const { planned, executed } = casesOf(report);
  return [
    ['outcome', outcome],
    ['decided-by', decidedBy],
    ...notes.map((note): Fact => ['note', note]),
    ...judgedBy(report.tool),
    ['node', environment.node],
    ['subject', `${subject.id} ${subject.version}`.trim()],
    ['command', subject.command === null ? '' : commandLine(subject.command)],
    ['profile', run.profile],
    ['seed', String(run.seed)],
    ['rules', run.rules.join(' ')],
    ['excluded-rules', run.excludedRules.join(' ')],
    ['rules-left-out', run.leftOut === 0 ? '' : grouped(run.leftOut)],
    ['cases', partOf(executed, planned)],
    ['random-cases', partOf(run.executed, run.planned)],
    ...(['grid', 'extremes', 'foreign', 'hostile'] as const).map((set): Fact => [`${set}-cases`, setText(run[set])]),
    [
      'sequences',
      run.sequences.cases === 0
        ? ''
        : `${counted(run.sequences.appends, 'append')} in ${counted(run.sequences.cases, 'case')}`,
    ],
  ];
}

function partOf(executed: number, planned: number): string {
  return `${grouped(executed)} of ${grouped(planned)}`;
}

/** A set that was left out is told of too: nobody should take what was not tried for what held. */
function setText({ planned, executed }: { readonly planned: number; readonly executed: number }): string {
  return planned === 0 ? 'not asked' : partOf(executed, planned);
}
