import { workflowCommand } from '../page/index.ts';
import type { Io } from './io.ts';

/** What decides whether anything is told to the GitHub step that runs the program. */
export interface StepOptions {
  /** Whether it may be: `--no-ci` says no. */
  readonly ci: boolean;
  readonly json?: true;
}

/** Whether a GitHub step is to be told: the program runs in one, and was not asked for JSON or for silence. */
export function isGithubStep({ ci, json }: StepOptions, io: Io): boolean {
  return ci && json !== true && io.env['GITHUB_ACTIONS'] === 'true';
}

/** Commands that tell a GitHub step what they found. */
const TELL_STEPS = ['verify', 'merge', 'check'];

/** What a call says of GitHub steps, for failures before anybody has read its options. */
export function stepOptionsIn([verb = '', ...rest]: readonly string[]): StepOptions {
  const end = rest.indexOf('--');
  const own = end === -1 ? rest : rest.slice(0, end);
  const ci = TELL_STEPS.includes(verb) && !own.includes('--no-ci');
  return own.includes('--json') ? { ci, json: true } : { ci };
}

/** Says why nothing was judged, to a GitHub step as well: there is no report that would tell it. */
export function tellUnjudged(text: string, options: StepOptions, io: Io): void {
  tellEnd('zbootkit judged nothing', text, options, io);
}

/** Says what ended a call without a report, to a GitHub step as well. */
export function tellEnd(title: string, text: string, options: StepOptions, io: Io): void {
  io.err(text);
  if (!isGithubStep(options, io)) return;
  io.err(workflowCommand({ kind: 'error', title, message: text.replace(/^zbootkit: /, '') }));
}
