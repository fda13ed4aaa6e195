import { verdictLineOf } from '../lines/check.ts';
import { INDENT, evidenceLines } from '../lines/evidence.ts';
import { effectsIn, followsIn, judgedFiles, kindText, levelText } from '../model/judged.ts';
import { namesOf } from '../words/append-place.ts';
import type { JudgedFile, JudgedRule } from '../model/judged.ts';
import { brokenRuleLines, effectLines, headingLineOf, headingLines } from './rule.ts';
import { totalFacts } from '../words/check-facts.ts';
import { PAGE_WIDTH_MIN, PAGE_WIDTH_USUAL, counted, flow, oneLine, stacked, toText } from '../../src/page/index.ts';
import type { Colour, Line, Piece } from '../../src/page/index.ts';
import type { CheckedFile, CheckedRule, UnjudgedFile } from '../../src/results/index.ts';

/** How the findings are laid out: without a word on it, on 80 columns, without colours, in normal length. */
export interface FindingsOptions {
  /** Columns of the page; fewer than 40 count as 40. */
  readonly width: number;
  readonly colour: Colour;
  /** `quiet`: headings and the count. `verbose`: remarks and the reasons of vacuous and skipped rules too. */
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** Whether the line that says what an image is may be broken into several; `whole` is for programs that read lines. */
  readonly verdicts: 'wrapped' | 'whole';
}

/** How the files are told of: beside how they are laid out, whether there are others, so that every line needs a path. */
interface Telling extends FindingsOptions {
  readonly company: 'alone' | 'others';
}

/** Whether every line has to say which file it is about: there are others, and no blocks that keep them apart. */
function needsPath({ verbosity, company }: Telling): boolean {
  return verbosity === 'quiet' && company === 'others';
}

/** A line that programs read too, broken only for people. */
function programLines(line: Line, { width, verdicts }: FindingsOptions): readonly Line[] {
  return flow(line, { width: verdicts === 'whole' ? Infinity : width, first: 0, rest: INDENT });
}

/** What only a reader who asks for all wants to know: who minds, in full, and where the rule is written. */
function backgroundLines({ rejectedBy, references }: CheckedRule, width: number): readonly Line[] {
  const sentences = [
    ...(rejectedBy.length > 0 ? [`Enforced by or affecting ${rejectedBy.join('; ')}.`] : []),
    ...(references.length > 0 ? [`See ${references.join('; ')}.`] : []),
  ];
  return sentences.flatMap((text) => flow([{ text, style: 'dim' }], { width, first: INDENT, rest: INDENT }));
}

function failedLines(judged: JudgedRule, file: JudgedFile, options: Telling): readonly Line[] {
  const { width, verbosity } = options;
  const { rule } = judged;
  const { verdict, title, excerpts } = rule;
  if (verdict.kind !== 'fail') return [];
  const said = { levels: levelText(judged, file), kinds: kindText(judged, file) };
  if (needsPath(options)) {
    return programLines(headingLineOf(file.rows[0].path, { ...rule, ...said }), options);
  }
  const heading = headingLines({ ...rule, ...said }, width);
  if (verbosity === 'quiet') return heading;
  return [
    ...heading,
    ...flow([title], { width, first: INDENT, rest: INDENT }),
    ...effectLines(effectsIn(judged), width),
    ...evidenceLines({ findings: verdict.findings, excerpts }, namesOf(file.rows[0]), width),
    ...(verbosity === 'verbose' ? backgroundLines(rule, width) : []),
  ];
}

/** Rules that say nothing of the image, and why: those that cannot be broken by it, or do not apply. */
function idleLines(results: readonly JudgedRule[], width: number): readonly Line[] {
  return (['vacuous', 'skip'] as const).flatMap((kind) =>
    results.flatMap(({ rule: { id, name, verdict } }) => {
      if (verdict.kind !== kind) return [];
      const label: Piece = { text: kind.toUpperCase(), style: 'dim' };
      const line: Line = [label, `  ${id}  ${name}: ${oneLine(verdict.reason, Infinity)}`];
      return flow(line, { width, first: 0, rest: INDENT });
    }),
  );
}

function fileLines(file: JudgedFile, options: Telling): readonly Line[] {
  const { width, verbosity } = options;
  const { results } = file;
  const levels = verbosity === 'verbose' ? (['error', 'warning', 'info'] as const) : (['error', 'warning'] as const);
  const follows = followsIn(file);
  const folded = verbosity === 'normal' ? follows : new Set<string>();
  const failed = levels.flatMap((level) =>
    results
      .filter(({ rule }) => rule.level === level && rule.verdict.kind === 'fail' && !folded.has(rule.id))
      .map((judged) => failedLines(judged, file, options)),
  );
  const path = needsPath(options) ? file.rows[0].path : null;
  const broken = results.flatMap(({ rule: { id, name, verdict } }) =>
    verdict.kind === 'error' ? [brokenRuleLines({ id, name, message: verdict.message, path }, width)] : [],
  );
  const last = file.rows.flatMap((row) => programLines(verdictLineOf(row), options));
  const cause = causeLines(file, follows, options);
  if (verbosity === 'quiet') return [...cause, ...failed.flat(), ...broken.flat(), ...last];
  return stacked([cause, ...failed, ...broken, verbosity === 'verbose' ? idleLines(results, width) : [], last]);
}

/**
 * What is wrong with the file as a whole, before all that follows from it. Where no error does, it is worth knowing and
 * nothing more.
 */
function causeLines(file: JudgedFile, follows: ReadonlySet<string>, options: Telling): readonly Line[] {
  const [{ path, profile, cause }, another] = file.rows;
  if (cause === null) return [];
  const { width, verbosity } = options;
  const grave = file.results.some(({ rule: { id, level } }) => level === 'error' && follows.has(id));
  const label: Piece = grave ? { text: 'CAUSE', style: 'failure' } : { text: 'NOTE', style: 'warning' };
  const said = oneLine(cause.sentence, Infinity);
  const minded = another === undefined ? `the profile ${profile}` : 'these profiles';
  const none = follows.size === 0 ? ` It breaks no rule of ${minded}.` : '';
  if (needsPath(options)) return programLines([`${path}: `, label, ` ${said}${none}`], options);
  const sentence = flow([label, ` ${path}: ${said}${none}`], { width, first: 0, rest: INDENT });
  if (follows.size === 0 || verbosity !== 'normal') return sentence;
  const named = `Consequences: ${[...follows].join(', ')}; --verbose shows the bytes.`;
  return [...sentence, ...flow([named], { width, first: INDENT, rest: INDENT })];
}

/**
 * What `check` says of each image: the failed rules with their bytes, errors before warnings, and last the count. A
 * sound image takes one line. Of an image that several profiles judged, each rule is shown once with its level in each
 * profile, and the count is one line for each profile.
 *
 * @param unjudged what could not be judged and is counted beside the images
 */
export function renderFindings(
  rows: readonly CheckedFile[],
  {
    width: wanted = PAGE_WIDTH_USUAL,
    colour = 'none',
    verbosity = 'normal',
    verdicts = 'wrapped',
  }: Partial<FindingsOptions> = {},
  unjudged: readonly UnjudgedFile[] = [],
): string {
  const files = judgedFiles(rows);
  const company = files.length > 1 ? 'others' : 'alone';
  const options = { width: Math.max(wanted, PAGE_WIDTH_MIN), colour, verbosity, verdicts, company } as const;
  const blocks = files.map((file) => fileLines(file, options));
  const countsOnly = files.flatMap((file) => file.rows.flatMap((row) => programLines(verdictLineOf(row), options)));
  const apart = verbosity !== 'quiet' && blocks.flat().length > countsOnly.length;
  const counts = files.length > 0 && files.length + unjudged.length > 1;
  const sum = `${counted(files.length, 'image')}: ${totalFacts(files, unjudged)}`;
  const total = counts ? [programLines([sum], options)] : [];
  return toText(apart ? stacked([...blocks, ...total]) : [...blocks.flat(), ...total.flat()], colour);
}
