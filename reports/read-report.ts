import { REPORT_SCHEMA } from '../src/results/index.ts';
import type { Report } from '../src/results/index.ts';
import { ReportError } from './report-error.ts';
import { reportShape } from './report-shape.ts';
import { described } from './shape.ts';

function parsed(text: string): unknown {
  try {
    // Some editors and shells put a byte order mark before a file's first character.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportError('report', `is not JSON (${reason}); a run that was cut short leaves half a file.`);
  }
}

function assertReport(value: unknown): asserts value is Report {
  if (typeof value === 'object' && value !== null && 'schema' in value && value.schema !== REPORT_SCHEMA) {
    throw new ReportError(
      'report.schema',
      `needs "${REPORT_SCHEMA}", but ${described(value.schema)}; use the version that wrote it.`,
    );
  }
  reportShape(value, 'report');
}

/** A report of a version that did not tell refusals apart lacks the property; anything else stays as it is. */
function completed(value: unknown): unknown {
  const isOlder = typeof value === 'object' && value !== null && 'schema' in value && !('refusals' in value);
  return isOlder ? { ...value, refusals: null } : value;
}

/**
 * Reads a report back from JSON and checks every property of it. Reports of older versions are completed.
 *
 * @throws ReportError that names the first property that is missing, unknown or of the wrong kind.
 */
export function parseReport(text: string): Report {
  const value = completed(parsed(text));
  assertReport(value);
  return value;
}
