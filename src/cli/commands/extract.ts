import { extractPayload } from '../../extraction/index.ts';
import type { NotExtracted } from '../../extraction/index.ts';
import { isSameFile, modeOfNew, reasonOf } from '../../files/index.ts';
import { escapedJson, grouped, printable } from '../../page/index.ts';
import { readImage } from '../../reader/index.ts';
import { formatSpan } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { readInput, writeUnlessInterrupted } from '../files.ts';
import { areOfImage } from '../image-start.ts';
import type { Io } from '../io.ts';
import { STANDARD_STREAM } from '../standard-streams.ts';

export interface ExtractOptions {
  readonly raw?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Writes the payload of an image on disk, decompressed or as stored. The output is whole or absent. */
export async function extract(path: string, output: string, options: ExtractOptions, io: Io): Promise<ExitCode> {
  await refuseOutput(path, output, options, io);
  const input = await readInput(path, 'image');
  const reading = readImage(input);
  if (!reading.ok) {
    const { path: field, expected, actual } = reading.fault;
    const found = `${field} needs ${expected}, found ${actual}`;
    if (areOfImage(input))
      return nothing({ path, output, reason: `its headers cannot be read: ${found}` }, options, io);
    throw new UsageError(
      `${path}: the image is not a PE image: ${found}; name a whole zboot image, such as vmlinuz.efi.`,
    );
  }
  const extraction = extractPayload(reading.image, options.raw === true ? 'stored' : 'decompressed');
  if (extraction.kind !== 'extracted') {
    const reason = reasonText(extraction);
    if (extraction.kind === 'unsupported') throw new UsageError(`${path}: ${reason}.`);
    return nothing({ path, output, reason }, options, io);
  }
  const { bytes, payload } = extraction;
  if (output === STANDARD_STREAM) await writeOut(bytes, io);
  else {
    // An image may be more private or executable than what is in it.
    const mode = modeOfNew('file');
    if ((await writeUnlessInterrupted(output, bytes, mode, io)) === 'interrupted') return EXIT.interrupted;
  }
  const compressionType = reading.image.zbootHeader.compressionType.value;
  const raw = options.raw === true;
  const decompressedLength = raw ? null : bytes.length;
  const done: Done = { outcome: 'extracted', image: path, output, compressionType, payload, raw, decompressedLength };
  if (options.json === true) io.out(documentOf(done));
  else if (options.quiet !== true) io.err(sentenceOf(done));
  return EXIT.conformant;
}

/** What a call has written. */
interface Done {
  readonly outcome: 'extracted';
  readonly image: string;
  readonly output: string;
  readonly compressionType: string;
  readonly payload: Span;
  /** Whether the payload was written as stored. */
  readonly raw: boolean;
  /** Bytes of the output; null when it was written as stored. */
  readonly decompressedLength: number | null;
}

/** Why a call has written nothing. */
interface Broken {
  readonly outcome: 'broken';
  readonly image: string;
  readonly output: string;
  readonly reason: string;
}

/** Says why nothing is extracted from a broken image. */
function nothing(
  { path, output, reason }: { readonly path: string; readonly output: string; readonly reason: string },
  { json }: ExtractOptions,
  io: Io,
): ExitCode {
  if (json === true) io.out(documentOf({ outcome: 'broken', image: path, output, reason }));
  else io.err(`${printable(path)}: nothing extracted: ${printable(reason)}.\n`);
  return EXIT.nonconformant;
}

/** Refuses, before anything is read, an output that would be lost, unreadable or mixed with something else. */
async function refuseOutput(path: string, output: string, { json }: ExtractOptions, io: Io): Promise<void> {
  if (output !== STANDARD_STREAM) {
    if (await isSameFile(path, output)) {
      throw new UsageError(`${output}: the output is the image itself, which would be lost; name another file.`);
    }
    return;
  }
  if (json === true) {
    throw new UsageError('--json and the output "-" cannot be combined: both write to standard output; name a file.');
  }
  if (io.outIsTerminal) {
    throw new UsageError('the output "-" is a terminal, which a kernel would garble; redirect it or name a file.');
  }
}

/** Why nothing was extracted, and which option has the payload nevertheless. */
function reasonText({ kind, reason, remedy }: NotExtracted): string {
  if (remedy === null) return reason;
  if (remedy.program !== null) return `${reason}; pass --raw and decode it with "${remedy.program}"`;
  return `${reason}; pass --raw to get ${kind === 'unsupported' ? 'the payload' : 'it'} as stored`;
}

async function writeOut(bytes: Uint8Array, io: Io): Promise<void> {
  try {
    await io.outBytes(bytes);
  } catch (cause) {
    throw new UsageError(`standard output cannot be written: ${reasonOf(cause)}.`);
  }
}

function sentenceOf({ output, compressionType, payload, decompressedLength }: Done): string {
  const target = output === STANDARD_STREAM ? 'standard output' : printable(output);
  const what = `${target}: ${printable(compressionType)} payload at ${formatSpan(payload)}`;
  const length = grouped(payload.length);
  return decompressedLength === null
    ? `${what} written as stored, ${length} bytes.\n`
    : `${what} decompressed, ${length} -> ${grouped(decompressedLength)} bytes.\n`;
}

function documentOf(outcome: Done | Broken): string {
  return `${escapedJson(JSON.stringify({ format: 'zbootkit-extract', version: 1, ...outcome }, null, 2))}\n`;
}
