import { phrase, placeWords } from '../../../../reports/index.ts';
import type { ReplayCase, Replayed, ReplayedRule } from '../../../campaign/index.ts';
import type { Rewriter } from '../../../contract/index.ts';
import { commandLine, oneLine, printable } from '../../../page/index.ts';
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
  readonly word: 'FAILED' | 'BROKEN' | 'FIXED' | 'SKIPPED';
  readonly text: string;
  readonly code: ExitCode;
}

function rowOf({ level, outcome }: ReplayedRule): Row {
  const ifError = (code: ExitCode): ExitCode => (level === 'error' ? code : EXIT.conformant);
  switch (outcome.kind) {
    case 'broken':
      return { word: 'BROKEN', text: printable(outcome.message), code: EXIT.unjudged };
    case 'failed':
      return { word: 'FAILED', text: failedText(outcome.verdict), code: ifError(EXIT.nonconformant) };
    case 'fixed':
      return { word: 'FIXED', text: '', code: EXIT.conformant };
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
export function rowText(rule: ReplayedRule, known: 'known' | 'not known' = 'not known'): string {
  const { word, text } = rowOf(rule);
  const shown = known === 'known' && word === 'FAILED' ? 'KNOWN' : word;
  return `  ${shown.padEnd(7)}  ${rule.id}${text === '' ? '' : `  ${text}`}\n`;
}

/** What it means for the exit status. */
export function codeOf(rule: ReplayedRule): ExitCode {
  return rowOf(rule).code;
}

/** What many answers amount to: what cannot be judged comes before what fails, and that before what says nothing. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return [EXIT.unjudged, EXIT.nonconformant, EXIT.inconclusive].find((code) => codes.includes(code)) ?? EXIT.conformant;
}
