import type { BadSubject, Conduct } from './bad-subject.ts';

/** A command that does what no command should, and no harness can. */
type HostileCommand = Conduct & Pick<BadSubject, 'what'>;

/** Rules that a mere copy does not break, so that the campaign has four calls and nothing to shrink. */
const AS_A_COPY = { status: 4, answers: /^rewritten 2$/, flags: ['--rule', 'PR-FIL-*'] };
/** Shell that goes on in the first call only, for what takes its time. */
const ONCE = '[ ! -s "$place/calls" ] || exit 0; printf x >"$place/calls"';
/** As a copy, in three calls. */
const AS_ONE_COPY = { status: 4, answers: /^rewritten 1$/, flags: ['--runs', '1', ...AS_A_COPY.flags] };
/** What comes of it depends on who is faster, and is wrong in any case. */
const RACING = {
  status: 1,
  answers: /^(?:rewritten|misbehaved)/,
  // A copy lacks the section, and half a copy, or nothing, is no image.
  flags: ['PR-FIL-*', 'PR-COF-001', 'PE-DOS-*', 'PE-OPT-001', 'PE-OPT-002'].flatMap((rule) => ['--rule', rule]),
};
const HANGING = { status: 3, answers: /^timed-out 2$/, timeLimit: '1s' };
/** Shell that hangs, ended by nothing but SIGKILL. */
export const HANG = "trap '' TERM INT HUP QUIT; while :; do :; done";

function misbehaving(code: string): Pick<Conduct, 'status' | 'answers'> {
  return { status: 1, answers: new RegExp(`^misbehaved ${code} 2$`) };
}

const OUTPUTS: readonly HostileCommand[] = [
  { what: 'leaves a link to a device', script: 'ln -sf /dev/zero "$out"', ...misbehaving('no-output') },
  {
    // In two calls: each one that is made to shrink the case would take its time too.
    what: 'writes until it is ended',
    script:
      'printf x >>"$place/calls"; while truncate -s +64M "$out"; do [ "$(wc -c <"$place/calls")" -lt 3 ] || exit 0; done',
    flags: ['--runs', '1'],
    timeLimit: '3s',
    status: 1,
    answers: /^misbehaved oversized-output 1$/,
  },
  {
    what: 'leaves a link to a file that cannot be read',
    script: 'ln -sf /sys/bus/clocksource/uevent "$out"',
    ...misbehaving('no-output'),
  },
  { what: 'leaves a link to itself', script: 'ln -sf "$out" "$out"', ...misbehaving('no-output') },
  {
    what: 'leaves folders that let nobody in',
    script: 'rm -f "$out"; mkdir -p "$out/a/b"; : >"$out/a/b/c"; chmod 000 "$out/a/b"; chmod 555 "$out/a" "$out"',
    ...misbehaving('no-output'),
  },
  { what: 'leaves a second name of its input', script: 'ln -f "$in" "$out"', status: 1, answers: /^rewritten 2$/ },
  {
    what: 'makes its output longer while it is read',
    script: `cp "$in" "$out"; daemon 'while truncate -cs +512 "$out"; do [ -d "$tmp" ] || exit; done' >/dev/null 2>&1`,
    ...RACING,
  },
  {
    what: 'writes its output anew while it is read',
    script: `cp "$in" "$out"; daemon 'while cp "$in" "$out"; do :; done' >/dev/null 2>&1`,
    ...RACING,
  },
];

const INPUTS: readonly HostileCommand[] = [
  {
    what: 'replaces its input by a link to a device',
    script: 'ln -sf /dev/zero "$in"',
    ...misbehaving('changed-input'),
  },
  { what: 'replaces its input by a pipe', script: 'rm "$in"; mkfifo "$in"', ...misbehaving('changed-input') },
  {
    what: 'replaces its input by a link to a file that cannot be read',
    script: 'ln -sf /sys/bus/clocksource/uevent "$in"',
    ...misbehaving('changed-input'),
  },
  {
    what: 'changes its inputs when it has ended',
    script: `cp "$in" "$out"; (while kill -0 $$; do :; done; : >"$in"; echo x >>"$section"; ln -sf /dev/zero "$in") 2>/dev/null &`,
    ...RACING,
  },
  {
    what: 'changes its inputs when it has ended and its group too',
    script: `cp "$in" "$out"; export parent=$$; daemon 'while kill -0 "$parent"; do :; done; : >"$in"; echo x >>"$section"; ln -sf /dev/zero "$in"' 2>/dev/null`,
    ...RACING,
  },
];

const FOLDERS: readonly HostileCommand[] = [
  { what: 'removes its folder', script: 'rm -rf "$tmp"', ...misbehaving('changed-input') },
  { what: 'moves its folder away', script: 'mv "$tmp" "$tmp.moved"', ...misbehaving('changed-input') },
  {
    what: 'replaces its folder by a link to another',
    script: 'rm -rf "$tmp"; ln -s "$place/canary" "$tmp"',
    ...misbehaving('changed-input'),
  },
  {
    what: 'moves its folder away and links another to its place, with all that a right answer has',
    script: `mkdir -p "$place/other"; cp "$in" "$section" "$place/other/"; cp "$in" "$place/other/out.efi"
      mv "$tmp" "$place/moved"; ln -s "$place/other" "$tmp"`,
    ...misbehaving('changed-input'),
  },
  { what: 'replaces its folder by a file', script: 'rm -rf "$tmp"; : >"$tmp"', ...misbehaving('changed-input') },
  { what: 'closes its folder', script: 'chmod 000 "$tmp"', ...misbehaving('(?:no-output|changed-input)') },
  {
    what: 'makes folders that let nobody in, with links to other folders',
    script:
      'cp "$in" "$out"; cd "$tmp"; mkdir -p shut/b; ln -s "$place/canary" shut/b/way; ln -s "$place/canary" shut/way; chmod 000 shut/b shut',
    ...AS_A_COPY,
  },
  {
    what: 'makes folders that let nobody in, with names that are no text',
    script: `cp "$in" "$out"; cd "$tmp"; d="$(printf 'x\\377\\033')"; mkdir -p "$d/$d"; : >"$d/$d/$d"; chmod 000 "$d/$d" "$d"`,
    ...AS_A_COPY,
  },
  {
    what: 'makes a tree of 2,100 levels',
    script: `cp "$in" "$out"; ${ONCE}; mkdir -p "$tmp/$(printf 'd/%.0s' $(seq 2100))"`,
    ...AS_ONE_COPY,
  },
  {
    what: 'makes 20,000 files',
    script: `cp "$in" "$out"; ${ONCE}; mkdir "$tmp/many"; cd "$tmp/many"; seq 20000 | xargs touch`,
    ...AS_ONE_COPY,
  },
  {
    what: 'makes 1,000 files with names of newlines and escapes',
    script: `cp "$in" "$out"; cd "$tmp"; printf '\\n\\033[2J\\377\\302\\233%d\\0' $(seq 1000) | xargs -0 touch`,
    ...AS_A_COPY,
  },
];

const SPEECH: readonly HostileCommand[] = [
  {
    what: 'prints one line of a megabyte',
    script: 'head -c 1M /dev/zero | tr "\\0" x; exit 7',
    status: 1,
    answers: /^refused exit-7 2$/,
  },
  {
    what: 'prints what acts on a terminal, and what is no text',
    script: `printf '\\033]0;mine\\007\\033[2J\\302\\233\\377\\376\\000\\342\\200\\256\\r\\t\\b' | tee /dev/stderr; exit 7`,
    status: 1,
    answers: /^refused exit-7 2$/,
  },
];

const PROCESSES: readonly HostileCommand[] = [
  { what: 'stops itself', script: 'kill -STOP $$', ...HANGING },
  {
    what: 'takes memory and processor',
    script: `(ulimit -v 500000; tail /dev/zero) 2>/dev/null; ${HANG}`,
    ...HANGING,
  },
  {
    what: 'leaves a daemon that prints without end',
    script: 'cp "$in" "$out"; daemon "exec yes"',
    ...AS_ONE_COPY,
  },
  {
    what: 'leaves a daemon that makes its folder again',
    script: `cp "$in" "$out"; daemon 'while :; do mkdir -p "$tmp/x"; done' >/dev/null 2>&1`,
    ...AS_A_COPY,
  },
  {
    what: 'leaves 200 processes, half of them in groups of their own',
    script: `cp "$in" "$out"; mkfifo "$tmp/up"
      for n in $(seq 100); do setsid sh -c 'echo up; exec sleep 600' >"$tmp/up" & sleep 600 >/dev/null & done 2>/dev/null
      head -n 100 <"$tmp/up" >/dev/null`,
    ...AS_A_COPY,
  },
  { what: 'kills its group', script: 'sleep 600 & kill -KILL 0', status: 1, answers: /^crashed 2$/ },
  { what: 'interrupts its group', script: 'sleep 600 & kill -INT 0; wait', status: 1, answers: /^crashed 2$/ },
  {
    what: 'ends the campaign',
    script: `daemon 'while :; do mkdir -p "$tmp/x"; done' >/dev/null 2>&1; kill -TERM $PPID; ${HANG}`,
    status: 130,
    answers: /^$/,
  },
  {
    what: 'ends the campaign and gives it no time',
    script: `daemon 'while :; do mkdir -p "$tmp/x"; done' >/dev/null 2>&1; while :; do kill -TERM $PPID; done`,
    status: 130,
    answers: /^$/,
  },
  {
    // What ignores a signal, and what signals that are beyond 31 end, comes to its exit; those that stop it would hang.
    what: 'ends in every way there is',
    script: `ulimit -c 0; [ -e "$out" ] && exit 1; n=$(wc -c <"$place/calls"); printf x >>"$place/calls"
      [ "$n" -lt 256 ] && exit "$n"; set -- 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 24 25 26 27 29 30 31
      shift $((n - 256)); kill -"$1" $$`,
    flags: ['--runs', '279', '--jobs', '1', '--rule', 'PR-FIL-*'],
    status: 1,
    answers: new RegExp('^crashed 23, misbehaved no-output 1(?:, refused exit-\\d+ 1){255}$'),
  },
];

/** What commands can do to files and processes that a harness has no part in. */
export const HOSTILE_COMMANDS: readonly HostileCommand[] = [...OUTPUTS, ...INPUTS, ...FOLDERS, ...SPEECH, ...PROCESSES];
