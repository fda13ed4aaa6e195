import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, RuleRow } from '../../src/results/index.ts';
import { parseReport } from '../../reports/index.ts';
import { schemaAt } from './schema.ts';

/** What the published schema holds against a report; an empty list when it is valid. */
export function schemaErrors(text: string): readonly string[] {
  const { validate } = schemaAt('reports/schema/report-v1.schema.json');
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The report of a report folder. */
export function reportIn(folder: string): Report {
  return parseReport(readFileSync(join(folder, 'report.json'), 'utf8'));
}

/** The ids of the rules that failed. */
export function failedRules({ rules }: Report): readonly string[] {
  return rules.filter(({ failed, level }) => failed > 0 && level !== 'info').map(({ id }) => id);
}

/** The row of one rule. */
export function rowOf({ rules }: Report, id: string): RuleRow {
  const row = rules.find((rule) => rule.id === id);
  if (row === undefined) throw new Error(`the report has no rule ${id}`);
  return row;
}
