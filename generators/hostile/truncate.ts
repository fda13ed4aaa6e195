import { cutOffset } from './cut.ts';
import type { Cut } from './cut.ts';
import { hex, printedAs } from './hostile.ts';
import type { HostileImage } from './hostile.ts';
import type { ValidImage } from './valid-image.ts';

/** Cuts a valid image short by at least one byte. */
export function truncate(image: ValidImage, cut: Cut): HostileImage {
  const { bytes, request, plan } = image;
  const length = cutOffset(image, cut, bytes.length - 1);
  const hostile: HostileImage = {
    bytes: bytes.slice(0, length),
    request,
    kind: 'truncate',
    mutations: [truncationLabel(length, bytes.length)],
    plans: [plan],
  };
  return printedAs(hostile, `length=${hex(length)}`);
}

/** `truncate to <bytes left> of <bytes>`. */
export function truncationLabel(length: number, whole: number): string {
  return `truncate to ${hex(length)} of ${hex(whole)}`;
}
