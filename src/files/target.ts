import { readdirSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { attempt } from './attempt.ts';
import { entryAt } from './entry.ts';
import { FileError } from './file-error.ts';
import { TAR_FOLDER_LENGTH_MAX } from './tar.ts';

/** Where fixtures go; `shown` is the path as it was given, for sentences. */
export type Target =
  | { readonly kind: 'new-folder' | 'old-folder'; readonly shown: string; readonly path: string }
  | { readonly kind: 'archive'; readonly shown: string; readonly path: string; readonly folder: string };

const TAR = '.tar';

/**
 * Looks at the place where fixtures are to go, so that a wrong one comes to light before anything is made.
 *
 * @throws FileError when something is there that may not be replaced
 */
export function targetOf(out: string, { tar, force }: { readonly tar?: true; readonly force?: true }): Target {
  return tar === true ? archiveTarget(out, force) : folderTarget(out, force);
}

function folderTarget(out: string, force?: true): Target {
  const found = lookAt(out);
  if (found === 'nothing') return { kind: 'new-folder', shown: out, path: resolve(out) };
  if (found !== 'folder') throw new FileError(`${out}: it is not a folder; name another with --out.`);
  const [present] = attempt(`${out}: the folder cannot be read`, () => readdirSync(out).sort());
  if (present !== undefined && force !== true) {
    throw new FileError(
      `${out}: the folder is not empty (it holds ${JSON.stringify(present)}); name an empty or a new one, or add --force.`,
    );
  }
  return { kind: 'old-folder', shown: out, path: realPath(out) };
}

function archiveTarget(out: string, force?: true): Target {
  const name = basename(resolve(out));
  const folder = name.slice(0, -TAR.length);
  if (!name.endsWith(TAR) || folder === '') {
    throw new FileError(`${out}: the name of an archive must end with .tar; name one such as fixtures.tar.`);
  }
  if (folder === '.' || folder === '..') {
    // Members are named after the archive, and would unpack around the place that they are unpacked at.
    throw new FileError(`${out}: members of the archive would start with ${folder}/; name one such as fixtures.tar.`);
  }
  if (Buffer.byteLength(folder) > TAR_FOLDER_LENGTH_MAX) {
    throw new FileError(`${out}: the name is longer than an archive can hold; choose a shorter one.`);
  }
  const found = lookAt(out);
  if (found === 'nothing') return { kind: 'archive', shown: out, path: resolve(out), folder };
  if (found !== 'file') throw new FileError(`${out}: it is not a regular file; name another with --out.`);
  if (force !== true) throw new FileError(`${out}: the file exists already; name another, or add --force.`);
  return { kind: 'archive', shown: out, path: realPath(out), folder };
}

function lookAt(path: string): 'nothing' | 'folder' | 'file' | 'other' {
  const found = entryAt(path, 'followed');
  if (found === undefined) {
    // What is renamed into place would replace the link, or fail, and neither is what its owner meant.
    return entryAt(path, 'themselves') === undefined ? 'nothing' : 'other';
  }
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

function realPath(out: string): string {
  return attempt(`${out}: its place cannot be found`, () => realpathSync(out));
}
