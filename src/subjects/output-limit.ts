/** An append adds its content, a header, and padding of the image's own alignments, which tools choose differently. */
const OUTPUT_FACTOR = 4;
const OUTPUT_ALLOWANCE = 2 ** 23;

/** Bytes of an output that no append needs more than, whoever makes it. */
export function usualOutputLimit(image: Uint8Array, content: Uint8Array): number {
  return OUTPUT_FACTOR * (image.length + content.length) + OUTPUT_ALLOWANCE;
}
