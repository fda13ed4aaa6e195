import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { divergence } from './hash-input.ts';
import type { HashInput } from './hash-input.ts';
import { leftOut } from './left-out.ts';

/** Bytes of the file that are hashed another number of times than they should be. */
export interface Miscounted extends Span {
  /** How often a signature should cover them: not at all what it leaves out, once everything else. */
  readonly wanted: 0 | 1;
  /** How often they are hashed. */
  readonly count: number;
}

/** Where the number of ranges changes that cover a byte, or the number that should. */
interface Edge {
  readonly offset: number;
  readonly hashed: number;
  readonly leftOut: number;
}

/**
 * Every stretch of the file that is not hashed once, but for CheckSum, the certificate directory and the certificate
 * table, and of these every stretch that is. In the order of the file.
 */
export function* miscountedBytes(image: Image, input: HashInput): Generator<Miscounted> {
  const { checkSum, directory, certificates } = leftOut(image);
  const out = [checkSum, directory, certificates];
  if (isComplement(image, input, out)) return;
  const edges: Edge[] = [
    ...input.ranges.flatMap((range) => edgesOf(range, 1, 0)),
    ...out.flatMap((range) => edgesOf(range, 0, 1)),
  ].sort((a, b) => a.offset - b.offset);
  let [offset, hashed, leftOutBy] = [0, 0, 0];
  for (const edge of [...edges, { offset: image.fileSize, hashed: 0, leftOut: 0 }]) {
    const end = Math.min(edge.offset, image.fileSize);
    const wanted = leftOutBy > 0 ? 0 : 1;
    if (end > offset && hashed !== wanted) yield { offset, length: end - offset, wanted, count: hashed };
    offset = end;
    hashed += edge.hashed;
    leftOutBy += edge.leftOut;
  }
}

function edgesOf(range: Span, hashed: number, leftOutBy: number): readonly [Edge, Edge] {
  return [
    { offset: range.offset, hashed, leftOut: leftOutBy },
    { offset: endOf(range), hashed: -hashed, leftOut: -leftOutBy },
  ];
}

/** Whether the ranges are all of the file but what is left out, in the order of the file: the usual case. */
function isComplement(image: Image, input: HashInput, out: readonly Span[]): boolean {
  const ranges: Span[] = [];
  let offset = 0;
  for (const range of out) {
    if (range.length === 0) continue;
    if (range.offset < offset) return false;
    ranges.push({ offset, length: range.offset - offset });
    offset = endOf(range);
  }
  if (offset > image.fileSize) return false;
  ranges.push({ offset, length: image.fileSize - offset });
  return divergence(input, { ...input, ranges }) === null;
}
