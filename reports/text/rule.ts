import { INDENT, evidenceLines } from '../lines/evidence.ts';
import { filesOfAppend } from '../words/append-place.ts';
import { caseText, concerned, frequency } from '../words/rule.ts';
import type { Concern } from '../words/rule.ts';
import { flow, oneLine, spread } from '../../src/page/index.ts';
import type { Line, Measure, Piece, Style } from '../../src/page/index.ts';
import { effectWords } from '../../src/results/index.ts';
import type { CaseRow, Effect, Failure, Report, RuleRow } from '../../src/results/index.ts';
import { effectTexts } from '../words/effects.ts';

/** Text at the right edge is hard to connect with its line beyond this width. */
const SPREAD_WIDTH_MAX = 100;

const MESSAGE_LENGTH_MAX = 200;

/** The parts of a rule that its heading shows. */
export interface Heading extends Concern, Pick<RuleRow, 'id' | 'name' | 'level'> {
  /** The level in words, where it takes more than one. */
  readonly levels?: string;
}

const STATUS: Readonly<Record<RuleRow['level'], { readonly text: string; readonly style: Style }>> = {
  error: { text: 'FAIL', style: 'failure' },
  warning: { text: 'WARN', style: 'warning' },
  info: { text: 'INFO', style: 'dim' },
};

/** What failed, and how much it matters and to whom. */
function headingParts(heading: Heading): readonly [left: Line, right: Line] {
  const { id, name, level, levels = level } = heading;
  const left: Line = [STATUS[level], '  ', { text: id, style: 'strong' }, '  ', name];
  return [left, [{ text: `${levels}${concerned(heading)}`, style: 'dim' }]];
}

/** The first line of a failed rule's block: what failed, how much it matters, and to whom. */
export function headingLines(heading: Heading, width: number): readonly Line[] {
  const [left, right] = headingParts(heading);
  return spread(left, right, Math.min(width, SPREAD_WIDTH_MAX), INDENT);
}

/** The heading of a rule as one line among those of other files: the path first, as in what is told of each file. */
export function headingLineOf(path: string, heading: Heading): Line {
  const [left, right] = headingParts(heading);
  return [`${path}: `, ...left, '  ', ...right];
}

/** What happens to the image, one sentence for each program, in one paragraph. */
export function effectLines(effects: readonly Effect[], width: number): readonly Line[] {
  if (effects.length === 0) return [];
  return flow([effectTexts(effects).join(' ')], { width, first: INDENT, rest: INDENT });
}

/** The effect of a row as a list, empty where it is not known. */
const effectsOf = ({ effect }: Pick<RuleRow, 'effect'>): readonly Effect[] => (effect === null ? [] : [effect]);

/** The heading of a rule of a report. */
export function rowHeadingLines(rule: RuleRow, width: number): readonly Line[] {
  const { effect } = rule;
  return headingLines({ ...rule, kinds: effect === null ? null : effectWords(effect) }, width);
}

/** The column after the longest label, `replay`, and its two spaces. */
export const LABEL_COLUMNS = 8;

/** A line that begins with what it is about. */
export const labelled = (label: string, ...pieces: readonly Piece[]): Line => [
  { text: label, style: 'dim' },
  ' '.repeat(LABEL_COLUMNS - label.length),
  ...pieces,
];

function failureLines(rule: RuleRow, failure: Failure, report: Report, width: number): readonly Line[] {
  const stored = report.cases.find(({ id }) => id === failure.caseId);
  const measure = { width, first: INDENT, rest: INDENT + LABEL_COLUMNS };
  const replay: Line = [' '.repeat(INDENT), ...labelled('replay', { text: stored?.replay ?? '', style: 'strong' })];
  return [
    ...evidenceLines(failure, filesOfAppend(failure.append), width),
    ...flow(labelled('failed', frequency(rule, failure)), measure),
    ...flow(labelled('case', caseText(failure, stored)), measure),
    ...brokenImageLines(stored, measure),
    ...(stored === undefined ? [] : [replay]),
  ];
}

/** What was done to an image that is not valid: without that its bytes say nothing to whoever reads of them. */
function brokenImageLines(stored: CaseRow | undefined, measure: Measure): readonly Line[] {
  const mutations = stored?.mutations ?? [];
  return mutations.length === 0 ? [] : flow(labelled('image', `broken on purpose: ${mutations.join('; ')}`), measure);
}

/** The block of one failed rule: heading, title, findings, bytes, and how to see it again. */
export function failedRuleLines(rule: RuleRow, report: Report, width: number): readonly Line[] {
  return [
    ...rowHeadingLines(rule, width),
    ...flow([rule.title], { width, first: INDENT, rest: INDENT }),
    ...effectLines(effectsOf(rule), width),
    ...(rule.failure === null ? [] : failureLines(rule, rule.failure, report, width)),
  ];
}

/** A rule whose checker broke, and what it said. */
export interface BrokenRule {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  /** Which file it was asked of, where the line has to say so. */
  readonly path?: string | null;
}

/** The block of a rule whose checker broke, which says nothing about the subject. */
export function brokenRuleLines({ id, name, message, path = null }: BrokenRule, width: number): readonly Line[] {
  const whose = path === null ? '' : `${path}: `;
  const heading: Line = [whose, { text: 'BROKEN', style: 'warning' }, '  ', { text: id, style: 'strong' }, `  ${name}`];
  const sentence = `The checker itself failed: ${oneLine(message, MESSAGE_LENGTH_MAX)}`;
  return [
    ...flow(heading, { width, first: 0, rest: INDENT }),
    ...flow([sentence], { width, first: INDENT, rest: INDENT }),
  ];
}
