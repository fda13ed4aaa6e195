import type { AppendRequests } from '../../../../properties/index.ts';
import type { AppendRequest } from '../../../contract/index.ts';
import type { Appended } from '../../../judging/index.ts';
import { readImage } from '../../../reader/index.ts';
import { UsageError } from '../../exit.ts';
import { readInput } from '../../files.ts';
import { openImage } from '../../image-source.ts';
import type { ImageSource } from '../../image-source.ts';
import type { SectionOption } from '../../section-option.ts';

/** How the arguments tell of an append. */
export interface AppendOptions {
  readonly against?: string;
  readonly content?: string;
  readonly section: readonly SectionOption[];
  readonly name: string;
  readonly characteristics: number;
}

/** An append as the arguments tell it: the image before it, and the sections in their order. */
interface AppendArguments {
  readonly against: string;
  readonly sections: readonly [SectionOption, ...SectionOption[]];
}

/** What outputs are judged against. */
export interface OpenedAppend {
  readonly image: ImageSource;
  readonly append: Appended;
}

/**
 * The files that an append is told by.
 *
 * @throws UsageError when the options do not fit together
 */
export function filesOfAppend(options: AppendOptions): readonly string[] {
  const call = appendArguments(options);
  return call === null ? [] : [call.against, ...call.sections.map(({ path }) => path)];
}

/** The append that the options tell of, or `null` when images are judged by themselves. */
function appendArguments({ against, content, name, section }: AppendOptions): AppendArguments | null {
  const [first, ...more] = content === undefined ? section : [{ name, path: content }, ...section];
  if (against !== undefined && first !== undefined) return { against, sections: [first, ...more] };
  if (against === undefined && first === undefined) return null;
  if (against === undefined && content === undefined) {
    throw new UsageError('--section needs --against: the original image that the sections were appended to.');
  }
  throw new UsageError(
    '--against and --content belong together: the original image and the content that was appended.',
  );
}

/**
 * Opens the original of an append and reads its contents; the caller closes it. `null` when images are judged by
 * themselves.
 *
 * @throws UsageError, FileError when the options do not fit together or a file cannot be read
 */
export async function openAppend(options: AppendOptions): Promise<OpenedAppend | null> {
  const call = appendArguments(options);
  if (call === null) return null;
  const { against, sections } = call;
  const original = await openImage(against, 'original image');
  try {
    const reading = readImage(original.source);
    if (!reading.ok) {
      const { path: field, expected, actual } = reading.fault;
      throw new UsageError(`${against}: the original is not a PE image: ${field} needs ${expected}, found ${actual}.`);
    }
    const append: Appended = {
      before: reading.image,
      requests: await readRequests(sections, options),
      original: against,
      contents: sections.map(({ path }) => path),
    };
    return { image: original, append };
  } catch (cause) {
    original.close();
    throw cause;
  }
}

/** The sections with what their files hold, in their order. */
async function readRequests(
  [first, ...more]: AppendArguments['sections'],
  { characteristics }: AppendOptions,
): Promise<AppendRequests> {
  const read = async ({ name, path }: SectionOption): Promise<AppendRequest> => {
    return { name, content: await readInput(path, 'content'), characteristics };
  };
  const requests: [AppendRequest, ...AppendRequest[]] = [await read(first)];
  for (const section of more) requests.push(await read(section));
  return requests;
}
