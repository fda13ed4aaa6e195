import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './project.ts';

/**
 * The folder of real zboot images. They are too large to be kept here: the tests look in the folder that
 * ZBOOTKIT_KERNELS names, else in a folder beside the project.
 */
export const KERNEL_FOLDER = process.env['ZBOOTKIT_KERNELS'] ?? join(dirname(ROOT), 'shared', 'kernels');

/** File names of the images that are there, sorted; none where there are no real kernels. */
export const KERNELS: readonly string[] = existsSync(KERNEL_FOLDER)
  ? readdirSync(KERNEL_FOLDER)
      .filter((name) => name.endsWith('.efi'))
      .sort()
  : [];
