import { ANSWER_KINDS, CASE_SETS, LAYOUT_KINDS, REPORT_SCHEMA } from '../../src/results/index.ts';
import {
  count,
  duration,
  integer,
  list,
  matching,
  nullable,
  oneOf,
  ordinal,
  record,
  scalar,
  text,
  variants,
} from './shape.ts';

/** A SHA-256. */
export const digest = matching(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');

export const tool = record({ name: text, version: text, sha256: nullable(digest) });

export const role = oneOf('image', 'before', 'after', 'content');

const place = record({ file: role, offset: count, length: count });

const expectation = variants({
  equals: { value: scalar },
  'one-of': { values: list(scalar) },
  'multiple-of': { value: integer },
  'at-least': { value: integer },
  'at-most': { value: integer },
  below: { value: integer },
  within: { what: text, start: count, end: count },
  'apart-from': { what: text, start: count, end: count },
  'same-bytes': { as: place },
  'zero-bytes': {},
  rewritten: {},
  refused: { because: text },
  form: { name: text },
});

export const finding = record({ about: text, expected: expectation, actual: scalar, at: list(place, 1) });

export const excerpt = record({
  file: role,
  offset: count,
  hex: matching(/^(?:[0-9a-f]{2})*$/, 'pairs of lower-case hexadecimal digits'),
  marks: list(record({ offset: count, length: count })),
});

const set = oneOf(...CASE_SETS);

const failure = record({
  set,
  index: count,
  caseId: text,
  shrinkSteps: count,
  append: nullable(record({ number: ordinal, of: ordinal, against: oneOf('previous', 'original') })),
  findings: list(finding, 1),
  excerpts: list(excerpt),
});

export const effect = record({
  kind: oneOf('refused', 'crashes', 'refused-under-secure-boot', 'misread', 'breaks-builds', 'untidy'),
  by: text,
  what: text,
});

const reasons = list(record({ reason: text, count }));

const failedWith = list(record({ answer: oneOf(...ANSWER_KINDS), count }));

const rule = record({
  id: text,
  name: text,
  title: text,
  references: list(text),
  rejectedBy: list(text),
  level: oneOf('error', 'warning', 'info'),
  severity: oneOf('rejected', 'mishandled', 'disputed', 'untidy'),
  effect: nullable(effect),
  passed: count,
  vacuous: count,
  skipped: count,
  failed: count,
  errored: count,
  withoutOutput: count,
  withheld: count,
  inherited: count,
  skipReasons: reasons,
  vacuousReasons: reasons,
  failedWith,
  failure: nullable(failure),
  errorMessage: nullable(text),
});

const layout = record({
  fileSize: count,
  regions: list(record({ kind: oneOf(...LAYOUT_KINDS), owner: text, name: text, offset: count, length: count })),
  payload: nullable(record({ offset: count, length: count })),
});

export const layouts = record({ before: nullable(layout), after: nullable(layout) });

const storedCase = record({
  id: text,
  seed: integer,
  set,
  index: count,
  plan: text,
  mutations: list(text),
  features: list(text),
  sections: count,
  inputSize: count,
  outputSize: nullable(count),
  layouts,
  rules: list(text),
  replay: text,
});

const refusals = record({
  must: count,
  may: count,
  wrong: count,
  policies: list(
    record({
      policy: text,
      cases: count,
      refused: count,
      rewritten: count,
      alone: record({ cases: count, refused: count, rewritten: count }),
    }),
  ),
});

const kinds = list(oneOf(...ANSWER_KINDS));

const baselineRun = record({
  version: text,
  seed: integer,
  profile: text,
  rules: list(text),
  excludedRules: list(text),
  cases: record({ grid: count, extremes: count, random: count, foreign: count, hostile: count }),
});

const baseline = record({
  known: list(
    record({
      rule: nullable(text),
      defect: nullable(text),
      reason: text,
      until: nullable(text),
      answers: kinds,
      state: oneOf('fails', 'partly', 'holds', 'expired', 'not-seen', 'left-out'),
      seen: kinds,
      otherRun: nullable(baselineRun),
    }),
  ),
  unexpected: list(record({ rule: text, defect: nullable(text), answers: failedWith })),
});

/** The shape of a whole report, property by property as the types of a report declare it. */
export const reportShape = record({
  schema: oneOf(REPORT_SCHEMA),
  tool,
  environment: record({ node: text }),
  time: record({ startedAt: text, durationMs: duration, gridMs: duration }),
  subject: record({
    id: text,
    version: text,
    command: nullable(list(text)),
    files: list(record({ name: text, sha256: digest })),
  }),
  run: record({
    seed: integer,
    planned: count,
    executed: count,
    grid: record({ planned: count, executed: count }),
    extremes: record({ planned: count, executed: count }),
    foreign: record({ planned: count, executed: count }),
    hostile: record({ planned: count, executed: count, refused: count }),
    sequences: record({ cases: count, appends: count }),
    profile: text,
    rules: list(text),
    excludedRules: list(text),
    leftOut: count,
  }),
  outcome: oneOf('conformant', 'nonconformant', 'inconclusive', 'unjudged'),
  baseline: nullable(baseline),
  notes: list(text),
  defects: list(record({ id: text, sentence: text, rule: text, caseId: text, followers: list(text) })),
  diagnosis: nullable(oneOf('whole', 'cut')),
  answers: list(record({ kind: text, code: text, count, example: text })),
  refusals: nullable(refusals),
  coverage: record({
    cases: count,
    features: list(record({ group: text, feature: text, count })),
    interactions: list(record({ name: text, features: list(text), count })),
  }),
  rules: list(rule),
  cases: list(storedCase),
});
