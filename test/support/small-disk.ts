import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A disk of its own that is soon full. */
export interface SmallDisk {
  readonly path: (...parts: readonly string[]) => string;
  /** Does something while nothing can be written to the disk. */
  readonly whileReadOnly: (act: () => Promise<void>) => Promise<void>;
}

/** Runs a program that says nothing; whether it did what it was asked. */
export function succeeds(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Mounts a small disk for all tests of a file.
 *
 * @param size as the mount option of tmpfs takes it, such as `1m`
 * @returns `null` where this user may mount nothing; the tests then have to say that they did not run
 */
export function mountSmallDisk(size: string): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-small-'));
  const isMounted = succeeds('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'zbootkit-test', folder);
  afterAll(() => {
    if (isMounted) succeeds('umount', folder);
    rmSync(folder, { recursive: true, force: true });
  });
  if (!isMounted) return null;
  const remount = (mode: 'ro' | 'rw'): void => {
    if (!succeeds('mount', '-o', `remount,${mode}`, folder)) throw new Error(`${folder} cannot be remounted ${mode}`);
  };
  return {
    path: (...parts) => join(folder, ...parts),
    async whileReadOnly(act) {
      remount('ro');
      try {
        await act();
      } finally {
        remount('rw');
      }
    },
  };
}
