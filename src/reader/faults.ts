import type { Span } from '../results/index.ts';

/**
 * Why the reader could not go on. Each code is one way in which a file fails to be a PE image at all; everything that
 * is merely odd is an anomaly of the model instead.
 */
export type FaultCode =
  | 'dos-header-truncated'
  | 'dos-magic'
  | 'pe-header-outside-file'
  | 'pe-signature'
  | 'optional-header-magic'
  | 'optional-header-truncated'
  | 'section-table-outside-file';

/** One reason why a file cannot be read as a PE image, with the bytes that say so. */
export interface Fault {
  readonly code: FaultCode;
  /** The field or structure at fault. */
  readonly path: string;
  /** The bytes that the fault is about; they may lie beyond the end of the file. */
  readonly at: Span;
  /** What the reader needs, as a short noun phrase. */
  readonly expected: string;
  /** What it found instead. */
  readonly actual: number | string;
}

/** Thrown only inside the reader; `readImage` turns it into a value at the layer's door. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`${fault.path}: needs ${fault.expected}, found ${fault.actual}.`);
    this.fault = fault;
  }
}
