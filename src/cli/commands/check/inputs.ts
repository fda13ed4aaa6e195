import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, reasonOf, stateAt } from '../../../files/index.ts';
import type { UnjudgedFile } from '../../../results/index.ts';
import { startsAsImage } from '../../image-start.ts';
import { unjudgedBy } from './unjudged.ts';

/** What the files and folders of a call come to. */
export interface Inputs {
  /** Paths of what is to be judged: every file that was named, and the images in every folder. */
  readonly images: readonly string[];
  /** Files in folders that are no images, in the order of the walk. */
  readonly others: readonly string[];
  /** What could not be read, and folders without an image. */
  readonly failures: readonly UnjudgedFile[];
}

/** A list that grows while folders are walked. */
interface Found {
  readonly images: string[];
  readonly others: string[];
  readonly failures: UnjudgedFile[];
}

/**
 * Finds the images that are meant. A file is taken as it is, whatever it holds; a folder stands for the files in and
 * below it that start with `MZ` or are called `.efi`, in the order of their names. Links to folders are followed only where they are named
 * in the call, so every walk ends.
 */
export async function imagesIn(paths: readonly string[]): Promise<Inputs> {
  const found: Found = { images: [], others: [], failures: [] };
  for (const path of paths) {
    const isFolder = (await stateAt(path))?.isDirectory() === true;
    if (!isFolder) found.images.push(path);
    else await walk(path, found);
  }
  return found;
}

async function walk(root: string, found: Found): Promise<void> {
  const before = { images: found.images.length, others: found.others.length, failures: found.failures.length };
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const kind = path === root ? 'folder' : await kindOf(path);
    if (kind === 'folder') waiting.push(...(await entriesOf(path, found)).toReversed());
    else if (kind === 'file') sort(path, found);
    else leaveOut(path, kind, found);
  }
  if (found.images.length > before.images || found.failures.length > before.failures) return;
  const others = found.others.length - before.others;
  const why = others === 0 ? 'it is empty' : `none of its ${others} files starts with MZ or is called .efi`;
  const reason = `the folder contains no image: ${why}; name a file to have it judged whatever it contains.`;
  found.failures.push({ path: root, reason });
}

type Kind = 'folder' | 'file' | 'other' | 'dangling' | 'unseen';

/** A link to a file is a file; a link to a folder and a device are something else. */
async function kindOf(path: string): Promise<Kind> {
  const own = await stateAt(path, 'itself');
  if (own === null) return 'unseen';
  if (own.isDirectory()) return 'folder';
  const stats = await stateAt(path);
  if (stats === null) return 'dangling';
  return stats.isFile() ? 'file' : 'other';
}

const WHY = {
  other: 'it is called an image, but is not a regular file.',
  dangling: 'it is called an image, but is a link that leads to nothing.',
  // The system gives the name, and finds nothing by it: it is not UTF-8, or somebody has just removed the file.
  unseen: 'nothing is found by its name; rename it if it is not UTF-8.',
} as const;

/** What nobody can open is no image, unless its name says that it is one; of a name that cannot be used nobody knows. */
function leaveOut(path: string, kind: keyof typeof WHY, { others, failures }: Found): void {
  if (kind === 'unseen' || isCalledImage(path)) failures.push({ path, reason: WHY[kind] });
  else others.push(path);
}

async function entriesOf(folder: string, { failures }: Found): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort().map((name) => join(folder, name));
  } catch (cause) {
    failures.push({ path: folder, reason: `the folder cannot be read: ${reasonOf(cause)}.` });
    return [];
  }
}

/** Whether a name says that a file is an image, so that nobody takes it for judged when it is none. */
function isCalledImage(path: string): boolean {
  return /\.efi$/i.test(path);
}

function sort(path: string, { images, others, failures }: Found): void {
  try {
    (isCalledImage(path) || startsAsImage(path) ? images : others).push(path);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    failures.push(unjudgedBy(path, cause));
  }
}
