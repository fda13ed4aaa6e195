/** The forms of the tables that prove that every rule can fail and can hold. */
import type { RuleId } from '../../properties/index.ts';
import type { FaultCode } from '../../src/reader/index.ts';
import type { Expectation, Place, Span } from '../../src/results/index.ts';
import type { Pair, PairName, Spoiled } from './append-pairs.ts';

/** An image that breaks a rule. */
export interface ImageViolation {
  readonly rule: RuleId;
  /** What was done to the image; with the rule's id it is the name of the test. */
  readonly name: string;
  /** The image before the mutation; `clean` when absent. */
  readonly base?: () => Uint8Array;
  readonly make: () => Uint8Array;
  /** Every other rule that the mutation necessarily breaks too. */
  readonly also?: readonly RuleId[];
  /** The bytes that the rule's first finding must point at first. */
  readonly at: Span;
  /** What the first finding must say it found. */
  readonly actual?: number | string;
  /** What it must say it wanted instead, where that takes some arithmetic. */
  readonly wanted?: Expectation;
}

/** An image on which a rule holds, most often by the smallest margin there is. */
export interface ImageHold {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => Uint8Array;
}

/** A file that cannot be read as an image. */
export interface ImageFault {
  readonly rule: RuleId;
  readonly name: string;
  readonly code: FaultCode;
  readonly make: () => Uint8Array;
  readonly at: Span;
  readonly actual: number | string;
}

/** An append that breaks a rule: a good one with one thing changed. */
export interface AppendViolation {
  readonly rule: RuleId;
  readonly name: string;
  readonly pair: PairName;
  readonly spoil: (pair: Pair) => Spoiled;
  /** Every other append rule that the change necessarily breaks too. */
  readonly also?: readonly RuleId[];
  /** The bytes that the rule's first finding must point at first, given the good pair. */
  readonly at: (pair: Pair) => Place;
  readonly actual?: number | string;
}

/** An append on which a rule holds although it differs from what the project's own rewriter makes. */
export interface AppendHold {
  readonly rule: RuleId;
  readonly name: string;
  readonly pair: PairName;
  readonly spoil: (pair: Pair) => Spoiled;
}
