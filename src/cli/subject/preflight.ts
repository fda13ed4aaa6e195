import type { PlainAppend, Preflight } from '../../campaign/index.ts';
import type { Answer, Rewriter } from '../../contract/index.ts';
import { commandLine, printable } from '../../page/index.ts';

/** What became of one call, as people say it. */
function wordsFor(answer: Answer, inputSize: number): string {
  if (answer.kind === 'rewritten') return `an output, ${inputSize} -> ${answer.bytes.length} bytes`;
  const words = {
    refused: 'no output',
    crashed: 'crashed',
    'timed-out': 'no end',
    misbehaved: '',
    unavailable: 'not called',
  };
  const what = answer.kind === 'misbehaved' ? answer.what.replace('-', ' ') : words[answer.kind];
  return `${what}: ${printable(answer.detail)}`;
}

/** A line for each plain image. */
export function preflightLines({ appends }: Preflight): readonly string[] {
  return appends.map(({ title, inputSize, answer }: PlainAppend) => `  ${title}: ${wordsFor(answer, inputSize)}`);
}

function whyUnavailable({ appends }: Preflight): string {
  for (const { answer } of appends) if (answer.kind === 'unavailable') return answer.detail;
  return 'the subject cannot be run';
}

/** What can be done where no call ended in its time. */
export function lateAdvice(timeLimitMs: number): string {
  const [had, more] = [timeLimitMs / 1000, (2 * timeLimitMs) / 1000];
  return `No call ended within ${had} s; allow more with --time-limit ${more}s.`;
}

/**
 * Why a campaign is not worth its time: what was called, what came of it, and what can be done.
 *
 * @returns `null` where it is
 */
export function hopelessText(subject: Rewriter, result: Preflight, timeLimitMs: number): string | null {
  if (result.state === 'ready') return null;
  if (result.state === 'unavailable') return `zbootkit: nothing was judged: ${printable(whyUnavailable(result))}.\n`;
  const called = subject.command === null ? subject.id : printable(commandLine(subject.command));
  const advice =
    result.state === 'late' ? lateAdvice(timeLimitMs) : 'Check the command; "zbootkit doctor" tries it again.';
  const lines = [
    'zbootkit: the subject failed on every plain image, so nothing was judged:',
    `  ${called}`,
    ...preflightLines(result),
    `${advice} --keep-going runs the campaign anyway.`,
  ];
  return `${lines.join('\n')}\n`;
}
