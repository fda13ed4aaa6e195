/** What the application says over the serial line, in the words of `application/witness.c`. */
import type { Loaded } from './answer.ts';

/** One line: that the application begins or has ended, that it cannot, or about one image. */
export type WitnessLine =
  | { readonly kind: 'begin' | 'end'; readonly images: number }
  | { readonly kind: 'hindrance'; readonly words: string }
  | { readonly kind: 'image'; readonly id: number; readonly loaded: Loaded };

const NUMBER = /^[0-9a-f]{1,16}$/;

/** A line of the application; `null` for what the firmware says, and for lines of which something is missing. */
export function parseLine(line: string): WitnessLine | null {
  const [mark, ...words] = line.trim().split(' ');
  if (mark === 'zw!') return { kind: 'hindrance', words: words.join(' ') };
  if (!words.every((word) => NUMBER.test(word))) return null;
  const [first, status, unloaded, base, size, crc] = words.map((word) => BigInt(`0x${word}`));
  if (first === undefined) return null;
  if (mark === 'zw<' || mark === 'zw>') return { kind: mark === 'zw<' ? 'begin' : 'end', images: Number(first) };
  if (mark !== 'zw=' || status === undefined) return null;
  const id = Number(first);
  if (unloaded === undefined) return { kind: 'image', id, loaded: { kind: 'refused', status } };
  if (base === undefined || size === undefined || crc === undefined) return null;
  const loaded = { status, unloaded, base, size: Number(size), crc: Number(crc) };
  return { kind: 'image', id, loaded: { kind: 'loaded', ...loaded } };
}
