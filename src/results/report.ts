import type { AnswerCount } from './answer-kind.ts';
import type { BaselineResult } from './baseline.ts';
import type { Defect } from './defect.ts';
import type { Effect } from './effect.ts';
import type { FileRole, Finding } from './finding.ts';
import type { Layouts } from './layout.ts';
import type { Refusals } from './refusals.ts';
import type { Span } from './span.ts';
import type { AppendPlace, Level, Outcome, Severity, Tally } from './verdict.ts';

/** The name that every report carries, so that a reader can tell what it has before it trusts a field. */
export const REPORT_SCHEMA = 'urn:zbootkit:report:v1';

/** A few bytes around a finding, so that a report can show them without having the file. */
export interface Excerpt {
  readonly file: FileRole;
  /** Where the first byte of `hex` lies in the file. */
  readonly offset: number;
  /** The bytes, two hexadecimal digits each, without separators. */
  readonly hex: string;
  /** The bytes at fault, as spans of the file. */
  readonly marks: readonly Span[];
}

/**
 * Where a case comes from, in the order in which they are run: the exhaustive grid and the list of extremes, which no seed
 * changes; what is drawn at random from a seed; images that are no zboot images, for who takes any PE; and images that break the
 * format, which any rewriter has to survive.
 */
export const CASE_SETS = ['grid', 'extremes', 'random', 'foreign', 'hostile'] as const;
/** One of the sets of cases. */
export type CaseSet = (typeof CASE_SETS)[number];

/** The smallest case that a rule was seen to fail on. */
export interface Failure {
  /** The set and the index of the case that failed first. */
  readonly set: CaseSet;
  readonly index: number;
  /** The stored case, a folder name below `cases/` of the report's folder. */
  readonly caseId: string;
  /** How many smaller cases were adopted on the way from the first case to the stored one. */
  readonly shrinkSteps: number;
  /** Where in the stored sequence of appends it fails, and what findings call before and after; `null` for the first append. */
  readonly append: AppendPlace | null;
  readonly findings: readonly [Finding, ...Finding[]];
  readonly excerpts: readonly Excerpt[];
}

/** A reason and how many cases it was given in. */
export interface ReasonRow {
  readonly reason: string;
  readonly count: number;
}

/**
 * One rule of the catalogue and what the run saw of it. Passed, vacuous, skipped, failed, errored and without output make up
 * all cases that were examined; `withheld` are some of those without output, and inherited some of the skipped.
 */
export interface RuleRow extends Tally {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly references: readonly string[];
  /** Programs that reject, misload or misread an image that breaks this rule. */
  readonly rejectedBy: readonly string[];
  readonly level: Exclude<Level, 'off'>;
  readonly severity: Severity;
  /** What happens by the profile of the run to an image that breaks this rule; `null` where that is not known. */
  readonly effect: Effect | null;
  /** Cases in which the output broke the rule only because the input already did. Counted among the skipped. */
  readonly inherited: number;
  /** Cases in which there was no output to judge, because the subject refused or did not come to one. */
  readonly withoutOutput: number;
  /** Why cases were skipped, the commonest reason first. */
  readonly skipReasons: readonly ReasonRow[];
  /** Why nothing could have broken the rule, the commonest reason first. */
  readonly vacuousReasons: readonly ReasonRow[];
  /**
   * What was answered in the cases that failed: a rule on answers fails alike for a refusal and for a crash. Empty in a report
   * of a version that did not tell them apart.
   */
  readonly failedWith: readonly AnswerCount[];
  readonly failure: Failure | null;
  /** What a broken checker said, or `null`. */
  readonly errorMessage: string | null;
}

/** A case that the run stored, the smallest of its kind. */
export interface CaseRow {
  readonly id: string;
  readonly seed: number;
  readonly set: CaseSet;
  readonly index: number;
  /** The plan of the stored image in one line, as `generate --plan` takes it. */
  readonly plan: string;
  /** What was done to the plan's image to break it; empty for an image as it was planned. */
  readonly mutations: readonly string[];
  readonly features: readonly string[];
  readonly sections: number;
  readonly inputSize: number;
  readonly outputSize: number | null;
  /** Where everything is in the image and in what the first append made of it. */
  readonly layouts: Layouts;
  /** The rules that this case breaks. */
  readonly rules: readonly string[];
  /** A command that runs this case again when it is pasted into a shell. */
  readonly replay: string;
}

/** How often the subject gave one kind of answer. */
export interface AnswerRow {
  readonly kind: string;
  /** The refusal's code, else the empty string. */
  readonly code: string;
  readonly count: number;
  /** What the subject said the first time. */
  readonly example: string;
}

/** What the random cases of a run had in them, so that a reader can tell what was tried and what was not. */
export interface Coverage {
  /** The cases that were counted. */
  readonly cases: number;
  readonly features: readonly { readonly group: string; readonly feature: string; readonly count: number }[];
  /** Features that make the work harder together; `name` says which dimensions meet. */
  readonly interactions: readonly {
    readonly name: string;
    readonly features: readonly string[];
    readonly count: number;
  }[];
}

/** What wrote a report. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Digest over the files of its code, 64 hexadecimal digits; `null` where it is not known, as when it runs from sources. */
  readonly sha256: string | null;
}

/** A file that a subject is, or is in part. */
export interface SubjectFile {
  /** Its name without a folder, so that it is the same on every machine. */
  readonly name: string;
  /** Digest of its bytes, 64 hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The one document that every renderer reads: plain JSON, and reading it back gives an equal value. Two runs of one
 * version with one seed differ in `time`, and on another Node line in `environment`, and in nothing else.
 */
export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly tool: Tool;
  readonly environment: { readonly node: string };
  /** `gridMs` is the part of the duration that the grid took. */
  readonly time: { readonly startedAt: string; readonly durationMs: number; readonly gridMs: number };
  readonly subject: {
    readonly id: string;
    readonly version: string;
    readonly command: readonly string[] | null;
    /** The files that the command names, in its order; empty where there is no command. */
    readonly files: readonly SubjectFile[];
  };
  readonly run: {
    readonly seed: number;
    /** Random cases. */
    readonly planned: number;
    readonly executed: number;
    /** Cases of the exhaustive grid, which come first; none are planned when it was left out. */
    readonly grid: { readonly planned: number; readonly executed: number };
    /** The same of the images at the ends of what images can be. */
    readonly extremes: { readonly planned: number; readonly executed: number };
    /** Images that are no zboot images, which who takes only those may refuse. */
    readonly foreign: { readonly planned: number; readonly executed: number };
    /** Images that break the format, and how many of them the subject refused: not counted among the refusals. */
    readonly hostile: { readonly planned: number; readonly executed: number; readonly refused: number };
    /** Cases in which more than one append was made, each on the output of the one before, and the appends of those. */
    readonly sequences: { readonly cases: number; readonly appends: number };
    readonly profile: string;
    readonly rules: readonly string[];
    readonly excludedRules: readonly string[];
    /** How many rules of the profile were not judged by, because of `rules` and `excludedRules`. */
    readonly leftOut: number;
  };
  readonly outcome: Outcome;
  /** What the run is against known failures; `null` when it was held against none. */
  readonly baseline: BaselineResult | null;
  /** Why the outcome is what it is, where the rows alone do not say. */
  readonly notes: readonly string[];
  /**
   * The mistakes behind the rules that failed, each of which is in one if it has a stored case: those whose own rule is of level
   * error first, then by the number of cases in which that rule failed.
   */
  readonly defects: readonly Defect[];
  /** Whether all of those rules were looked into; `null` in a report of a version that did not say. */
  readonly diagnosis: 'whole' | 'cut' | null;
  readonly answers: readonly AnswerRow[];
  /** `null` in a report of a version that did not tell refusals apart. */
  readonly refusals: Refusals | null;
  readonly coverage: Coverage;
  readonly rules: readonly RuleRow[];
  readonly cases: readonly CaseRow[];
}

/** How many cases of all sets were to be examined, and how many were. */
export function casesOf({ run }: Pick<Report, 'run'>): { readonly planned: number; readonly executed: number } {
  const sets = [run, run.grid, run.extremes, run.foreign, run.hostile];
  return {
    planned: sets.reduce((sum, { planned }) => sum + planned, 0),
    executed: sets.reduce((sum, { executed }) => sum + executed, 0),
  };
}

/** The words for a case's place in its set, such as `case 12 of the grid` or `case 7 of seed 1`. */
export function nameOfAddress(set: CaseSet, index: string, seed: number): string {
  switch (set) {
    case 'grid':
      return `case ${index} of the grid`;
    case 'extremes':
      return `case ${index} of the extremes`;
    case 'random':
      return `case ${index} of seed ${seed}`;
    case 'foreign':
      return `case ${index} of other images of seed ${seed}`;
    case 'hostile':
      return `hostile case ${index}`;
  }
}
