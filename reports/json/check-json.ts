import { checkCounts } from '../model/check-counts.ts';
import type { CheckCounts } from '../model/check-counts.ts';
import { FINDING_ORDER, LAYOUT_ORDER, orderedJson } from './ordered-json.ts';
import type { KeyOrder } from './ordered-json.ts';
import { VERSION } from '../../src/results/index.ts';
import type { CheckedFile, Report, UnjudgedFile } from '../../src/results/index.ts';

/** The name that the JSON form of `check` carries. */
export const CHECK_SCHEMA = 'urn:zbootkit:check:v1';

/** The document that `check` writes as JSON; `schema/check-v1.schema.json` describes it. */
export interface CheckDocument {
  readonly schema: typeof CHECK_SCHEMA;
  /** What judged. */
  readonly tool: Report['tool'];
  readonly images: readonly (CheckedFile & { readonly counts: CheckCounts })[];
  /** What could not be judged, so that nobody counts it as held. */
  readonly unjudged: readonly UnjudgedFile[];
}

const CHECK_ORDER: KeyOrder<CheckDocument> = {
  schema: true,
  tool: true,
  images: true,
  unjudged: true,
  about: true,
  expected: true,
  kind: true,
  owner: true,
  id: true,
  name: true,
  version: true,
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
  ...LAYOUT_ORDER,
  sha256: true,
  counts: true,
  errors: true,
  warnings: true,
  remarks: true,
  held: true,
  vacuous: true,
  skipped: true,
  unverified: true,
  excused: true,
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
 * @param tool what judged; this version unless given
 */
export function renderFindingsJson(
  rows: readonly CheckedFile[],
  unjudged: readonly UnjudgedFile[] = [],
  tool: Report['tool'] = { name: 'zbootkit', version: VERSION, sha256: null },
): string {
  const images = rows.map((checked) => ({ ...checked, counts: checkCounts(checked) }));
  return orderedJson<CheckDocument>({ schema: CHECK_SCHEMA, tool, images, unjudged }, CHECK_ORDER);
}
