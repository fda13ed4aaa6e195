import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CalledSubject } from './bad-subjects.ts';
import { giveTo } from './hostile-user.ts';
import type { Installed, User } from './hostile-user.ts';
import { reportIn, schemaErrors } from './report.ts';
import { bytesBelow } from './tree.ts';

/** A campaign over one subject, seen from outside when all is over. */
export interface HostileRun {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Kinds of answers, as `kind code count`. */
  readonly answers: string;
  /** What the schema has against the report. */
  readonly schemaErrors: readonly string[];
  readonly seconds: number;
  /** The most memory that the campaign itself had. */
  readonly mebibytes: number;
  /** What is left where temporary files go. */
  readonly leftovers: readonly string[];
  /** Numbers of processes that are still there. */
  readonly survivors: readonly number[];
  /** What lies in the folder that is nobody's business to change. */
  readonly canary: Readonly<Record<string, string>>;
}

/** What the folder of the canary holds, before and after. */
export const CANARY = {
  bird: Buffer.from('alive\n').toString('hex'),
  'nest/egg': Buffer.from('whole\n').toString('hex'),
};

/** Names for the arguments that every subject gets, and a pipe that stays open as long as any process of it is there. */
const NAMES = `place=$1 node=$2 deeds=$3; export place node deeds; exec 9>"$place/alive"
deed() { exec "$node" "$deeds" "$@"; }
`;

/**
 * What a subject begins with, by the way in which it is called. A command has `daemon`, which runs shell in a group of its
 * own and comes back when that has begun.
 */
const PROLOGUES = {
  command: `${NAMES}in=$4 out=$5 section=$6 tmp=$7; export in out section tmp
daemon() { mkfifo "$tmp/up"; setsid sh -c "echo up >\\"\\$tmp/up\\"; $1" & read -r up <"$tmp/up"; rm "$tmp/up"; }
`,
  harness: NAMES,
};

/** The words that end the options of `verify`, and what a call adds to the arguments. */
const CALLS = {
  command: { words: ['--'], paths: ['{in}', '{out}', '{section}', '{tmp}'] },
  harness: { words: ['--harness', '--'], paths: [] },
};

/**
 * Runs a campaign in a process of its own, with a folder for its temporary files that nobody else uses.
 *
 * @param place an empty folder
 */
export async function runHostile(
  { called, script, seconds: limit, flags = [], timeLimit = '10m' }: CalledSubject,
  user: User,
  { bin, preload, deeds }: Installed,
  place: string,
): Promise<HostileRun> {
  const at = (name: string): string => join(place, name);
  for (const name of ['tmp', 'canary', 'canary/nest']) mkdirSync(at(name));
  for (const [name, bytes] of Object.entries(CANARY)) writeFileSync(at(`canary/${name}`), Buffer.from(bytes, 'hex'));
  execFileSync('mkfifo', [at('alive')]);
  writeFileSync(at('calls'), '');
  giveTo(user, place);
  const guard = openSync(at('alive'), 'r+');
  const alive = createReadStream('', { fd: openSync(at('alive'), 'r') });
  const options = [
    // Most of them leave no output of any image.
    '--keep-going',
    '--random-only',
    '--runs',
    '2',
    '--jobs',
    '2',
    '--time-limit',
    timeLimit,
    '--out',
    at('report'),
    ...flags,
  ];
  const { words, paths } = CALLS[called];
  const shell = ['sh', '-c', `${PROLOGUES[called]}${script}`, 'subject'];
  const subject = [...words, ...shell, place, process.execPath, deeds, ...paths];
  const argv = [...user.as, process.execPath, '--import', preload, bin, 'verify', ...options, ...subject];
  const startedAt = performance.now();
  const end = await ended(argv, limit, { TMPDIR: at('tmp'), ZBOOTKIT_PEAK: at('peak') });
  const seconds = (performance.now() - startedAt) / 1000;
  // Only where it was given no more time; the status tells.
  if (end.status === null) for (const pid of markedBelow(at('tmp'))) process.kill(pid, 'SIGKILL');
  // The last of its processes closes the pipe.
  closeSync(guard);
  await once(alive.resume(), 'close');
  const report = existsSync(at('report/report.json')) ? readFileSync(at('report/report.json'), 'utf8') : null;
  return {
    ...end,
    answers: report === null ? '' : answersIn(at('report')),
    schemaErrors: report === null ? ['there is no report'] : schemaErrors(report),
    seconds,
    mebibytes: existsSync(at('peak')) ? Number(readFileSync(at('peak'), 'utf8')) / 1024 : NaN,
    leftovers: readdirSync(at('tmp')),
    survivors: markedBelow(at('tmp')),
    canary: bytesBelow(at('canary')),
  };
}

function ended(
  [program = '', ...argv]: readonly string[],
  limit: number,
  env: Readonly<Record<string, string>>,
): Promise<Pick<HostileRun, 'status' | 'stdout' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      cwd: '/',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // What hangs has failed, and is given no time to tidy.
      timeout: limit * 1000,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
  });
}

function answersIn(folder: string): string {
  return reportIn(folder)
    .answers.map(({ kind, code, count }) => `${kind} ${code}`.trim() + ` ${count}`)
    .join(', ');
}

/** Processes of calls whose folders are in a folder. */
export function markedBelow(folder: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(`\0ZBOOTKIT_CALL=${folder}/`)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
