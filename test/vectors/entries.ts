/** The forms of the tables that prove that every rule can fail and can hold. */
import type { RuleId } from '../../properties/index.ts';
import type { FaultCode } from '../../src/reader/index.ts';
import type { Expectation, Place, Span } from '../../src/results/index.ts';
import type { Pair, PairName, Spoiled } from './append-pairs.ts';

/** What a finding must say. */
export interface ExpectedFinding {
  /** The bytes that it must point at first. */
  readonly at: Span;
  /** The other bytes that it points at, in its order. */
  readonly beside?: readonly Span[];
  /** What it must say it found. */
  readonly actual?: number | string;
  /** What it must say it wanted instead, where that takes some arithmetic. */
  readonly wanted?: Expectation;
}

/** An image that breaks a rule, with what the rule's first finding must say. */
export interface ImageViolation extends ExpectedFinding {
  readonly rule: RuleId;
  /** What was done to the image; with the rule's id it is the name of the test. */
  readonly name: string;
  /** The image before the mutation; `clean` when absent. */
  readonly base?: () => Uint8Array;
  readonly make: () => Uint8Array;
  /** Every other rule that the mutation necessarily breaks too. */
  readonly also?: readonly RuleId[];
  /** All findings behind the first one; none when empty, any when absent. */
  readonly then?: readonly ExpectedFinding[];
}

/** An image on which a rule holds, most often by the smallest margin there is. */
export interface ImageHold {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => Uint8Array;
}

/** An image of which a rule has nothing to say. */
export interface ImageSkip {
  readonly rule: RuleId;
  readonly name: string;
  readonly make: () => Uint8Array;
  /** The reason that the rule gives. */
  readonly reason: string;
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
