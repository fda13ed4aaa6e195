import type { AppendPlan } from '../plan/plan.ts';
import { checkSumOf } from './checksum.ts';

/**
 * Carries a plan out in memory: puts the segments together, then sums.
 *
 * @param image the image for which the plan was made; it is only read
 * @param contents those of the requests for which the plan was made, in their order; they are only read
 * @returns the output, in a buffer of its own
 */
export function applyPlan(image: Uint8Array, contents: readonly Uint8Array[], plan: AppendPlan): Uint8Array {
  const output = new Uint8Array(plan.outputLength);
  for (const segment of plan.segments) {
    const { offset, length } = segment;
    switch (segment.kind) {
      case 'image':
        output.set(image.subarray(segment.from, segment.from + length), offset);
        break;
      case 'content':
        output.set(contents[segment.request]?.subarray(segment.from, segment.from + length) ?? [], offset);
        break;
      case 'bytes':
        output.set(segment.bytes, offset);
        break;
      case 'zeros':
        // A new buffer is zero already.
        break;
    }
  }
  if (plan.checkSum !== null) {
    const view = new DataView(output.buffer);
    // The field itself counts as zero.
    view.setUint32(plan.checkSum.offset, 0, true);
    view.setUint32(plan.checkSum.offset, checkSumOf(output), true);
  }
  return output;
}
