import { phrase, placeWords } from '../../../../reports/index.ts';
import type { ReplayCase, Replayed, ReplayedRule } from '../../../campaign/index.ts';
import type { Rewriter } from '../../../contract/index.ts';
import { commandLine, counted, grouped, oneLine, printable } from '../../../page/index.ts';
import { EXIT } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';

/** Longest name of a case that is shown; ours have some twenty characters. */
const ID_MAX = 100;

/** The line that says which case is run, against what. */
export function headingText({ id }: Pick<ReplayCase, 'id'>, profile: string, subject: Rewriter): string {
  const name = subject.command === null ? `${subject.id} ${subject.version}` : printable(commandLine(subject.command));
  return `${printable(oneLine(id, ID_MAX))} · profile ${profile} · ${name}\n`;
}

/** What a replay says of one rule, and what that means for the exit status. */
interface Row {
  readonly word: 'FAILED' | 'WARNED' | 'BROKEN' | 'FIXED' | 'SKIPPED';
  readonly text: string;
  readonly code: ExitCode;
}

/** Why a rule that holds may not be mended, by what is known of its case. */
const DOUBTS = {
  state: 'says little: the failure depends on what the process was asked before, and this one is fresh',
  once: 'says little: the failure was seen once, and not again in the run that found it',
} as const;

/** What to tell of a case whose rules hold, where an unchanged subject may pass it; `null` where there is nothing. */
export function doubtText(
  { id, fleeting }: Pick<ReplayCase, 'id' | 'fleeting'>,
  rules: readonly ReplayedRule[],
): string | null {
  if (fleeting === null || !rules.some(({ outcome }) => outcome.kind === 'fixed')) return null;
  const why =
    fleeting === 'state'
      ? 'what fails in it depends on what the process was asked before, and a fresh process does not show it'
      : 'it failed once, and not when it was run again';
  return `zbootkit: ${printable(oneLine(id, ID_MAX))} proves no fix: ${why}; run all cases to see.\n`;
}

function rowOf({ level, outcome }: ReplayedRule, fleeting: ReplayCase['fleeting']): Row {
  const ifError = (code: ExitCode): ExitCode => (level === 'error' ? code : EXIT.conformant);
  switch (outcome.kind) {
    case 'broken':
      return { word: 'BROKEN', text: printable(outcome.message), code: EXIT.unjudged };
    case 'failed':
      return {
        word: level === 'error' ? 'FAILED' : 'WARNED',
        text: failedText(outcome.verdict),
        code: ifError(EXIT.nonconformant),
      };
    case 'fixed':
      return { word: 'FIXED', text: fleeting === null ? '' : DOUBTS[fleeting], code: EXIT.conformant };
    case 'skipped':
      return { word: 'SKIPPED', text: printable(outcome.reason), code: ifError(EXIT.inconclusive) };
  }
}

/** What was found, and at which append of a sequence. */
function failedText({ findings, append }: Extract<ReplayedRule['outcome'], { kind: 'failed' }>['verdict']): string {
  const found = phrase(findings[0]);
  return append === undefined ? found : `${placeWords(append)}: ${found}`;
}

/** The answers that are no outputs, a line each. */
export function answersText({ answer: first, further }: Replayed, stored: Pick<ReplayCase, 'further'>): string {
  const of = 1 + stored.further.length;
  return [first, ...further]
    .map((answer, position) => {
      if (answer.kind === 'rewritten') return '';
      return `  ${of === 1 ? '' : `append ${position + 1} of ${of} `}${answer.kind}: ${printable(answer.detail)}\n`;
    })
    .join('');
}

/** What became of a rule, in a line. */
export function rowText(
  rule: ReplayedRule,
  { fleeting }: Pick<ReplayCase, 'fleeting'>,
  known: 'known' | 'not known' = 'not known',
): string {
  const { word, text } = rowOf(rule, fleeting);
  const shown = known === 'known' && ['FAILED', 'WARNED'].includes(word) ? 'KNOWN' : word;
  return `  ${shown.padEnd(7)}  ${rule.id}${text === '' ? '' : `  ${text}`}\n`;
}

/** How many rules came to what, where several did; empty for one, whose row says it. */
export function countText(rules: readonly ReplayedRule[], { fleeting }: Pick<ReplayCase, 'fleeting'>): string {
  if (rules.length < 2) return '';
  const words = rules.map((rule) => rowOf(rule, fleeting).word);
  const facts = COUNTED.flatMap(([word, said]) => {
    const count = words.filter((each) => each === word).length;
    return count === 0 ? [] : [`${grouped(count)} ${said}`];
  });
  return `  ${counted(rules.length, 'rule')}: ${facts.join(', ')}\n`;
}

const COUNTED: readonly (readonly [Row['word'], string])[] = [
  ['BROKEN', 'broken'],
  ['FAILED', 'failed'],
  ['WARNED', 'failed as warning'],
  ['FIXED', 'fixed'],
  ['SKIPPED', 'skipped'],
];

/** What it means for the exit status. */
export function codeOf(rule: ReplayedRule): ExitCode {
  return rowOf(rule, null).code;
}

/** What many answers amount to: what cannot be judged comes before what fails, and that before what says nothing. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return [EXIT.unjudged, EXIT.nonconformant, EXIT.inconclusive].find((code) => codes.includes(code)) ?? EXIT.conformant;
}
