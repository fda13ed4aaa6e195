import type { BadSubject, Conduct } from './bad-subject.ts';
import { HANG, HOSTILE_COMMANDS } from './hostile-commands.ts';

/** What most campaigns take no tenth of. */
const SECONDS = 60;
/** The same where much is written, printed or started. */
const SECONDS_OF_MUCH = 300;

/** Rules that a mere copy does not break, so that there is nothing to shrink. */
const AS_A_COPY = { status: 4, answers: /^rewritten 2$/, flags: ['--rule', 'PR-FIL-*'] };
const AS_ONE_COPY = { ...AS_A_COPY, answers: /^rewritten 1$/, flags: ['--runs', '1', ...AS_A_COPY.flags] };
const HANGING = { status: 3, answers: /^timed-out 2$/, timeLimit: '1s' };
/** Each call that is made to shrink a case costs a process. */
const UNSHRUNK = ['--shrink', 'none'];
const GARBAGE = { status: 1, answers: /^misbehaved garbage 2$/, flags: UNSHRUNK };
const CHANGED = { status: 1, answers: /^misbehaved changed-input 2$/ };
const LACKING = { status: 1, answers: /^misbehaved no-output 2$/ };
const CRASHING = { status: 1, answers: /^crashed 2$/ };
/** What never becomes a harness is not judged. */
const NO_HARNESS = { status: 3, answers: /^$/ };
/** The first case takes three calls, each of the others one. */
const EVERY_THIRD = {
  status: 1,
  answers: /^crashed 2, rewritten 7$/,
  flags: ['--runs', '9', '--jobs', '1', '--rule', 'PR-REF-001'],
};

/** What any subject can do, whichever way it is called. */
const BOTH_WAYS: readonly BadSubject[] = [
  {
    what: 'hangs and ignores signals',
    command: { script: HANG, ...HANGING },
    harness: { script: `trap '' TERM INT HUP QUIT; deed hang`, ...HANGING },
    seconds: SECONDS,
  },
  {
    what: 'forks, leaves its group and hangs',
    command: { script: `sleep 600 & daemon 'exec sleep 600'; ${HANG}`, ...HANGING },
    harness: { script: 'deed fork', ...HANGING },
    seconds: SECONDS,
  },
  {
    what: 'leaves a daemon that holds its streams',
    command: {
      script: `cp "$in" "$out"; daemon 'while :; do n=$((n + 1)); echo >"$tmp/$n"; done' 2>/dev/null`,
      ...AS_A_COPY,
    },
    harness: { script: 'deed daemon', ...AS_A_COPY },
    seconds: SECONDS,
  },
  {
    what: 'writes 10 GB',
    command: { script: 'truncate -s 10G "$out"', status: 1, answers: /^misbehaved oversized-output 2$/ },
    harness: { script: 'deed flood', ...GARBAGE },
    seconds: SECONDS_OF_MUCH,
  },
  {
    what: 'leaves 10 GB and a way out in its folder',
    command: { script: 'cp "$in" "$out"; cd "$tmp"; truncate -s 10G big; ln -s "$place/canary" way', ...AS_A_COPY },
    harness: {
      script: 'truncate -s 10G "$ZBOOTKIT_CALL/big"; ln -s "$place/canary" "$ZBOOTKIT_CALL/way"; deed copy',
      ...AS_A_COPY,
    },
    seconds: SECONDS,
  },
  {
    what: 'prints 1 GB',
    command: {
      script: 'cp "$in" "$out"; yes | head -c 500M >&2 & yes | head -c 500M; wait',
      ...AS_ONE_COPY,
    },
    harness: { script: 'deed stderr', ...AS_ONE_COPY },
    seconds: SECONDS_OF_MUCH,
  },
  {
    what: 'answers on its standard output, as nobody asked',
    command: { script: 'cat "$in"', ...LACKING },
    harness: { script: 'deed words', ...GARBAGE },
    seconds: SECONDS,
  },
  {
    what: 'answers with garbage',
    command: { script: 'printf garbage >"$out"', status: 1, answers: /^rewritten 2$/ },
    harness: { script: 'deed garbage', ...GARBAGE },
    seconds: SECONDS,
  },
  {
    what: 'crashes in every call',
    command: { script: 'ulimit -c 0; kill -SEGV $$', ...CRASHING },
    harness: { script: 'deed exit', ...CRASHING },
    seconds: SECONDS,
  },
  {
    what: 'crashes in every third call',
    command: {
      script: `ulimit -c 0; printf x >>"$place/calls"; [ $(($(wc -c <"$place/calls") % 3)) -ne 0 ] || kill -ABRT $$
        cp "$in" "$out"`,
      ...EVERY_THIRD,
    },
    harness: { script: 'ulimit -c 0; deed third', ...EVERY_THIRD },
    seconds: SECONDS,
  },
  {
    what: 'takes all memory that it is given',
    command: {
      script: 'ulimit -c 0; ulimit -d 262144; deed memory now',
      status: 1,
      // Node ends itself in one way or the other.
      answers: /^(?:crashed|refused exit-\d+) 2$/,
      flags: UNSHRUNK,
    },
    harness: {
      script: 'ulimit -c 0; deed memory',
      ...CRASHING,
      flags: [...UNSHRUNK, '--memory-limit', String(2 ** 28)],
    },
    seconds: SECONDS_OF_MUCH,
  },
];

/** What takes the files that only a command is given. */
const COMMANDS_ALONE: readonly BadSubject[] = [
  { what: 'deletes its input', command: { script: 'rm "$in"', ...CHANGED }, seconds: SECONDS },
  {
    what: 'changes its input and says success',
    command: { script: 'cp "$in" "$out"; echo x >>"$in"', ...CHANGED },
    seconds: SECONDS,
  },
  {
    what: 'changes its content and says success',
    command: { script: 'cp "$in" "$out"; echo x >>"$section"', ...CHANGED },
    seconds: SECONDS,
  },
  {
    what: 'leaves a link to a file of somebody else',
    command: { script: 'ln -sf "$place/canary/bird" "$out"', ...LACKING },
    seconds: SECONDS,
  },
  {
    what: 'leaves a pipe',
    command: { script: 'rm -f "$out"; mkfifo "$out"', ...LACKING },
    seconds: SECONDS,
  },
  ...HOSTILE_COMMANDS.map(({ what, ...command }) => ({ what, command, seconds: SECONDS_OF_MUCH })),
];

/** What takes a conversation. */
const HARNESSES_ALONE: readonly BadSubject[] = [
  { what: 'never shakes hands', harness: { script: HANG, ...NO_HARNESS, timeLimit: '1s' }, seconds: SECONDS },
  { what: 'exits before it shakes hands', harness: { script: 'exit 3', ...NO_HARNESS }, seconds: SECONDS },
  { what: 'speaks another version', harness: { script: 'deed version', ...NO_HARNESS }, seconds: SECONDS },
  {
    what: 'announces 4 GiB',
    harness: { script: 'deed huge', status: 1, answers: /^misbehaved oversized-output 2$/, flags: UNSHRUNK },
    seconds: SECONDS,
  },
  {
    what: 'never comes to the end of a frame',
    harness: { script: 'deed endless', ...GARBAGE, timeLimit: '1s' },
    seconds: SECONDS_OF_MUCH,
  },
  { what: 'answers to another id', harness: { script: 'deed id', ...GARBAGE }, seconds: SECONDS },
  { what: 'answers twice at once', harness: { script: 'deed twice', ...GARBAGE }, seconds: SECONDS },
  { what: 'closes its output in a call', harness: { script: 'deed close', ...GARBAGE }, seconds: SECONDS_OF_MUCH },
];

/** Every kind of bad subject, as a command and as a harness where it can be both, and what has to come of it. */
export const BAD_SUBJECTS: readonly BadSubject[] = [...BOTH_WAYS, ...COMMANDS_ALONE, ...HARNESSES_ALONE];

/** One way in which a bad subject is called. */
export interface CalledSubject extends Conduct {
  readonly what: string;
  readonly called: 'command' | 'harness';
  readonly seconds: number;
}

/** The table row by row, and in each row one way after the other. */
export const CALLED_SUBJECTS: readonly CalledSubject[] = BAD_SUBJECTS.flatMap(({ what, seconds, ...ways }) =>
  (['command', 'harness'] as const).flatMap((called) => {
    const conduct = ways[called];
    return conduct === undefined ? [] : [{ what, called, seconds, ...conduct }];
  }),
);
