import type { Image } from './model.ts';

/** Whether the DOS header of an image is a zboot header: it has the magic `zimg`. [Linux, zboot-header.S] */
export function isZboot({ zbootHeader }: Pick<Image, 'zbootHeader'>): boolean {
  return zbootHeader.magic.value === 'zimg';
}
