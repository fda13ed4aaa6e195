import { escapedJson } from '../../src/page/index.ts';
import type { Comparison } from './comparison.ts';

/** A comparison as JSON: two spaces of indent, a line feed at the end. */
export function comparisonJson(comparison: Comparison): string {
  return `${escapedJson(JSON.stringify(comparison, null, 2))}\n`;
}
