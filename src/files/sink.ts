import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './attempt.ts';
import { GrowingFile } from './growing-file.ts';
import type { Staging } from './staging.ts';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';
import type { Target } from './target.ts';

/** Takes the files of a collection, one after the other. */
export interface Sink {
  /** @throws FileError naming the file and the reason */
  add(name: string, bytes: Uint8Array): void;
  /** Takes files that lie in the staging folder under their names already; nothing is added behind them. */
  finish(staged: readonly string[]): void;
}

/** Name of the archive in the staging folder. */
export const STAGED_ARCHIVE = 'archive';

/** What takes files for a target: the staging folder itself, or an archive in it. */
export function sinkFor(target: Target, staging: Staging): Sink {
  return target.kind === 'archive'
    ? archiveSink(target.shown, target.folder, staging)
    : folderSink(target.shown, staging);
}

/** What is said of a file that cannot be written. */
export function cannotWrite(path: string): string {
  return `${path}: the file cannot be written, and nothing was kept`;
}

function folderSink(shown: string, { folder }: Staging): Sink {
  return {
    add(name, bytes) {
      attempt(cannotWrite(join(shown, name)), () => {
        writeFileSync(join(folder, name), bytes, { flag: 'wx', mode: 0o644 });
      });
    },
    finish: () => undefined,
  };
}

function archiveSink(shown: string, top: string, { folder }: Staging): Sink {
  const file = new GrowingFile(join(folder, STAGED_ARCHIVE));
  return {
    add(name, bytes) {
      attempt(cannotWrite(shown), () => {
        file.write(tarHeader(top, name, bytes.length), bytes, tarPadding(bytes.length));
      });
    },
    finish(staged) {
      attempt(cannotWrite(shown), () => {
        for (const name of staged) {
          const path = join(folder, name);
          const { size } = statSync(path);
          file.write(tarHeader(top, name, size));
          file.copy(path);
          file.write(tarPadding(size));
        }
        file.write(tarEnd());
        file.flush();
      });
    },
  };
}
