import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { FileError, openInput } from '../files/index.ts';
import type { SubjectFile } from '../results/index.ts';

/** Bytes that are read at a time. */
const PART = 1024 * 1024;
/** A larger file is not what a command is made of; whoever names a disk should not wait for it. */
const SIZE_MAX = 512 * 1024 * 1024;

/**
 * The files that a command names, with their digests, so that a report says what was judged: the program, which is looked for
 * where the system looks for it, and each argument that is a file or ends in `=` and one. Their names have no folder, for what
 * a report says does not depend on where a machine keeps its programs. What cannot be read is left out.
 */
export function filesOfCommand(argv: readonly string[]): readonly SubjectFile[] {
  const [program = '', ...others] = argv;
  const paths = [pathOf(program), ...others.flatMap((argument) => [argument, afterEquals(argument)])];
  const files = paths.flatMap((path) => (path === null || path === '' ? [] : fileAt(path)));
  return files.filter(
    ({ name, sha256 }, index) => index === files.findIndex((file) => file.name === name && file.sha256 === sha256),
  );
}

/** Where a program is: a name without a slash is looked for on PATH. */
function pathOf(program: string): string | null {
  if (program === '' || basename(program) !== program) return program;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    const state = statSync(path);
    return state.isFile() && (state.mode & 0o111) !== 0;
  } catch {
    // A folder of PATH that is not there, or into which this user may not look, as the system passes it over too.
    return false;
  }
}

function afterEquals(argument: string): string {
  const [, path = ''] = /^-[^=]*=(.+)$/s.exec(argument) ?? [];
  return path;
}

function fileAt(path: string): readonly SubjectFile[] {
  try {
    const file = openInput(path, 'file of the command');
    try {
      return file.length > SIZE_MAX ? [] : [{ name: basename(path), sha256: digestOf(file) }];
    } finally {
      file.close();
    }
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    return [];
  }
}

function digestOf({ length, read }: ReturnType<typeof openInput>): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < length; offset += PART) {
    const part = new Uint8Array(Math.min(PART, length - offset));
    read(part, offset);
    hash.update(part);
  }
  return hash.digest('hex');
}
