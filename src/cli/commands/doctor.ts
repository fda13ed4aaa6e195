import { preflight } from '../../campaign/index.ts';
import type { Preflight } from '../../campaign/index.ts';
import { commandLine, printable } from '../../page/index.ts';
import { VERSION } from '../../results/index.ts';
import { versionOf } from '../../subjects/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import { commandOf } from '../subject/command-of.ts';
import { lateAdvice, preflightLines } from '../subject/preflight.ts';
import { openStop } from '../subject/stop.ts';
import { TOOL_NAMES } from '../subject/tools.ts';
import type { ToolName } from '../subject/tools.ts';
import { refuseIdleLimit, requireCallable, subjectOf } from '../subject/subject.ts';

export interface DoctorOptions {
  readonly tool?: ToolName;
  readonly timeLimit: number;
  readonly outputLimit?: number;
  readonly harness?: true;
  readonly memoryLimit?: number | 'none';
}

/** Programs that are looked for: those that a preset calls, and one that bounds the memory of others. */
const PROGRAMS = [...TOOL_NAMES, 'prlimit'];
const COLUMN = Math.max(...PROGRAMS.map((name) => name.length)) + 2;

const CONCLUSIONS: Readonly<Record<Exclude<Preflight['state'], 'late'>, string>> = {
  ready: 'It can be judged: run "zbootkit verify". Its outputs were not checked.',
  failed: 'It cannot be judged when called this way.',
  unavailable: 'It cannot be run.',
};

/** Says what is there to work with, and whether a subject answers at all. */
export async function doctor(given: readonly string[], options: DoctorOptions, io: Io): Promise<ExitCode> {
  const command = commandOf(given, options.tool);
  requireCallable(command, options, 'doctor');
  refuseIdleLimit(options);
  io.out(`zbootkit ${VERSION} · node ${io.nodeVersion} · ${process.platform} ${process.arch}\n\n`);
  for (const name of PROGRAMS) io.out(`${name.padEnd(COLUMN)}${printable((await versionOf(name)) ?? 'not found')}\n`);
  const stop = openStop(io);
  try {
    const { subject, close } = await subjectOf(command, options, stop.signal, io);
    const result = await preflight(subject).finally(close);
    const called = subject.command === null ? `${subject.id} ${subject.version}` : commandLine(subject.command);
    const { state } = result;
    const conclusion = state === 'late' ? lateAdvice(options.timeLimit) : CONCLUSIONS[state];
    io.out(`\n${[printable(called), ...preflightLines(result), conclusion].join('\n')}\n`);
    if (stop.interrupted()) return EXIT.interrupted;
    return state === 'ready' ? EXIT.conformant : EXIT.unjudged;
  } finally {
    stop.close();
  }
}
