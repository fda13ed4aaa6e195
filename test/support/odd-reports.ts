import * as fc from 'fast-check';
import type { ReportDocument } from '../../reports/index.ts';
import { FILLED } from './filled-reports.ts';
import { oddText } from './odd-text.ts';

/** Properties whose words are from a closed set, or have a form. */
const CLOSED: ReadonlySet<string> = new Set([
  ...['schema', 'kind', 'set', 'level', 'severity', 'outcome', 'state', 'answer', 'answers', 'seen', 'file', 'against'],
  ...['hex', 'sha256'],
]);

/** A document in which each text is another one, and equal texts stay equal, so that references still lead somewhere. */
export function withTexts(document: ReportDocument, other: (text: string, key: string) => string): ReportDocument {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return CLOSED.has(key) ? value : other(value, key);
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
  };
  return walk(document, '') as ReportDocument;
}

/** A document of each kind in which every text acts on something. */
export const oddReport: fc.Arbitrary<ReportDocument> = fc
  .tuple(
    fc.constantFrom(...FILLED),
    fc.array(oddText, { minLength: 4, maxLength: 12 }),
    fc.integer({ min: 0, max: 15 }),
  )
  .map(([document, texts, dice]) => {
    const chosen = new Map<string, string>();
    return withTexts(document, (text) => {
      const known = chosen.get(text);
      if (known !== undefined) return known;
      // Numbered, for a text that stands for two would join what is apart.
      const odd = `${texts[chosen.size % texts.length] ?? ''}${dice === 15 && chosen.size === 3 ? 'x<&'.repeat(350_000) : ''}`;
      const other = `${odd}${chosen.size}`;
      chosen.set(text, other);
      return other;
    });
  });
