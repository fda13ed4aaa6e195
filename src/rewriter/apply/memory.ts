import { imageCheckSum } from './checksum.ts';
import type { AppendPlan } from '../plan/plan.ts';

/**
 * Carries a plan out in memory: copies the segments, writes the patches, then sums.
 *
 * @param image the image for which the plan was made; it is only read
 * @param content the content of the request for which the plan was made; it is only read
 * @returns the output, in a buffer of its own
 */
export function applyPlan(image: Uint8Array, content: Uint8Array, plan: AppendPlan): Uint8Array {
  const output = new Uint8Array(plan.outputLength);
  for (const segment of plan.segments) {
    switch (segment.kind) {
      case 'copy':
        output.set(image.subarray(segment.from, segment.from + segment.length), segment.offset);
        break;
      case 'header':
        output.set(segment.bytes, segment.offset);
        break;
      case 'content':
        output.set(content, segment.offset);
        break;
      case 'zeros':
        // A new buffer is zero already.
        break;
    }
  }
  const view = new DataView(output.buffer);
  for (const { offset, width, newValue } of plan.patches) {
    if (width === 2) view.setUint16(offset, newValue, true);
    else view.setUint32(offset, newValue, true);
  }
  if (plan.checkSum !== null) {
    // The field itself counts as zero.
    view.setUint32(plan.checkSum.offset, 0, true);
    view.setUint32(plan.checkSum.offset, imageCheckSum(output), true);
  }
  return output;
}
