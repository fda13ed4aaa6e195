import { effectSentences, isOutOfDate, standingOf } from '../../src/results/index.ts';
import type { BaselineResult, CheckedFile, KnownState, Report } from '../../src/results/index.ts';
import { ANNOTATION_KINDS, counted, grouped, toText, workflowCommand } from '../../src/page/index.ts';
import type { Annotation, AnnotationKind } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import { suitesOf } from '../model/suites.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { judgedFiles } from '../model/judged.ts';
import { subjectTitle } from '../model/subject.ts';
import { decisionOf } from '../text/baseline.ts';
import { checkCounts, totalFacts, verdictPiece } from '../text/check-text.ts';
import { verdictLines } from '../text/summary.ts';
import { phrase } from '../words/phrase.ts';

/** GitHub shows so many of a kind for each step. */
const SHOWN_MAX = 10;
/**
 * A report as workflow commands of GitHub, one for each line: the verdict, then what failed, a mistake once for all the rules
 * that it breaks, the gravest first. Of a kind that has more than GitHub shows, the last says how many more there are.
 */
export function renderAnnotations(document: ReportDocument): string {
  const [verdict, ...rest] = document.kind === 'campaign' ? ofCampaign(document.report) : ofCheck(document);
  if (verdict === undefined) return '';
  const others = ANNOTATION_KINDS.flatMap((kind) => {
    const taken = kind === verdict.kind ? 1 : 0;
    return withinLimit(
      rest.filter((each) => each.kind === kind),
      SHOWN_MAX - taken,
    );
  });
  return [verdict, ...others].map(workflowCommand).join('');
}

function withinLimit(annotations: readonly Annotation[], countMax: number): readonly Annotation[] {
  if (annotations.length <= countMax) return annotations;
  const shown = annotations.slice(0, countMax - 1);
  const more = annotations.length - shown.length;
  const [{ kind } = { kind: 'notice' as const }] = annotations;
  return [...shown, { kind, title: `and ${more} more`, message: `The report has ${grouped(more)} more of this kind.` }];
}

/** What the verdict is told as: an error wherever the step fails by it. */
function kindOfVerdict(report: Report): AnnotationKind {
  const { decidedBy, outcome } = standingOf(report);
  if (decidedBy !== 'outcome' || outcome !== 'conformant') return 'error';
  return decisionOf(report).style === 'success' ? 'notice' : 'warning';
}

function ofCampaign(report: Report): readonly Annotation[] {
  const { text } = decisionOf(report);
  const said = toText(verdictLines(report, Infinity), 'none').trim();
  const { baseline, subject } = report;
  return [
    {
      kind: kindOfVerdict(report),
      title: `${text}: ${subjectTitle(subject)}`,
      message: said.slice(text.length).trim(),
    },
    ...(baseline?.known ?? []).filter(isOutOfDate).map(outOfDate),
    ...report.notes.map((note): Annotation => ({ kind: 'warning', title: 'note', message: note })),
    ...suitesOf({ kind: 'campaign', report }).flatMap((suite) => ofSuite(suite, report)),
  ];
}

const WORD_OF_STATE: Readonly<Partial<Record<KnownState, string>>> = {
  holds: 'holds now',
  partly: 'fails in fewer ways than are known',
  expired: 'was accepted for a time that is over',
};

/** An entry of a baseline that fails the run until somebody takes it out or changes it. */
function outOfDate({ rule, defect, state, reason }: BaselineResult['known'][number]): Annotation {
  const what = rule ?? `defect ${defect ?? ''}`;
  return {
    kind: 'error',
    title: `the baseline is out of date: ${what}`,
    message: `${what} ${WORD_OF_STATE[state] ?? state}: ${reason}`,
  };
}

/** What each status is told as; nothing is said of what holds, was not tried in this image, or is remarked. */
const KIND_OF_STATUS: Readonly<Partial<Record<Status, AnnotationKind>>> = {
  failed: 'error',
  broken: 'error',
  warned: 'warning',
  'not-verified': 'warning',
  known: 'notice',
};

/** Statuses of rules of level error that leave a campaign open. */
const OPEN: readonly Status[] = ['not-exercised', 'vacuous'];

function ofSuite({ results }: Suite, report: Report): readonly Annotation[] {
  const followers = new Set(report.defects.flatMap((defect) => defect.followers));
  // The worst defect first, as the report has them; what is in none comes last.
  const order = new Map(report.defects.map(({ rule }, index) => [rule, index]));
  const placeOf = ({ id }: RuleResult): number => order.get(id) ?? order.size;
  const told = results
    .filter(({ id }) => !followers.has(id))
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .flatMap((rule) => {
      const kind = KIND_OF_STATUS[rule.status];
      return kind === undefined ? [] : [annotationOf(kind, rule, null)];
    });
  const open = results.filter(({ status, level }) => level === 'error' && OPEN.includes(status));
  if (open.length === 0 || report.outcome === 'unjudged') return told;
  const names = open.map(({ id }) => id).join(', ');
  const title = `${counted(open.length, 'rule')} never exercised`;
  return [...told, { kind: 'warning', title, message: `No case could have broken ${names}.` }];
}

function annotationOf(kind: AnnotationKind, rule: RuleResult, path: string | null): Annotation {
  const { id, name, status, findings, reason, defect, effect, stored } = rule;
  const [first] = findings;
  const found = first === undefined ? reason : phrase(first);
  const others = defect === null ? 0 : defect.followers.length;
  const parts = [
    // What the kind says already needs no word.
    ...(['failed', 'warned'].includes(status) ? [] : [`${STATUSES[status].word}:`]),
    ...(defect === null ? [] : [defect.sentence]),
    found,
    ...effectSentences(effect === null ? [] : [effect]),
    ...(others === 0 ? [] : [`It breaks ${counted(others, 'other rule')} too.`]),
    ...(stored === null ? [] : [`Stored as cases/${stored.id}.`]),
  ];
  const whose = path === null ? '' : `${path}: `;
  return { kind, title: `${whose}${id} ${name}`, message: parts.join(' ') };
}

function ofCheck(document: Extract<ReportDocument, { kind: 'check' }>): readonly Annotation[] {
  const { rows, unjudged } = document.findings;
  const files = judgedFiles(rows);
  const total = files.length === 0 ? 'no image was judged' : totalFacts(files, unjudged);
  const verdict = { kind: kindOfCheck(document), title: `check: ${counted(files.length, 'image')}`, message: total };
  const lost = unjudged.map(({ path, reason }): Annotation => ({
    kind: 'error',
    title: `${path}: not judged`,
    message: reason,
  }));
  const told = suitesOf(document).flatMap(({ results }, index) => {
    const row = rows[index];
    const follows = new Set(row?.cause?.follows ?? []);
    return [
      ...(row === undefined ? [] : causeOf(row)),
      ...results.flatMap((rule) => {
        const kind = KIND_OF_STATUS[rule.status];
        return kind === undefined || follows.has(rule.id) ? [] : [annotationOf(kind, rule, row?.path ?? null)];
      }),
    ];
  });
  return [verdict, ...lost, ...told];
}

/** An error where the step fails whatever it asked for; a warning where it may. */
function kindOfCheck({ findings: { rows, unjudged } }: Extract<ReportDocument, { kind: 'check' }>): AnnotationKind {
  const styles = rows.map((row) => verdictPiece(row).style);
  const open = rows.map(checkCounts).some(({ held, unverified }) => held === 0 || unverified > 0);
  if (rows.length === 0 || unjudged.length > 0 || open || styles.includes('failure')) return 'error';
  return styles.includes('warning') ? 'warning' : 'notice';
}

/** What is wrong with a file as a whole, once for all the rules that fail for it. */
function causeOf({ path, cause, results }: CheckedFile): readonly Annotation[] {
  if (cause === null || cause.follows.length === 0) return [];
  const isGrave = results.some(({ id, level }) => level === 'error' && cause.follows.includes(id));
  const rules = counted(cause.follows.length, 'rule');
  return [
    { kind: isGrave ? 'error' : 'warning', title: path, message: `${cause.sentence} Rules that it breaks: ${rules}.` },
  ];
}
