import { CHECK_SCHEMA } from '../json/check-json.ts';
import type { ReportDocument } from '../model/document.ts';
import { isObject, parsedJson } from './json-text.ts';
import { parseCheck } from './read-check.ts';
import { parseReport } from './read-report.ts';

/**
 * Reads whatever this program wrote as JSON for reports: that of a campaign, or of a check.
 *
 * @throws ReportError that names the first property that is missing, unknown or of the wrong kind
 */
export function parseDocument(text: string): ReportDocument {
  const value = parsedJson(text, 'report');
  return isObject(value) && value['schema'] === CHECK_SCHEMA
    ? { kind: 'check', findings: parseCheck(text) }
    : { kind: 'campaign', report: parseReport(text) };
}
