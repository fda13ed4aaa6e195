import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPILER } from './firmware.ts';
import type { Firmware } from './firmware.ts';

const SOURCE = fileURLToPath(new URL('application/witness.c', import.meta.url));
const FLAGS = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-fno-stack-protector', '-nostdlib'];
/** There is no runtime that a linker would look for by itself. */
const LINKER_FLAGS = ['-fuse-ld=lld', '-Wl,-subsystem:efi_application', '-Wl,-entry:efi_main', '-Wl,-nodefaultlib'];

/** Builds the application for a firmware. @throws Error with what the compiler says */
export function buildApplication({ target }: Firmware, path: string): void {
  const args = [`--target=${target}`, ...FLAGS, ...LINKER_FLAGS, '-o', path, SOURCE];
  const { status, stderr, error } = spawnSync(COMPILER, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${COMPILER} cannot build the application of the firmware witness:\n${stderr}`);
}
