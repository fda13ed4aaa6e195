import { lostPayload, strayedPayload } from '../lost-payload/index.ts';
import { startsAsItsType } from '../reader/index.ts';
import type { Image } from '../reader/index.ts';
import { hex } from '../results/index.ts';

/** A compressed kernel in the image that its header, if it has one, does not lead to; a clause, or `null` for none. */
export function kernelElsewhere(image: Image): string | null {
  const kernel = lostPayload(image) ?? strayedPayload(image);
  if (kernel === null || kernel.offset === image.zbootHeader.payloadOffset.value) return null;
  return `a kernel compressed as ${kernel.compressionType} starts at ${hex(kernel.offset)}`;
}

/** What the place is that a zboot header leads to. */
export type Place =
  | { readonly kind: 'payload' }
  /** It does not start as payloads of its type do, and nobody knows what it is. */
  | { readonly kind: 'doubtful' }
  /** The payload is somewhere else; why that is known, as a sentence without its full stop. */
  | { readonly kind: 'elsewhere'; readonly reason: string };

/** Whether the header of a zboot image leads to its payload. Of what starts as a payload does, nothing else is read. */
export function placeOf(image: Image): Place {
  const start = startsAsItsType(image);
  if (start === true) return { kind: 'payload' };
  const { payloadOffset } = image.zbootHeader;
  const elsewhere = kernelElsewhere(image);
  if (elsewhere !== null) {
    const stale = `${payloadOffset.path} at ${hex(payloadOffset.offset)} is ${hex(payloadOffset.value)} and stale`;
    return { kind: 'elsewhere', reason: `${stale}: ${elsewhere}; name the original image, before its data moved` };
  }
  // What is found right there, as another type, is a payload all the same.
  return start === null || strayedPayload(image) !== null ? { kind: 'payload' } : { kind: 'doubtful' };
}
