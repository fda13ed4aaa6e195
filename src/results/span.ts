/** Half-open byte range of a file: `[offset, offset + length)`, both in bytes from the start of the file. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A number as lower-case hexadecimal with its prefix, such as `0x1000`. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** Bytes in hexadecimal as people read them, such as `4d 5a`. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** A span as people read it: half-open and in hexadecimal, such as `[0x8, 0xc)`. */
export function formatSpan({ offset, length }: Span): string {
  return `[${hex(offset)}, ${hex(offset + length)})`;
}

/** The first byte offset after the span. */
export function endOf({ offset, length }: Span): number {
  return offset + length;
}

/** Whether two spans share at least one byte; an empty span shares none. */
export function overlaps(a: Span, b: Span): boolean {
  return a.length > 0 && b.length > 0 && a.offset < endOf(b) && b.offset < endOf(a);
}

/** Whether every byte of `inner` lies in `outer`; the bounds may touch. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.offset <= inner.offset && endOf(inner) <= endOf(outer);
}
