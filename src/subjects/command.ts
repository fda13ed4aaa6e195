import { join } from 'node:path';
import type { Answer, AppendRequest, AppendSetting, Rewriter } from '../contract/index.ts';
import { FileError } from '../files/index.ts';
import { openCallFolder } from './call-folder.ts';
import type { CallFolder, Content } from './call-folder.ts';
import { usualOutputLimit } from './output-limit.ts';
import { runProcess } from './process.ts';
import type { ProcessEnd } from './process.ts';
import { tellingLineOf } from './said.ts';

/** Names of the files in the folder of a call. */
const FILES = { in: 'in.efi', out: 'out.efi', section: 'section.bin' } as const;

/** What a placeholder stands for in a call: what was asked, and the paths of its folder and its files. */
interface CallWords {
  readonly request: AppendRequest;
  readonly folder: string;
}

/** What may stand in a command, and what it means in a call. */
const MEANINGS = {
  in: ({ folder }: CallWords): string => join(folder, FILES.in),
  section: ({ folder }: CallWords): string => join(folder, FILES.section),
  out: ({ folder }: CallWords): string => join(folder, FILES.out),
  name: ({ request }: CallWords): string => request.name,
  characteristics: ({ request }: CallWords): string => `0x${request.characteristics.toString(16)}`,
  tmp: ({ folder }: CallWords): string => folder,
} as const;
type Placeholder = keyof typeof MEANINGS;
/** What must stand there, for without them there is no append. */
const REQUIRED = ['in', 'out', 'section'] as const;
/** All that stand for something. */
export const PLACEHOLDERS: readonly string[] = Object.keys(MEANINGS).map((name) => `{${name}}`);

/** What a command that is not told otherwise is expected to append: readable, initialised data named `.bpf`. */
const USUAL_NAME = '.bpf';
const USUAL_CHARACTERISTICS = 0x40000040;

/** A call that takes longer hangs, most likely. */
export const TIME_LIMIT_MS = 10_000;

/** A tool writes an output of that length, and perhaps a copy on the way; without room for it no call says anything. */
const ROOM_FACTOR = 3;

/** What a command is, and what bounds its calls. */
export interface CommandOptions {
  /** The program and its arguments, with placeholders such as `{in}`; no shell is involved. */
  readonly argv: readonly string[];
  /** Time after which one call is ended, in milliseconds; 10,000 unless given. */
  readonly timeLimitMs?: number;
  /** The most bytes of an output; unless given, four times what goes in and 8 MiB. */
  readonly outputLimit?: number;
  /** Ends calls at once; they are unavailable then, and so are all later ones. */
  readonly signal?: AbortSignal;
  /** Told of a folder of a call that could not be removed, and why. */
  readonly onLeftover?: (path: string, reason: string) => void;
}

/** The placeholders that a command lacks although no append can be asked for without them. */
export function missingPlaceholders(argv: readonly string[]): readonly string[] {
  return REQUIRED.filter((name) => !mentions(argv, name)).map((name) => `{${name}}`);
}

/** Words in braces that stand for nothing, such as `{nam}`, but for those of a shell; the command gets them as they are. */
export function oddPlaceholders(argv: readonly string[]): readonly string[] {
  const words = argv.flatMap((argument) => [...argument.matchAll(/(?<!\$)\{[A-Za-z]+\}/g)].map(([word]) => word));
  return [...new Set(words)].filter((word) => !PLACEHOLDERS.includes(word));
}

function mentions(argv: readonly string[], placeholder: Placeholder): boolean {
  return argv.some((argument) => argument.includes(`{${placeholder}}`));
}

/**
 * Makes a program look like a rewriter. Each call gets a fresh folder for its files that is removed afterwards, and
 * works in ours, so that scripts can be named by relative paths. The answer is what the program left, not what it says.
 * Where the machine fails to make, write or read those files, the program is not to blame: it is unavailable.
 */
export function commandSubject(options: CommandOptions): Rewriter {
  const { argv } = options;
  let tidied: Promise<void> | null = null;
  return {
    id: 'command',
    version: '',
    command: argv,
    fixed: {
      name: mentions(argv, 'name') ? null : USUAL_NAME,
      characteristics: mentions(argv, 'characteristics') ? null : USUAL_CHARACTERISTICS,
    },
    async append(image, request, setting) {
      try {
        const folder = await openCallFolder();
        try {
          await (tidied ??= folder.tidy());
          return await callIn(folder, options, image, request, setting);
        } finally {
          const left = await folder.remove();
          if (left !== null) options.onLeftover?.(left.place, left.reason);
        }
      } catch (cause) {
        if (cause instanceof FileError) return { kind: 'unavailable', detail: cause.message };
        throw cause;
      }
    },
  };
}

async function callIn(
  folder: CallFolder,
  { argv, timeLimitMs = TIME_LIMIT_MS, outputLimit, signal }: CommandOptions,
  image: Uint8Array,
  request: AppendRequest,
  { previousOutput }: AppendSetting,
): Promise<Answer> {
  await folder.write(FILES.in, image);
  await folder.write(FILES.section, request.content);
  if (previousOutput !== null) await folder.write(FILES.out, previousOutput);
  const needed = ROOM_FACTOR * (image.length + request.content.length);
  const room = await folder.room();
  if (room !== null && room < needed) {
    const detail = `${folder.path}: its disk has room for ${room} bytes, but a call may need ${needed}; set TMPDIR to another folder`;
    return { kind: 'unavailable', detail };
  }
  const words = { request, folder: folder.path };
  const end = await runProcess(
    argv.map((argument) => fillIn(argument, words)),
    { timeLimitMs, mark: folder.path, ...(signal === undefined ? {} : { signal }) },
  );
  const detail = describe(end, folder.path, timeLimitMs);
  if (end.kind === 'not-started' || end.kind === 'interrupted') return { kind: 'unavailable', detail };
  const late = end.kind === 'timed-out' ? ({ late: true } as const) : {};
  const inputs = [
    { what: 'image', name: FILES.in, bytes: image },
    { what: 'content', name: FILES.section, bytes: request.content },
  ];
  for (const { what, name, bytes } of inputs) {
    if (holds(await folder.read(name, bytes.length), bytes)) continue;
    const change = `the ${what} file was changed (${detail})`;
    return { kind: 'misbehaved', what: 'changed-input', detail: change, ...late };
  }
  const limit = Math.max(outputLimit ?? usualOutputLimit(image, request.content), previousOutput?.length ?? 0);
  const content = await folder.read(FILES.out, limit);
  if (content.kind === 'too-long') {
    const size = `an output of ${content.length} bytes, more than ${limit} (${detail})`;
    return { kind: 'misbehaved', what: 'oversized-output', detail: size, ...late };
  }
  const written = content.kind === 'bytes' && (previousOutput === null || !holds(content, previousOutput));
  const why = content.kind === 'absent' && content.because !== null ? `no output was read: ${content.because} (` : '';
  return answerFrom(end, why === '' ? detail : `${why}${detail})`, written ? content.bytes : null);
}

function holds(content: Content, bytes: Uint8Array): boolean {
  return content.kind === 'bytes' && content.bytes.equals(bytes);
}

/** @param output what the program wrote, or `null` when it wrote nothing */
function answerFrom(end: ProcessEnd, detail: string, output: Buffer | null): Answer {
  if (end.kind === 'timed-out') return { kind: 'timed-out', detail };
  if (end.kind === 'killed') return { kind: 'crashed', detail };
  if (end.kind === 'exited' && end.status === 0) {
    return output === null ? { kind: 'misbehaved', what: 'no-output', detail } : { kind: 'rewritten', bytes: output };
  }
  if (output !== null) return { kind: 'misbehaved', what: 'left-output', detail };
  return { kind: 'refused', code: end.kind === 'exited' ? `exit-${end.status}` : end.kind, detail };
}

function fillIn(argument: string, words: CallWords): string {
  return argument.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    return isPlaceholder(name) ? MEANINGS[name](words) : whole;
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(MEANINGS, name);
}

/** One sentence on how the process ended, without the folder's name, which is another one at each call. */
function describe(end: ProcessEnd, folder: string, timeLimitMs: number): string {
  if (end.kind === 'not-started') return end.reason;
  if (end.kind === 'interrupted') return 'the call was cut short';
  const said = tellingLineOf(end.output.replaceAll(`${folder}/`, '').replaceAll(folder, '.'));
  switch (end.kind) {
    case 'exited':
      return `exit status ${end.status}: ${said}`;
    case 'killed':
      return `ended by ${end.signal}: ${said}`;
    case 'timed-out':
      return `still running after ${timeLimitMs / 1000} s: ${said}`;
  }
}
