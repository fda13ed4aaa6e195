import { checkCounts } from '../text/check-text.ts';
import type { CheckCounts } from '../text/check-text.ts';
import { FINDING_ORDER, orderedJson } from './ordered-json.ts';
import type { KeyOrder } from './ordered-json.ts';
import type { CheckedFile, UnjudgedFile } from '../../src/results/index.ts';

/** The name that the JSON form of `check` carries. */
export const CHECK_SCHEMA = 'urn:zbootkit:check:v1';

/** The document that `check` writes as JSON; `schema/check-v1.schema.json` describes it. */
export interface CheckDocument {
  readonly schema: typeof CHECK_SCHEMA;
  readonly images: readonly (CheckedFile & { readonly counts: CheckCounts })[];
  /** What could not be judged, so that nobody counts it as held. */
  readonly unjudged: readonly UnjudgedFile[];
}

const CHECK_ORDER: KeyOrder<CheckDocument> = {
  schema: true,
  images: true,
  unjudged: true,
  about: true,
  expected: true,
  kind: true,
  id: true,
  name: true,
  title: true,
  level: true,
  severity: true,
  references: true,
  rejectedBy: true,
  effect: true,
  by: true,
  verdict: true,
  excerpts: true,
  reason: true,
  findings: true,
  message: true,
  append: true,
  number: true,
  of: true,
  against: true,
  ...FINDING_ORDER,
  path: true,
  profile: true,
  because: true,
  cause: true,
  sentence: true,
  follows: true,
  caveat: true,
  files: true,
  counts: true,
  errors: true,
  warnings: true,
  remarks: true,
  held: true,
  vacuous: true,
  skipped: true,
  unverified: true,
  broken: true,
  results: true,
  offset: true,
  length: true,
  hex: true,
  marks: true,
};

/**
 * The findings of each image as JSON: properties always in one order, two spaces of indent, a line feed at the end.
 *
 * @param unjudged what could not be judged and is to be named beside the images
 */
export function renderFindingsJson(rows: readonly CheckedFile[], unjudged: readonly UnjudgedFile[] = []): string {
  const images = rows.map((checked) => ({ ...checked, counts: checkCounts(checked) }));
  return orderedJson<CheckDocument>({ schema: CHECK_SCHEMA, images, unjudged }, CHECK_ORDER);
}
