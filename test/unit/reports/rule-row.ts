import type { RuleRow } from '../../../src/results/index.ts';

/** A rule that held in every case; `row` says what is different. */
export function ruleRow(row: Partial<RuleRow>): RuleRow {
  return {
    id: 'PE-HDR-001',
    name: 'pe-signature',
    title: 'The PE signature follows the DOS header.',
    references: ['PE format, Signature'],
    rejectedBy: [],
    effect: null,
    level: 'error',
    severity: 'rejected',
    passed: 1940,
    vacuous: 0,
    skipped: 0,
    failed: 0,
    errored: 0,
    withoutOutput: 60,
    withheld: 0,
    inherited: 0,
    skipReasons: [],
    vacuousReasons: [],
    failedWith: row.failed === undefined || row.failed === 0 ? [] : [{ answer: 'rewritten', count: row.failed }],
    failure: null,
    errorMessage: null,
    ...row,
  };
}
