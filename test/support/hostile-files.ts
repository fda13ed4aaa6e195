import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What may lie in the place of a file. */
export const IN_PLACE: readonly (readonly [what: string, put: (path: string) => void])[] = [
  ['nothing', () => undefined],
  [
    'a folder',
    (path) => {
      mkdirSync(path);
    },
  ],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  [
    'a link to a device without end',
    (path) => {
      symlinkSync('/dev/zero', path);
    },
  ],
  [
    'a link to a device without bytes',
    (path) => {
      symlinkSync('/dev/null', path);
    },
  ],
  [
    'a link to nothing',
    (path) => {
      symlinkSync('nowhere', path);
    },
  ],
  [
    'a link to itself',
    (path) => {
      symlinkSync(basename(path), path);
    },
  ],
  [
    'a link below itself',
    (path) => {
      symlinkSync(join(basename(path), 'x'), path);
    },
  ],
];

/** Puts something in the place of what lies there. */
export function putInPlace(path: string, put: (path: string) => void): void {
  rmSync(path, { recursive: true, force: true });
  put(path);
}

/** A file of this length that takes no room. */
export function hole(length: number): (path: string) => void {
  return (path) => {
    writeFileSync(path, '');
    truncateSync(path, length);
  };
}
