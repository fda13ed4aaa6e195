import { effectSentences } from '../../src/results/index.ts';
import type { CheckedFile, Report } from '../../src/results/index.ts';
import { counted, grouped, oneLine, printable, toText } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import { suitesOf } from '../model/suites.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { decisionOf } from '../text/baseline.ts';
import { verdictLines } from '../text/summary.ts';
import { phrase } from '../words/phrase.ts';

/** The kinds of annotations that GitHub knows, the gravest first. */
const KINDS = ['error', 'warning', 'notice'] as const;
type Kind = (typeof KINDS)[number];

/** GitHub shows so many of a kind for each step. */
const SHOWN_MAX = 10;
const TITLE_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 1000;

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly message: string;
}

/**
 * A report as workflow commands of GitHub, one for each line: the verdict, then what failed, a mistake once for all the rules
 * that it breaks. Of a kind that has more than GitHub shows, the last says how many more there are.
 */
export function renderAnnotations(document: ReportDocument): string {
  const all = document.kind === 'campaign' ? ofCampaign(document.report) : ofCheck(document);
  return KINDS.flatMap((kind) => withinLimit(all.filter((each) => each.kind === kind)))
    .map(commandOf)
    .join('');
}

function withinLimit(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length < SHOWN_MAX) return annotations;
  const shown = annotations.slice(0, SHOWN_MAX - 1);
  const more = annotations.length - shown.length;
  const [{ kind } = { kind: 'notice' as const }] = annotations;
  return [...shown, { kind, title: `and ${more} more`, message: `The report has ${grouped(more)} more of this kind.` }];
}

/** A workflow command. In properties a colon and a comma mean something too. */
function commandOf({ kind, title, message }: Annotation): string {
  const property = data(title, TITLE_LENGTH_MAX).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property}::${data(message, MESSAGE_LENGTH_MAX)}\n`;
}

function data(text: string, lengthMax: number): string {
  // No line break is left after this, or a text could begin a command of its own.
  return printable(oneLine(text, lengthMax)).replaceAll('%', '%25');
}

const KIND_OF_OUTCOME: Readonly<Record<Report['outcome'], Kind>> = {
  conformant: 'notice',
  nonconformant: 'error',
  inconclusive: 'warning',
  unjudged: 'error',
};

function ofCampaign(report: Report): readonly Annotation[] {
  const { text, style } = decisionOf(report);
  const said = toText(verdictLines(report, Infinity), 'none').trim();
  const kind = style === 'success' ? 'notice' : style === 'failure' ? 'error' : KIND_OF_OUTCOME[report.outcome];
  const { subject } = report;
  return [
    { kind, title: `${text}: ${subject.id} ${subject.version}`.trim(), message: said.slice(text.length).trim() },
    ...report.notes.map((note): Annotation => ({ kind: 'warning', title: 'note', message: note })),
    ...suitesOf({ kind: 'campaign', report }).flatMap((suite) => ofSuite(suite, report)),
  ];
}

/** What each status is told as; nothing is said of what holds, was not tried in this image, or is remarked. */
const KIND_OF_STATUS: Readonly<Partial<Record<Status, Kind>>> = {
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

function annotationOf(kind: Kind, rule: RuleResult, path: string | null): Annotation {
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
  return [...lost, ...told];
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
