import { FileError, isSameFile, stateAt } from '../../../files/index.ts';
import { printable } from '../../../page/index.ts';
import { UsageError } from '../../exit.ts';
import { startsAsImage } from '../../image-start.ts';
import { STANDARD_STREAM } from '../../standard-streams.ts';

/** The path of standard input, which may be a file. */
const STANDARD_INPUT = '/dev/stdin';

/**
 * Refuses an output that somebody would miss: one of the contents, or a file that is no image where a content is one, for
 * then the arguments are in the wrong order.
 *
 * @param sections paths of the contents; `-` is standard input
 * @throws UsageError naming the output and what would be lost
 */
export async function guardOutput(output: string, sections: readonly string[]): Promise<void> {
  const contents = sections.map((path) => (path === STANDARD_STREAM ? STANDARD_INPUT : path));
  const existing = await stateAt(output);
  if (existing?.isFile() !== true) return;
  for (const path of contents) {
    if (!(await isSameFile(output, path))) continue;
    const what = `the output is the content ${path}, which would be lost`;
    throw new UsageError(printable(`${output}: ${what}; name another file, or add --force.`));
  }
  if (await seemsImage(output)) return;
  const image = await firstImage(contents);
  if (image === undefined) return;
  const what = `it is not an image and would be overwritten, while the content ${image} is one`;
  throw new UsageError(
    printable(`${output}: ${what}; the order is image, content, output. Name another file, or add --force.`),
  );
}

async function firstImage(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await seemsImage(path)) return path;
  return undefined;
}

/** What cannot be read is told when it is needed. A pipe is not even opened, for that would end its writer. */
async function seemsImage(path: string): Promise<boolean> {
  const stats = await stateAt(path);
  if (stats?.isFile() !== true) return false;
  try {
    return startsAsImage(path);
  } catch (cause) {
    if (cause instanceof FileError) return false;
    throw cause;
  }
}
