import { appendSections } from '../../rewriter/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { modeOf, readInput, writeWhole } from '../files.ts';
import type { Io } from '../io.ts';

export interface AppendOptions {
  readonly name: string;
  readonly characteristics: number;
  readonly quiet?: true;
}

/** Appends one section to an image on disk. The output is whole or absent; the input is only read. */
export async function append(
  image: string,
  content: string,
  output: string,
  { name, characteristics, quiet }: AppendOptions,
  io: Io,
): Promise<ExitCode> {
  const bytes = await readInput(image, 'image');
  const mode = await modeOf(image);
  const request = { name, content: await readInput(content, 'content'), characteristics };
  const result = appendSections(bytes, [request]);
  if (result.kind === 'refused') {
    io.err(`${image}: refused (${result.code}): ${result.detail}\n`);
    return EXIT.nonconformant;
  }
  await writeWhole(output, result.bytes, mode);
  if (quiet !== true) io.err(`${output}: ${name} appended, ${bytes.length} -> ${result.bytes.length} bytes.\n`);
  return EXIT.conformant;
}
