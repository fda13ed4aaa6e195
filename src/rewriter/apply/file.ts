import type { InputFile, OutputFile } from '../../files/index.ts';
import type { AppendPlan } from '../plan/plan.ts';
import type { Segment } from '../plan/segment.ts';
import { startCheckSum } from './checksum.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { ReadInto } from './segment-writer.ts';

/** Bytes that are summed at a time. */
const BUFFER_LENGTH = 2 ** 20;
/** Shorter runs are written again with their neighbours: a call of the system costs more than copying them. */
const RESTING_RUN = 2 ** 16;

/**
 * Carries a plan out from file to file in constant memory. Where the file system lets files share blocks, what keeps its
 * place is shared and the rest is written over it; elsewhere all is copied, and runs of zeros become holes.
 *
 * @param image the file for which the plan was made
 * @param contents readers of the contents of the requests, in their order
 * @param signal ends the work between two steps by throwing its reason
 */
export async function applyToFile(
  image: InputFile,
  contents: readonly ReadInto[],
  plan: AppendPlan,
  output: OutputFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { segments, outputLength, checkSum } = plan;
  const base = segments.some(isResting) ? await output.clone(image) : 'empty';
  const writer = new SegmentWriter(output, base === 'cloned' ? image.length : 0, signal);
  for (const segment of segments) {
    if (base === 'cloned' && isResting(segment)) await writer.skip(segment);
    else await writer.write(segment, readerFor(segment, image, contents));
  }
  await writer.end();
  await output.setLength(outputLength);
  if (checkSum !== null) await writeCheckSum(output, outputLength, checkSum.offset, signal);
}

function isResting(segment: Segment): boolean {
  return segment.kind === 'image' && segment.from === segment.offset && segment.length >= RESTING_RUN;
}

function readerFor(segment: Segment, image: InputFile, contents: readonly ReadInto[]): ReadInto {
  switch (segment.kind) {
    case 'image':
      return (buffer, at) => {
        image.read(buffer, segment.from + at);
      };
    case 'content':
      return (buffer, at) => {
        contents[segment.request]?.(buffer, segment.from + at);
      };
    case 'bytes':
      return (buffer, at) => {
        buffer.set(segment.bytes.subarray(at, at + buffer.length));
      };
    case 'zeros':
      return (buffer) => {
        buffer.fill(0);
      };
  }
}

async function writeCheckSum(
  output: OutputFile,
  length: number,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const field = new Uint8Array(4);
  // The field itself counts as zero.
  await output.write(field, offset);
  const sum = startCheckSum();
  const buffer = new Uint8Array(BUFFER_LENGTH);
  for (let done = 0; done < length; done += buffer.length) {
    signal?.throwIfAborted();
    const part = buffer.subarray(0, Math.min(buffer.length, length - done));
    await output.read(part, done);
    sum.add(part);
  }
  new DataView(field.buffer).setUint32(0, sum.value(), true);
  await output.write(field, offset);
}
