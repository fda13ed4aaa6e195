import { stat } from 'node:fs/promises';
import { FileError, readPipe, reasonOf } from '../../files/index.ts';
import { printable } from '../../page/index.ts';
import { appendSectionsFile, planAppendFile } from '../../rewriter/index.ts';
import type { AppendPlan, FileAppendRequest, Refusal, RefusalCode } from '../../rewriter/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import type { SectionOption } from '../section-option.ts';
import {
  STANDARD_STREAM,
  STREAM_LIMIT,
  readStandardInput,
  refuseStandardInput,
  refuseStandardOutput,
} from '../standard-streams.ts';
import { guardOutput } from './append/guard-output.ts';
import { overlayText, planJson, planText, unalignedText } from './append/plan-text.ts';

export interface AppendOptions {
  readonly name: string;
  readonly section: readonly SectionOption[];
  readonly characteristics: number;
  readonly stripSignature?: true;
  readonly anyPe?: true;
  readonly keepOverlayOffset?: true;
  readonly force?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** One call: an image, the sections to append in their order, and where the outcome goes. */
export interface AppendCall {
  readonly image: string;
  readonly output: string;
  readonly sections: readonly SectionOption[];
}

/** What to pass where the refusal can be lifted. */
const LIFTED_BY: Partial<Record<RefusalCode, string>> = {
  'signed-image': '--strip-signature removes it',
  'not-zboot': '--any-pe accepts it',
};

/** What a moved overlay may lead to. */
const OVERLAY_WARNING =
  'a program that finds its overlay by a fixed file offset no longer will; use --keep-overlay-offset to refuse instead.';

/**
 * Reads the arguments: an image, a content unless there are other sections, and an output.
 *
 * @param name whether --name was given, which without a content would name nothing
 * @returns the call, or a sentence on what is wrong with the arguments
 */
export function appendCall(
  image: string,
  files: readonly string[],
  { name: contentName, section }: AppendOptions,
  name: 'given' | 'default',
): AppendCall | string {
  const [first, second] = files;
  const paths = [...files.slice(0, -1), ...section.map(({ path }) => path)];
  if (paths.filter((path) => path === STANDARD_STREAM).length > 1) {
    return 'standard input can be the content of one section only';
  }
  if (first === undefined || files.length > 2) {
    return `append takes an image, a content and an output, but ${files.length + 1} files were given`;
  }
  if (second !== undefined) {
    return { image, output: second, sections: [{ name: contentName, path: first }, ...section] };
  }
  if (section.length === 0) {
    return `append takes an image, a content and an output, but only ${image} and ${first} were given`;
  }
  if (name === 'given') {
    return '--name names the section of the content argument, but none was given; --section carries its own name';
  }
  return { image, output: first, sections: section };
}

/** Appends sections to an image on disk, or shows what would be done. The output is whole or absent. */
export async function append(call: AppendCall, options: AppendOptions, io: Io): Promise<ExitCode> {
  const { image, output, sections } = call;
  refuseStandardInput(image, 'image');
  refuseStandardOutput(output, 'output');
  if (options.force !== true && options.dryRun !== true) {
    await guardOutput(
      output,
      sections.map(({ path }) => path),
    );
  }
  const requests: FileAppendRequest[] = [];
  for (const { name, path } of sections) {
    requests.push({ name, content: await contentOf(path), characteristics: options.characteristics });
  }
  const abort = new AbortController();
  const forget = io.onInterrupt(() => {
    abort.abort();
  });
  try {
    const allowed = {
      stripSignature: options.stripSignature === true,
      anyPe: options.anyPe === true,
      keepOverlayOffset: options.keepOverlayOffset === true,
    };
    if (options.dryRun === true) {
      const plan = await planAppendFile(image, requests, allowed);
      return plan.kind === 'refused' ? refused(call, plan, options, io) : planned(call, plan, options, io);
    }
    const result = await appendSectionsFile(image, output, requests, {
      ...allowed,
      ...(options.force === true ? { overContent: true } : {}),
      signal: abort.signal,
    });
    return result.kind === 'refused' ? refused(call, result, options, io) : done(call, result.plan, options, io);
  } catch (cause) {
    if (!abort.signal.aborted || cause !== abort.signal.reason) throw cause;
    io.err(`zbootkit: interrupted; ${printable(output)} is as it was.\n`);
    return EXIT.interrupted;
  } finally {
    forget();
  }
}

/** A content: a path that is read when it is needed, or the bytes of a pipe, which can be read only once. */
async function contentOf(path: string): Promise<string | Uint8Array> {
  try {
    if (path === STANDARD_STREAM) return await readStandardInput('content');
    return (await stat(path)).isFIFO() ? await readPipe(path, 'content', STREAM_LIMIT) : path;
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new UsageError(`${path}: the content cannot be read: ${reasonOf(cause)}.`);
  }
}

function refused({ image, output }: AppendCall, refusal: Refusal, { json }: AppendOptions, io: Io): ExitCode {
  const { code, detail } = refusal;
  const hint = LIFTED_BY[code];
  if (json === true) io.out(planJson({ outcome: 'refused', image, output, code, detail }));
  else io.err(`${printable(image)}: refused (${code}): ${printable(detail)}${hint === undefined ? '' : ` ${hint}.`}\n`);
  return EXIT.nonconformant;
}

function planned({ image, output }: AppendCall, plan: AppendPlan, { json, quiet }: AppendOptions, io: Io): ExitCode {
  if (json !== true && quiet !== true) warn(output, plan, io);
  if (json === true) io.out(planJson({ outcome: 'planned', image, output, plan }));
  else io.out(planText(printable(image), printable(output), plan));
  return EXIT.conformant;
}

/** What may surprise whoever uses the output, though nothing in it is wrong. */
function warn(output: string, plan: AppendPlan, io: Io): void {
  const shown = printable(output);
  if (plan.movedOverlay !== null) io.err(`${shown}: warning: ${OVERLAY_WARNING}\n`);
  const unaligned = unalignedText(plan);
  if (unaligned !== null) io.err(`${shown}: warning: ${printable(unaligned)}\n`);
}

function done({ image, output, sections }: AppendCall, plan: AppendPlan, options: AppendOptions, io: Io): ExitCode {
  if (options.json === true) io.out(planJson({ outcome: 'rewritten', image, output, plan }));
  if (options.quiet === true || options.json === true) return EXIT.conformant;
  const names = sections.map(({ name }) => name).join(', ');
  const stripped = plan.removed === null ? '' : `signature of ${plan.removed.length} bytes removed, `;
  const { inputLength, outputLength, movedOverlay: overlay } = plan;
  const moved = overlay === null ? '' : `; ${overlayText(overlay)}`;
  io.err(
    `${printable(output)}: ${stripped}${printable(names)} appended, ${inputLength} -> ${outputLength} bytes${moved}.\n`,
  );
  warn(output, plan, io);
  return EXIT.conformant;
}
