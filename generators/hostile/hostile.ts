import * as fc from 'fast-check';
import type { AppendRequest } from '../../src/contract/index.ts';
import type { Plan } from '../plan/plan.ts';
import { printPlan } from '../plan/text.ts';

/**
 * How an image became hostile: header fields of a valid one were changed, a valid one was cut short, two were joined, or
 * it stands in a list of named cases.
 */
export type HostileKind = 'edit' | 'truncate' | 'splice' | 'listed';

/** Bytes that no plan describes, and what a rewriter is asked to append to them. */
export interface HostileImage {
  /** Never the bytes of a valid image that they were made from. */
  readonly bytes: Uint8Array;
  /** The request of the first plan. */
  readonly request: AppendRequest;
  readonly kind: HostileKind;
  /** What was done to the valid images, in words with field names and file offsets; at least one. */
  readonly mutations: readonly string[];
  /** The valid images that the bytes were made from: two for a splice, else one. */
  readonly plans: readonly Plan[];
}

/**
 * Makes fast-check print a hostile image as `hostileImage(<kind>; <plan text>; <summary>)` on one line.
 *
 * @param summary what the mutations come to, shorter than their labels
 */
export function printedAs(image: HostileImage, summary: string): HostileImage {
  const plans = image.plans.map(printPlan).join('; ');
  // Not enumerable, so that equal images are equal whatever they print.
  return Object.defineProperty(image, fc.toStringMethod, {
    value: () => `hostileImage(${image.kind}; ${plans}; ${summary})`,
  });
}

/** A whole number as labels print it. The generators have their own, for they share no code with the reader. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
