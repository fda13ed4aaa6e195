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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What rows of older versions lack: they said nothing of effects, and took all that held or had no output for one. */
const LATER = { effect: null, vacuous: 0, withoutOutput: 0, withheld: 0, vacuousReasons: [] } as const;

function completedRule(rule: unknown): unknown {
  return isObject(rule) && 'id' in rule ? { ...LATER, ...rule } : rule;
}

/** A report of an older version lacks what came later; anything else stays as it is. */
function completed(value: unknown): unknown {
  if (!isObject(value) || !('schema' in value)) return value;
  const { rules } = value;
  return {
    ...value,
    ...('refusals' in value ? {} : { refusals: null }),
    ...('defects' in value ? {} : { defects: [] }),
    ...(Array.isArray(rules) ? { rules: rules.map(completedRule) } : {}),
  };
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
