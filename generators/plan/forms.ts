/** How one value of a plan is judged, printed and parsed. */
export interface PlanField<T> {
  /** What is allowed, as the end of the sentence "must be …". */
  readonly allowed: string;
  readonly accepts: (value: T) => boolean;
  readonly print: (value: T) => string;
  /** Undefined when the text has not the field's form; a value of the right form may still not be accepted. */
  readonly parse: (text: string) => T | undefined;
}

/** The largest value of 32 bits. */
export const UINT32_MAX = 0xffff_ffff;

const WHOLE = /^[+-]?(?:\d+|0x[0-9a-f]+)$/;

/** Reads a whole number, decimal or with `0x` in lower-case hexadecimal digits. */
export function parseWhole(text: string): number | undefined {
  return WHOLE.test(text) ? Number(text) : undefined;
}

/** Whether a number is whole and within both bounds. */
export function isWhole(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && value >= low && value <= high;
}

/** Lower-case hexadecimal digits after `0x`. */
export function hexText(value: number): string {
  return `0x${value.toString(16)}`;
}

/** One of some words. */
export function choice<T extends string>(values: readonly T[]): PlanField<T> {
  return {
    allowed: `one of ${values.join(', ')}`,
    accepts: (value) => values.includes(value),
    print: (value) => value,
    parse: (text) => values.find((value) => value === text),
  };
}

/** A whole number within bounds, and a multiple of `step`. */
export function whole(low: number, high: number, step = 1): PlanField<number> {
  return {
    allowed: `a whole number from ${low} to ${high}${step === 1 ? '' : `, a multiple of ${step}`}`,
    accepts: (value) => isWhole(value, low, high) && value % step === 0,
    print: String,
    parse: parseWhole,
  };
}

/** A set of bits, printed in hexadecimal digits. */
export function bits(high: number): PlanField<number> {
  return { ...whole(0, high), print: hexText };
}

/** A power of two within bounds. */
export function powerOfTwo(low: number, high: number): PlanField<number> {
  return {
    allowed: `a power of two from ${low} to ${high}`,
    accepts: (value) => isWhole(value, low, high) && Number.isInteger(Math.log2(value)),
    print: String,
    parse: parseWhole,
  };
}

/** Values joined by commas; `none` when there is none. `allowed` says what each must be. */
export function listOf<T>(allowed: string, one: Omit<PlanField<T>, 'allowed'>): PlanField<readonly T[]> {
  return {
    allowed: `none, or a list of ${allowed}, joined by commas`,
    accepts: (values) => values.every(one.accepts),
    print: (values) => (values.length === 0 ? NONE : values.map(one.print).join(',')),
    parse: (text) => {
      const parsed = text === NONE ? [] : text.split(',').map(one.parse);
      return parsed.every((each) => each !== undefined) ? parsed : undefined;
    },
  };
}

const NONE = 'none';
