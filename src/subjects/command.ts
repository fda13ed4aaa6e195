import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, AppendRequest, AppendSetting, Rewriter } from '../contract/index.ts';
import { runProcess } from './process.ts';
import type { ProcessEnd } from './process.ts';

/** What may stand in a command; `in`, `out` and `section` must, for without them there is no append. */
const PLACEHOLDERS = ['in', 'out', 'section', 'name', 'characteristics', 'tmp'] as const;
const REQUIRED = ['in', 'out', 'section'] as const;

/** What a command that is not told otherwise is expected to append: readable, initialised data named `.bpf`. */
const USUAL_NAME = '.bpf';
const USUAL_CHARACTERISTICS = 0x40000040;

export interface CommandOptions {
  /** The program and its arguments, with placeholders such as `{in}`; no shell is involved. */
  readonly argv: readonly string[];
  /** Time after which one call is ended, in milliseconds. */
  readonly timeLimitMs: number;
}

/** The placeholders that a command lacks although no append can be asked for without them. */
export function missingPlaceholders(argv: readonly string[]): readonly string[] {
  return REQUIRED.filter((name) => !mentions(argv, name)).map((name) => `{${name}}`);
}

function mentions(argv: readonly string[], placeholder: (typeof PLACEHOLDERS)[number]): boolean {
  return argv.some((argument) => argument.includes(`{${placeholder}}`));
}

/**
 * Makes a program look like a rewriter. Each call gets a fresh folder for its files that is removed afterwards, and
 * works in ours, so that scripts can be named by relative paths. The answer is what the program left, not what it says.
 */
export function commandSubject({ argv, timeLimitMs }: CommandOptions): Rewriter {
  return {
    id: 'command',
    version: '',
    command: argv,
    fixed: {
      name: mentions(argv, 'name') ? null : USUAL_NAME,
      characteristics: mentions(argv, 'characteristics') ? null : USUAL_CHARACTERISTICS,
    },
    async append(image, request, setting) {
      const folder = await mkdtemp(join(tmpdir(), 'zbootkit-'));
      try {
        return await callIn(folder, argv, timeLimitMs, image, request, setting);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function callIn(
  folder: string,
  argv: readonly string[],
  timeLimitMs: number,
  image: Uint8Array,
  request: AppendRequest,
  { previousOutput }: AppendSetting,
): Promise<Answer> {
  const files = { in: join(folder, 'in.efi'), out: join(folder, 'out.efi'), section: join(folder, 'section.bin') };
  await writeFile(files.in, image);
  await writeFile(files.section, request.content);
  if (previousOutput !== null) await writeFile(files.out, previousOutput);
  const characteristics = `0x${request.characteristics.toString(16)}`;
  const values = { ...files, name: request.name, characteristics, tmp: folder };
  const end = await runProcess(
    argv.map((argument) => fillIn(argument, values)),
    { folder: process.cwd(), timeLimitMs },
  );
  const detail = describe(end, folder, timeLimitMs);
  if (end.kind === 'not-started') return { kind: 'unavailable', detail };
  const inputs = [
    { name: 'image', path: files.in, bytes: image },
    { name: 'content', path: files.section, bytes: request.content },
  ];
  for (const { name, path, bytes } of inputs) {
    if ((await readOrNull(path))?.equals(bytes) === true) continue;
    return { kind: 'misbehaved', what: 'changed-input', detail: `the file of the ${name} was changed (${detail})` };
  }
  return answerFrom(end, detail, await readOrNull(files.out), previousOutput);
}

function answerFrom(end: ProcessEnd, detail: string, output: Buffer | null, previous: Uint8Array | null): Answer {
  if (end.kind === 'timed-out') return { kind: 'timed-out', detail };
  if (end.kind === 'killed') return { kind: 'crashed', detail };
  const written = output !== null && (previous === null || !output.equals(previous));
  if (end.kind === 'exited' && end.status === 0) {
    return written ? { kind: 'rewritten', bytes: output } : { kind: 'misbehaved', what: 'no-output', detail };
  }
  if (written) return { kind: 'misbehaved', what: 'left-output', detail };
  return { kind: 'refused', code: end.kind === 'exited' ? `exit-${end.status}` : end.kind, detail };
}

function fillIn(argument: string, values: Readonly<Record<(typeof PLACEHOLDERS)[number], string>>): string {
  return argument.replace(/\{(in|out|section|name|characteristics|tmp)\}/g, (whole, name: string) => {
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    return known === undefined ? whole : values[known];
  });
}

/** One sentence on how the process ended, without the folder's name, which is another one at each call. */
function describe(end: ProcessEnd, folder: string, timeLimitMs: number): string {
  if (end.kind === 'not-started') return end.reason;
  const lines = end.output.replaceAll(`${folder}/`, '').replaceAll(folder, '.').split('\n');
  const said = lines.map((line) => line.trim()).find((line) => line !== '') ?? 'nothing was printed';
  switch (end.kind) {
    case 'exited':
      return `exit status ${end.status}: ${said}`;
    case 'killed':
      return `ended by ${end.signal}: ${said}`;
    case 'timed-out':
      return `still running after ${timeLimitMs / 1000} s: ${said}`;
  }
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    // Reading a pipe would wait for a writer that never comes.
    return (await stat(path)).isFile() ? await readFile(path) : null;
  } catch {
    // A file that is not there is no output.
    return null;
  }
}
