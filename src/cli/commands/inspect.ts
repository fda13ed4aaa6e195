import { isSameFile } from '../../files/index.ts';
import { inspectImage } from '../../inspection/model/index.ts';
import type { Inspection } from '../../inspection/model/index.ts';
import type { Part } from '../../inspection/text/index.ts';
import { readImage } from '../../reader/index.ts';
import type { Unreadable } from '../../reader/index.ts';
import { formatSpan, hex } from '../../results/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { writeUnlessInterrupted } from '../files.ts';
import { openImage } from '../image-source.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';

export interface InspectOptions {
  readonly regions?: true;
  readonly headers?: true;
  readonly sections?: true;
  readonly tables?: true;
  readonly json?: true;
  /** The drawing's file, or `true` for standard output. */
  readonly svg?: true | string;
  readonly color: boolean;
}

/** Permissions of a drawing, which everybody may read as a report may be. */
const DRAWING_MODE = 0o644;
const PARTS: readonly Part[] = ['regions', 'headers', 'sections', 'tables'];

/**
 * Tells all that the headers of an image say, as text, as JSON or as a drawing. Nothing but headers is read.
 *
 * @throws UsageError when the file is no PE image
 * @throws FileError when it cannot be read or the drawing cannot be written
 */
export async function inspect(path: string, options: InspectOptions, io: Io): Promise<ExitCode> {
  if (typeof options.svg === 'string' && (await isSameFile(options.svg, path))) {
    throw new UsageError(`${path}: the drawing would overwrite the image; choose another name.`);
  }
  const file = await openImage(path, 'image');
  try {
    const reading = readImage(file.source);
    if (!reading.ok) throw await unreadable(path, reading, options, io);
    const rendered = await render(inspectImage(path, reading.image), options, io);
    file.confirmUnchanged();
    if (typeof options.svg !== 'string') io.out(rendered);
    else if ((await writeUnlessInterrupted(options.svg, rendered, DRAWING_MODE, io)) === 'interrupted') {
      return EXIT.interrupted;
    }
  } finally {
    file.close();
  }
  return EXIT.conformant;
}

/** What to say of a file that is not an image, after its zboot header where the text is asked for and there is one. */
async function unreadable(path: string, reading: Unreadable, options: InspectOptions, io: Io): Promise<UsageError> {
  if (options.json !== true && options.svg === undefined) {
    const { renderUnreadable } = await import('../../inspection/text/index.ts');
    io.out(renderUnreadable(reading, { width: io.columns, colour: colourOf(io, options) }));
  }
  const { path: field, at, expected, actual } = reading.fault;
  // Signatures and offsets are hexadecimal wherever they are named; counts are not.
  const found = typeof actual === 'number' && /0x|offset/.test(expected) ? hex(actual) : actual;
  return new UsageError(
    `${path}: the image is not a PE image: ${field} at ${formatSpan(at)} needs ${expected}, found ${found}; ` +
      'name a whole PE image, such as vmlinuz.efi.',
  );
}

async function render(inspection: Inspection, options: InspectOptions, io: Io): Promise<string> {
  if (options.json === true) {
    const { renderInspectionJson } = await import('../../inspection/json/index.ts');
    return renderInspectionJson(inspection);
  }
  if (options.svg !== undefined) {
    const { renderDrawing } = await import('../../inspection/svg/index.ts');
    return renderDrawing(inspection);
  }
  const { renderInspection } = await import('../../inspection/text/index.ts');
  const asked = PARTS.filter((part) => options[part] === true);
  const parts = new Set(asked.length === 0 ? PARTS : asked);
  return renderInspection(inspection, { width: io.columns, colour: colourOf(io, options), parts });
}
