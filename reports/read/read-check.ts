import { checkCounts } from '../model/check-counts.ts';
import { CHECK_SCHEMA } from '../json/check-json.ts';
import type { CheckDocument } from '../json/check-json.ts';
import type { Findings } from '../model/document.ts';
import { checkShape } from './check-shape.ts';
import { isObject, parsedJson } from './json-text.ts';
import { ReportError } from './report-error.ts';
import { described } from './shape.ts';

/** What documents of older versions lack, by where it belongs. */
const LATER = {
  document: { tool: { name: 'zbootkit', version: '', sha256: null } },
  tool: { sha256: null },
  image: { layouts: { before: null, after: null }, sha256: null },
  counts: { excused: 0 },
} as const;

function completed(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { images } = value;
  const all = Array.isArray(images)
    ? images.map((image: unknown) => (isObject(image) ? completedImage(image) : image))
    : images;
  const { tool = LATER.document.tool } = value;
  const whole = isObject(tool) ? { ...LATER.tool, ...tool } : tool;
  return { ...value, tool: whole, ...(images === undefined ? {} : { images: all }) };
}

function completedImage(image: Readonly<Record<string, unknown>>): object {
  const { counts } = image;
  return { ...LATER.image, ...image, ...(isObject(counts) ? { counts: { ...LATER.counts, ...counts } } : {}) };
}

function assertCheck(value: unknown): asserts value is CheckDocument {
  if (isObject(value) && value['schema'] !== CHECK_SCHEMA) {
    throw new ReportError(
      'check.schema',
      `needs "${CHECK_SCHEMA}", but ${described(value['schema'])}; use the version that wrote it.`,
    );
  }
  checkShape(value, 'check');
}

/**
 * Reads what `check --json` wrote and checks every property of it. Documents of older versions are completed.
 *
 * @throws ReportError that names the first property that is missing, unknown or of the wrong kind, or counts that are not
 *   those of the results
 */
export function parseCheck(text: string): Findings {
  const value = completed(parsedJson(text, 'check'));
  assertCheck(value);
  const rows = value.images.map(({ counts, ...row }, index) => {
    const wanted = checkCounts(row);
    for (const key of Object.keys(wanted) as (keyof typeof wanted)[]) {
      if (counts[key] === wanted[key]) continue;
      throw new ReportError(
        `check.images[${index}].counts.${key}`,
        `is ${counts[key]}, but the results have ${wanted[key]}.`,
      );
    }
    return row;
  });
  return { tool: value.tool, rows, unjudged: value.unjudged };
}
