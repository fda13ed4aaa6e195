import { FileError, isSameFile, openInput, replaceFile } from '../files/index.ts';
import type { InputFile } from '../files/index.ts';
import { blockAccess, memoryAccess } from './admit/random-access.ts';
import type { SectionRequest } from './admit/request.ts';
import { applyToFile } from './apply/file.ts';
import type { ReadInto } from './apply/segment-writer.ts';
import type { AppendOptions } from './options.ts';
import { planAppend } from './plan/plan.ts';
import type { AppendPlan } from './plan/plan.ts';
import { isRefusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** One section to append; its content is a file, by its path, or bytes in memory. */
export interface FileAppendRequest {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly characteristics: number;
}

/** What an append from file to file may do beyond the plain case. */
export interface FileAppendOptions extends AppendOptions {
  /** Ends the work early by throwing the signal's reason; no trace of an output is left. */
  readonly signal?: AbortSignal;
  /** The output may take the place of a content, which is lost then. */
  readonly overContent?: true;
}

/** The plan that was carried out, or the refusal. */
export type FileAppendResult = { readonly kind: 'rewritten'; readonly plan: AppendPlan } | Refusal;

/**
 * Appends sections as appendSections does, from file to file: in constant memory, up to the 4 GiB that PE can address.
 * Of the image only headers and directories are looked into. Data that keeps its place is shared with the image where
 * the file system can do that, and copied where it cannot.
 *
 * The output is written beside its place, flushed and renamed: it is whole or absent, whatever happens, and may be the
 * image itself. It gets the image's permissions. The image and the contents are only read.
 *
 * @returns the plan that was carried out, or a refusal, before which nothing was written
 * @throws FileError when a file cannot be read or written, or is changed meanwhile, and when the output is a content;
 *   the signal's reason
 */
export async function appendSectionsFile(
  image: string,
  output: string,
  requests: readonly FileAppendRequest[],
  options: FileAppendOptions = {},
): Promise<FileAppendResult> {
  if (options.overContent !== true) await refuseContent(output, requests);
  return withFiles(image, requests, async (files) => {
    const plan = planFor(files, options);
    if (isRefusal(plan)) return plan;
    const { signal } = options;
    await replaceFile(output, files.image.mode, async (file) => {
      signal?.throwIfAborted();
      await applyToFile(
        files.image,
        files.contents.map(({ read }) => read),
        plan,
        file,
        signal,
      );
      for (const input of [files.image, ...files.contents]) input.confirmUnchanged();
      signal?.throwIfAborted();
    });
    return { kind: 'rewritten', plan };
  });
}

/**
 * Plans what appendSectionsFile would do, and writes nothing.
 *
 * @throws FileError when a file cannot be read
 */
export async function planAppendFile(
  image: string,
  requests: readonly FileAppendRequest[],
  options: AppendOptions = {},
): Promise<AppendPlan | Refusal> {
  return withFiles(image, requests, (files) => Promise.resolve(planFor(files, options)));
}

/** Whoever names a content as the output has most likely forgotten an argument. */
async function refuseContent(output: string, requests: readonly FileAppendRequest[]): Promise<void> {
  for (const { content } of requests) {
    if (typeof content !== 'string' || !(await isSameFile(output, content))) continue;
    throw new FileError(`${output}: the output is the content ${content}, which would be lost; name another file.`);
  }
}

/** The content of one request, wherever it lies. */
interface Content {
  readonly request: SectionRequest;
  readonly read: ReadInto;
  confirmUnchanged(): void;
  close(): void;
}

interface OpenFiles {
  readonly image: InputFile;
  readonly contents: readonly Content[];
}

async function withFiles<T>(
  path: string,
  requests: readonly FileAppendRequest[],
  use: (files: OpenFiles) => Promise<T>,
): Promise<T> {
  const image = openInput(path, 'image');
  const contents: Content[] = [];
  try {
    for (const request of requests) contents.push(openContent(request));
    return await use({ image, contents });
  } finally {
    image.close();
    for (const content of contents) content.close();
  }
}

function openContent({ name, content, characteristics }: FileAppendRequest): Content {
  if (typeof content === 'string') {
    const file = openInput(content, 'content');
    const access = blockAccess(file.length, file.read);
    return { ...file, request: { name, content: access, characteristics } };
  }
  return {
    request: { name, content: memoryAccess(content), characteristics },
    read: (buffer, offset) => {
      buffer.set(content.subarray(offset, offset + buffer.length));
    },
    confirmUnchanged: () => undefined,
    close: () => undefined,
  };
}

function planFor({ image, contents }: OpenFiles, options: AppendOptions): AppendPlan | Refusal {
  const requests = contents.map(({ request }) => request);
  return planAppend(blockAccess(image.length, image.read), requests, options);
}
