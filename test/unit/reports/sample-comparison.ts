import type { Report, RuleRow } from '../../../src/results/index.ts';
import { ruleRow } from './rule-row.ts';
import { CONFORMANT, FAILING } from './sample-report.ts';

const OFFSET = 'PR-ZB-003';
const command = (program: string): Report['subject']['command'] => [
  `/usr/bin/${program}`,
  '{in}',
  '{section}',
  '{out}',
];

/** A report in which one rule came out differently, and the defect of it is gone where it held. */
function version(number: string, startedAt: string, changed: Partial<RuleRow>): Report {
  const rules = FAILING.rules.map((rule) => (rule.id === OFFSET ? { ...rule, ...changed } : rule));
  const isFixed = changed.failed === 0;
  return {
    ...FAILING,
    baseline: null,
    subject: { id: 'command', version: number, command: command(`objcopy-${number.split('.')[0] ?? ''}`), files: [] },
    time: { ...FAILING.time, startedAt },
    rules,
    defects: isFixed ? FAILING.defects.filter(({ rule }) => rule !== OFFSET) : FAILING.defects,
  };
}

/** The versions 9 and 10 of one tool, the newer first: 10 has fixed one defect. */
export const NEWER = version('10.1', '2025-02-01T00:00:00.000Z', { failed: 0, failure: null, failedWith: [] });
export const OLDER = version('9.8', '2025-03-01T00:00:00.000Z', {});

/** Another subject, which did not exercise that rule and did not judge by others. */
export const OTHER: Report = {
  ...CONFORMANT,
  rules: [ruleRow({}), ruleRow({ id: OFFSET, name: 'payload-moves-with-section', passed: 0, skipped: 9 })],
};

/** In the order in which somebody may name them. */
export const COMPARED: readonly Report[] = [NEWER, OLDER, OTHER];
