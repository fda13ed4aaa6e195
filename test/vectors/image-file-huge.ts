/** Files that are too long to be held in memory: an image and then zeros that are nowhere. */
import type { RuleId } from '../../properties/index.ts';
import { memorySource } from '../../src/reader/index.ts';
import type { ByteSource } from '../../src/reader/index.ts';
import type { Span } from '../../src/results/index.ts';
import { clean } from './base-images.ts';

/** An image that breaks a rule, read from a source. */
export interface HugeViolation {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => ByteSource;
  /** Every other rule that the length necessarily breaks too. */
  readonly also: readonly RuleId[];
  readonly at: Span;
  readonly actual: number;
}

/** An image on which a rule holds, read from a source. */
export interface HugeHold {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => ByteSource;
}

/** {@link clean} with zeros behind it, up to `length` bytes. */
function stretched(length: number): ByteSource {
  const image = memorySource(clean());
  const slice = (offset: number, size: number): Uint8Array => {
    const bytes = new Uint8Array(Math.max(0, Math.min(size, length - offset)));
    bytes.set(image.slice(offset, bytes.length));
    return bytes;
  };
  return { length, slice };
}

/** Violations that need a long file. */
export const HUGE_VIOLATIONS: readonly HugeViolation[] = [
  {
    rule: 'PE-LAF-014',
    name: 'the file has 2^32 bytes',
    make: () => stretched(2 ** 32),
    also: ['PE-LAF-008'],
    at: { offset: 2 ** 32 - 1, length: 1 },
    actual: 2 ** 32,
  },
  {
    rule: 'PE-LAF-014',
    name: 'the file has 2^33 bytes',
    make: () => stretched(2 ** 33),
    also: ['PE-LAF-008'],
    at: { offset: 2 ** 32 - 1, length: 2 ** 32 + 1 },
    actual: 2 ** 33,
  },
];

/** Holds that need a long file. */
export const HUGE_HOLDS: readonly HugeHold[] = [
  { rule: 'PE-LAF-014', name: 'the file has 2^32 - 1 bytes', make: () => stretched(2 ** 32 - 1) },
];
