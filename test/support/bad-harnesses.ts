import { fileURLToPath } from 'node:url';

/** A harness that does what no harness should. */
export interface BadHarness {
  /** Goes on "a harness that …". */
  readonly what: string;
  /** What it does, of those in bad-harness.mjs; or shell. */
  readonly argv: readonly string[];
  /** What the calls come to, as `kind code`, one after the other. */
  readonly answers: readonly string[];
  /** What the last answer says. */
  readonly detail: RegExp;
  /** For those that hang; all others get a time that no machine is too slow for. */
  readonly timeLimitMs?: number;
  readonly memoryLimit?: number;
}

const SCRIPT = fileURLToPath(new URL('bad-harness.mjs', import.meta.url));
const doing = (what: string): Pick<BadHarness, 'argv'> => ({ argv: [process.execPath, SCRIPT, what] });
const shell = (script: string): Pick<BadHarness, 'argv'> => ({ argv: ['sh', '-c', script] });
const SHORT = { timeLimitMs: 2000 };

export const BAD_HARNESSES: readonly BadHarness[] = [
  {
    what: 'never shakes hands',
    ...shell('sleep 600'),
    ...SHORT,
    answers: ['unavailable', 'unavailable'],
    detail: /handshake with the harness failed: still running after 2 s: nothing was printed$/,
  },
  {
    what: 'exits at once',
    ...shell('echo no licence >&2; exit 3'),
    answers: ['unavailable'],
    detail: /handshake with the harness failed: exit status 3: no licence$/,
  },
  {
    what: 'closes its standard output',
    ...shell('exec >&-; sleep 600'),
    answers: ['unavailable'],
    detail: /handshake with the harness failed: it closed its standard output but kept running$/,
  },
  {
    what: 'prints words for a handshake',
    ...shell('echo "my harness, version 1.2, is ready"; sleep 600'),
    answers: ['unavailable'],
    detail: /a frame of kind \d+ where 2 was expected, in "my harness, version 1.2,"/,
  },
  {
    what: 'speaks another version',
    ...doing('version'),
    answers: ['unavailable'],
    detail: /value 2 where 1 was expected/,
  },
  {
    what: 'is no program',
    argv: ['no-such-harness'],
    answers: ['unavailable'],
    detail: /^no such program: "no-such-harness"$/,
  },
  {
    what: 'crashes in every third call',
    ...doing('third'),
    answers: ['rewritten', 'rewritten', 'crashed', 'rewritten', 'rewritten', 'crashed'],
    detail: /^ended by SIGABRT: /,
  },
  {
    what: 'exits in every call',
    ...doing('exit'),
    answers: Array<string>(23).fill('crashed'),
    detail: /^exit status 7: so there$/,
  },
  {
    what: 'hangs',
    ...doing('hang'),
    ...SHORT,
    answers: ['timed-out', 'timed-out'],
    detail: /^still running after 2 s: /,
  },
  {
    what: 'forks, leaves its group and hangs',
    ...doing('fork'),
    ...SHORT,
    answers: ['timed-out'],
    detail: /^still running after 2 s: /,
  },
  {
    what: 'answers with garbage',
    ...doing('garbage'),
    answers: ['misbehaved garbage', 'misbehaved garbage'],
    detail: /a frame of kind \d+ where 4 or 5 was expected/,
  },
  {
    what: 'prints a word and hangs',
    ...doing('word'),
    ...SHORT,
    answers: ['misbehaved garbage'],
    detail: /^4 of 24 bytes of an answer, which begin with "done", still running after 2 s/,
  },
  {
    what: 'answers with a frame of 4 GiB',
    ...doing('huge'),
    answers: ['misbehaved oversized-output', 'misbehaved oversized-output'],
    detail: /^an output of 4294967295 bytes, more than 8/,
  },
  {
    what: 'never comes to the end of a frame',
    ...doing('endless'),
    ...SHORT,
    answers: ['misbehaved garbage'],
    detail: /^\d+ of \d+ bytes of an answer/,
  },
  {
    what: 'answers to another id',
    ...doing('id'),
    answers: ['misbehaved garbage'],
    detail: /a frame with id 8 where 1 was expected/,
  },
  {
    what: 'answers twice at once',
    ...doing('twice'),
    answers: ['misbehaved garbage'],
    detail: /bytes more than one frame/,
  },
  {
    what: 'closes its output in a call',
    ...doing('close'),
    answers: ['misbehaved garbage'],
    detail: /^it closed its standard output but kept running$/,
  },
  {
    what: 'prints a gigabyte on standard error and answers',
    ...doing('stderr'),
    answers: ['rewritten'],
    detail: /^$/,
  },
  {
    what: 'takes all memory',
    ...doing('memory'),
    memoryLimit: 2 ** 28,
    answers: ['crashed'],
    detail: /^(?:ended by|exit status)/,
  },
];
