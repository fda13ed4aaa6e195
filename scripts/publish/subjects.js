/**
 * The tools of the public table, in the order of its columns. A row is all that is said of a tool before it runs:
 *
 * - `name`, and `from`: where it is had (scripts/publish/obtain.js);
 * - `call`: the words of `verify` that make it append. A command is a bare name that is found through PATH, or a path below
 *   the project, so that what is published names no place of the machine that it was made on;
 * - `options`: what else `verify` is told, and `notTried`: what a reader should not take for tried because of that;
 * - `note`: how it is meant to be read.
 *
 * @typedef {{ readonly kind: 'own' }
 *   | { readonly kind: 'npm', readonly package: string }
 *   | { readonly kind: 'debian', readonly suite: string, readonly package: string, readonly program: string,
 *       readonly as: string }
 *   | { readonly kind: 'debian-python', readonly suite: string, readonly packages: readonly [string, ...string[]],
 *       readonly script: string | null, readonly as: string }
 *   | { readonly kind: 'builder', readonly variable: string, readonly program: string }} From
 * @typedef {{
 *   readonly id: string,
 *   readonly name: string,
 *   readonly from: From,
 *   readonly call: readonly string[],
 *   readonly options: readonly string[],
 *   readonly notTried: readonly string[],
 *   readonly note: string,
 * }} Subject
 */

const WHOLE = { options: [], notTried: [], note: '' };

const objcopy = (id, suite) => ({
  id,
  name: 'GNU objcopy',
  from: { kind: 'debian', suite, package: 'binutils-multiarch', program: 'objcopy', as: 'objcopy' },
  call: ['--tool', 'objcopy'],
  ...WHOLE,
});

const llvmObjcopy = (version, suite) => ({
  id: `llvm-objcopy-${version}`,
  name: 'llvm-objcopy',
  from: {
    kind: 'debian',
    suite,
    package: `llvm-${version}`,
    program: `llvm-objcopy-${version}`,
    as: 'llvm-objcopy',
  },
  call: ['--tool', 'llvm-objcopy'],
  ...WHOLE,
});

/** Random cases of a tool that takes a third of a second for each call. */
const SLOW_RUNS = '500';

/** What a section around a resource cannot keep: it has the content inside and not alone, and a directory leads to it. */
const OF_RESOURCES = ['PR-NEW-003', 'PR-NEW-005', 'PR-DIR-001', 'PR-META-*', 'PR-REF-001'];

/** @type {readonly Subject[]} */
export const SUBJECTS = [
  { id: 'builtin', name: 'zbootkit append', from: { kind: 'own' }, call: [], ...WHOLE },
  {
    id: 'kexec-builder',
    name: 'zboot_image_builder of the kexec list',
    from: { kind: 'builder', variable: 'ZBOOTKIT_KEXEC_BUILDER', program: 'zib' },
    call: ['--', 'zib', '{in}', '{section}', '{out}'],
    ...WHOLE,
  },
  objcopy('objcopy-2.40', 'bookworm'),
  objcopy('objcopy-newest', 'sid'),
  llvmObjcopy(14, 'bookworm'),
  llvmObjcopy(19, 'trixie'),
  llvmObjcopy(22, 'sid'),
  {
    id: 'ukify-newest',
    name: 'ukify',
    from: {
      kind: 'debian-python',
      suite: 'sid',
      packages: ['systemd-ukify', 'python3-pefile'],
      script: 'usr/lib/systemd/ukify',
      as: 'ukify',
    },
    call: ['--tool', 'ukify'],
    // On one hostile image it takes a gigabyte of memory in a second, for as long as it may.
    options: ['--runs', SLOW_RUNS, '--time-limit', '10s'],
    notTried: [`more than ${SLOW_RUNS} random cases, for a call takes a third of a second`],
    note: '',
  },
  {
    id: 'pe-library',
    name: 'pe-library of npm',
    from: { kind: 'npm', package: 'pe-library' },
    call: ['--harness', '--', 'node', 'examples/rewriters/pe-library.mjs'],
    ...WHOLE,
    note: 'A script of ours calls it; a section can be added only as that of a data directory, which the script clears again.',
  },
  {
    id: 'resedit',
    name: 'resedit of npm',
    from: { kind: 'npm', package: 'resedit' },
    call: ['--harness', '--', 'node', 'examples/rewriters/resedit.mjs'],
    options: OF_RESOURCES.flatMap((rule) => ['--exclude-rule', rule]),
    notTried: ['what a section around a resource cannot keep: the content alone, no directory to it, a second append'],
    note: 'It edits resources: the content goes into one, and that into a section with the name that is asked for.',
  },
  {
    id: 'pefile',
    name: 'a script with pefile',
    from: { kind: 'debian-python', suite: 'sid', packages: ['python3-pefile'], script: null, as: 'python3' },
    call: ['--harness', '--', 'python3', 'examples/rewriters/append_pefile.py'],
    ...WHOLE,
    note: 'The script is ours and does what scripts of this kind do; pefile only reads and writes fields for it.',
  },
];
