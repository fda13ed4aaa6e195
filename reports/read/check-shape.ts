import { CHECK_SCHEMA } from '../json/check-json.ts';
import { digest, effect, excerpt, finding, layouts, role, tool } from './report-shape.ts';
import { count, list, nullable, oneOf, optional, record, text, variants, yes } from './shape.ts';

const verdict = variants({
  pass: {},
  vacuous: { reason: text },
  skip: { reason: text, unverified: optional(yes), excused: optional(yes) },
  fail: { findings: list(finding, 1) },
  error: { message: text },
});

const result = record({
  id: text,
  name: text,
  title: text,
  level: oneOf('error', 'warning', 'info'),
  severity: oneOf('rejected', 'mishandled', 'disputed', 'untidy'),
  references: list(text),
  rejectedBy: list(text),
  effect: nullable(effect),
  verdict,
  excerpts: list(excerpt),
});

const counts = record({
  errors: count,
  warnings: count,
  remarks: count,
  held: count,
  vacuous: count,
  skipped: count,
  unverified: count,
  excused: count,
  broken: count,
});

const image = record({
  path: text,
  profile: text,
  because: nullable(text),
  cause: nullable(record({ sentence: text, follows: list(text) })),
  caveat: nullable(text),
  files: list(record({ file: role, path: text })),
  counts,
  layouts,
  sha256: nullable(digest),
  results: list(result),
});

/** The shape of what `check --json` writes, property by property as its types declare it. */
export const checkShape = record({
  schema: oneOf(CHECK_SCHEMA),
  tool,
  images: list(image),
  unjudged: list(record({ path: text, reason: text })),
});
