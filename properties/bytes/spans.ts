/** Arithmetic on spans of a file. */
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';

/** The parts of a range that are in none of the spans, which are in their order. */
export function* without(range: Span, spans: readonly Span[]): Generator<Span> {
  let offset = range.offset;
  for (let index = firstBehind(spans, offset); index < spans.length; index += 1) {
    const span = spans[index];
    if (span === undefined || span.offset >= endOf(range)) break;
    if (span.offset > offset) yield { offset, length: span.offset - offset };
    offset = Math.max(offset, endOf(span));
  }
  if (offset < endOf(range)) yield { offset, length: endOf(range) - offset };
}

/** The parts that are in a span of each of two lists, whose spans are in their order and do not overlap. */
export function shared(some: readonly Span[], others: readonly Span[]): readonly Span[] {
  return some.flatMap((span) => {
    const parts: Span[] = [];
    for (let index = firstBehind(others, span.offset); index < others.length; index += 1) {
      const other = others[index];
      if (other === undefined || other.offset >= endOf(span)) break;
      const offset = Math.max(span.offset, other.offset);
      const length = Math.min(endOf(span), endOf(other)) - offset;
      if (length > 0) parts.push({ offset, length });
    }
    return parts;
  });
}

/** The index of the first span that ends after an offset; spans are in their order and do not overlap. */
export function firstBehind(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const span = spans[middle];
    if (span !== undefined && endOf(span) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spans in their order, those that overlap or touch as one, and no empty ones. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.filter(({ length }) => length > 0).sort((a, b) => a.offset - b.offset)) {
    const last = result.at(-1);
    if (last === undefined || span.offset > endOf(last)) result.push({ offset: span.offset, length: span.length });
    else result[result.length - 1] = { offset: last.offset, length: Math.max(endOf(last), endOf(span)) - last.offset };
  }
  return result;
}
