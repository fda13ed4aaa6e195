import { isOutOfDate, standingOf } from '../../src/results/index.ts';
import type { BaselineResult, KnownState, Report } from '../../src/results/index.ts';
import { ANNOTATION_KINDS, grouped, toText, workflowCommand } from '../../src/page/index.ts';
import type { Annotation, AnnotationKind } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { subjectTitle } from '../model/subject.ts';
import { suitesOf } from '../model/suites.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { decisionOf } from '../words/decision.ts';
import { openNames, openText } from '../words/open.ts';
import { verdictLines } from '../lines/summary.ts';
import { checkAnnotations } from './check-annotations.ts';
import { KIND_OF_STATUS, annotationOf } from './rule-annotation.ts';
import type { Pending } from './rule-annotation.ts';
import { effectTexts } from '../words/effects.ts';

/** GitHub shows so many of a kind for each step. */
const SHOWN_MAX = 10;

/**
 * A report as workflow commands of GitHub, one for each line: the verdict, then what failed, a mistake once for all the rules
 * that it breaks, the gravest first. Of a kind that has more than GitHub shows, the last says how many more there are.
 */
export function renderAnnotations(document: ReportDocument): string {
  const [verdict, ...rest] =
    document.kind === 'campaign' ? ofCampaign(document.report) : checkAnnotations(document.findings);
  if (verdict === undefined) return '';
  const others = ANNOTATION_KINDS.flatMap((kind) => {
    const taken = kind === verdict.kind ? 1 : 0;
    return withinLimit(
      rest.filter((each) => each.kind === kind),
      SHOWN_MAX - taken,
    );
  });
  return [verdict, ...others].map(({ make }) => workflowCommand(make())).join('');
}

function withinLimit(annotations: readonly Pending[], countMax: number): readonly Pending[] {
  if (annotations.length <= countMax) return annotations;
  const shown = annotations.slice(0, countMax - 1);
  const more = annotations.length - shown.length;
  const [{ kind } = { kind: 'notice' as const }] = annotations;
  const title = `and ${grouped(more)} more`;
  return [...shown, made({ kind, title, message: `The report has ${grouped(more)} more of this kind.` })];
}

/** What the verdict is told as: an error wherever the step fails by it. */
function kindOfVerdict(report: Report): AnnotationKind {
  const { decidedBy, outcome } = standingOf(report);
  if (decidedBy !== 'outcome' || outcome !== 'conformant') return 'error';
  return decisionOf(report).style === 'success' ? 'notice' : 'warning';
}

function ofCampaign(report: Report): readonly Pending[] {
  const { text } = decisionOf(report);
  const said = toText(verdictLines(report, Infinity), 'none').trim();
  const { baseline, subject } = report;
  return [
    made({
      kind: kindOfVerdict(report),
      title: `${text}: ${subjectTitle(subject)}`,
      message: [...(report.outcome === 'unjudged' ? report.notes : []), said.slice(text.length).trim()].join(' '),
    }),
    ...report.notes.map((note) => made({ kind: 'warning', title: 'note', message: note })),
    ...suitesOf({ kind: 'campaign', report }).flatMap((suite) => ofSuite(suite, report)),
    // After what fails: a list of old entries must not push a new failure out.
    ...outOfDate((baseline?.known ?? []).filter(isOutOfDate)).map(made),
  ];
}

const WORD_OF_STATE: Readonly<Partial<Record<KnownState, string>>> = {
  holds: 'holds now',
  partly: 'fails in fewer ways than are known',
  expired: 'is past its last day',
};

type Entry = BaselineResult['known'][number];

/** Entries out of date that are told one by one. */
const ENTRIES_TOLD = 2;

const nameOf = ({ rule, defect }: Entry): string => rule ?? `defect ${defect ?? ''}`;

/** Entries of a baseline that fail the run until somebody takes them out or changes them: the first of them, and the rest in one. */
function outOfDate(entries: readonly Entry[]): readonly Annotation[] {
  const rest = entries.slice(ENTRIES_TOLD);
  return [
    ...entries.slice(0, ENTRIES_TOLD).map((entry): Annotation => ({
      kind: 'error',
      title: `the baseline is out of date: ${nameOf(entry)}`,
      message: `${nameOf(entry)} ${WORD_OF_STATE[entry.state] ?? entry.state} (accepted because: ${entry.reason}).`,
    })),
    ...(rest.length === 0
      ? []
      : [
          {
            kind: 'error',
            title: `the baseline is out of date: ${rest.length === 1 ? '1 more entry' : `${grouped(rest.length)} more entries`}`,
            message: `Also out of date: ${rest.map(nameOf).join(', ')}.`,
          } as const,
        ]),
  ];
}

/**
 * A mistake once, by the rule that shows it best, and what it breaks as well only where that is graver: where the mistake is
 * known, say, and this failure is not.
 */
function ofSuite({ results }: Suite, report: Report): readonly Pending[] {
  const kinds = new Map(results.map((rule) => [rule.id, KIND_OF_STATUS[rule.status]]));
  const isTold = (id: string, kind: AnnotationKind): boolean =>
    report.defects.some(({ rule, followers }) => {
      const ofRoot = followers.includes(id) ? kinds.get(rule) : undefined;
      return ofRoot !== undefined && ANNOTATION_KINDS.indexOf(ofRoot) <= ANNOTATION_KINDS.indexOf(kind);
    });
  // New failures come first, for they are what a run against a baseline is for; then the order of the report's defects, and last
  // what is in none.
  const unexpected = new Set(report.baseline?.unexpected.map(({ rule }) => rule));
  const order = new Map(report.defects.map(({ rule }, index) => [rule, index]));
  const placeOf = ({ id }: RuleResult): number => order.get(id) ?? order.size;
  const isKnown = ({ id, defect }: RuleResult): boolean =>
    !unexpected.has(id) && !(defect?.rule === id && defect.followers.some((each) => unexpected.has(each)));
  const told = results
    .toSorted((one, other) => Number(isKnown(one)) - Number(isKnown(other)) || placeOf(one) - placeOf(other))
    .flatMap((rule): readonly Pending[] => {
      const kind = kinds.get(rule.id);
      if (kind === undefined || isTold(rule.id, kind)) return [];
      const effects = effectTexts(rule.effect === null ? [] : [rule.effect]);
      return [{ kind, make: () => annotationOf(kind, rule, effects, null) }];
    });
  const title = openText(report.rules);
  if (title === '' || report.outcome === 'unjudged') return told;
  return [...told, made({ kind: 'warning', title, message: openNames(report.rules) })];
}

const made = (annotation: Annotation): Pending => ({ kind: annotation.kind, make: () => annotation });
