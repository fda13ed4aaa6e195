import { againstBaseline, casesOf } from '../../results/index.ts';
import type { KnownFailure, Report, RuleRow } from '../../results/index.ts';
import { counted, printable } from '../../page/index.ts';
import type { Io } from '../io.ts';
import { FileError, isRecord, modeOfNew, parseDocument, readWhole, stateAt, writeWhole } from '../../files/index.ts';
import { RULES } from '../../../properties/index.ts';
import { UsageError } from '../exit.ts';

/** The name that every list of known failures carries. */
const SCHEMA = 'urn:zbootkit:baseline:v1';
/** A list of every rule with a long reason is far smaller. */
const SIZE_MAX = 2 ** 20;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const WITHOUT_REASON = 'not explained yet';
const FORM = `a baseline is {"schema": "${SCHEMA}", "known": [{"rule": …, "reason": …, "until": "2030-01-31"}]}`;

/** Where known failures are read from, and written to. */
export interface BaselineOptions {
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

/** The baselines of a run, looked at before it begins. */
export interface Baselines {
  /** `null` when the run is held against none. */
  readonly known: readonly KnownFailure[] | null;
  /** Writes what failed, where that is wanted and something was judged; an error is told. */
  readonly write: (report: Report, io: Io) => Promise<void>;
}

/** @throws UsageError where a file is no baseline, and would be read or replaced */
export async function openBaselines({ baseline, writeBaseline: target }: BaselineOptions): Promise<Baselines> {
  const known = baseline === undefined ? null : readBaseline(baseline);
  const before = [...(known ?? []), ...(target === undefined ? [] : await replaceableBaseline(target))];
  return {
    known,
    async write(report, io) {
      if (target === undefined || report.outcome === 'unjudged') return;
      const count = await writeBaseline(target, report.rules, before);
      io.err(`${counted(count, 'known failure')} written to ${printable(target)}; say in each "reason" why.\n`);
    },
  };
}

/** A report held against known failures, on the day of the run. */
export function held(report: Report, known: readonly KnownFailure[] | null, now: Date): Report {
  if (known === null || report.outcome === 'unjudged') return report;
  const { executed, planned } = casesOf(report);
  const today = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  const extent = executed === planned ? 'whole' : 'cut';
  return { ...report, baseline: againstBaseline(report.rules, { known, today, extent }) };
}

/**
 * Reads a list of known failures.
 *
 * @throws UsageError naming the file, the place and what belongs there
 */
function readBaseline(path: string): readonly KnownFailure[] {
  const wrong = (what: string): UsageError => new UsageError(`${path}: ${what}; ${FORM}.`);
  let value: unknown;
  try {
    value = parseDocument(readWhole(path, 'file', SIZE_MAX, 'followed').toString('utf8'));
  } catch (cause) {
    if (cause instanceof FileError) throw new UsageError(cause.message, { cause });
    throw wrong('it is not JSON');
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA) throw wrong(`schema is not ${SCHEMA}`);
  const { known } = value;
  if (!Array.isArray(known)) throw wrong('known is not a list');
  const seen = new Set<string>();
  return known.map((row: unknown, index) => {
    const at = `known[${index}]`;
    if (!isRecord(row)) throw wrong(`${at} is not an object`);
    const { rule, reason, until = null } = row;
    if (typeof rule !== 'string' || !RULES.some(({ id }) => id === rule)) throw wrong(`${at}.rule is not a rule`);
    if (seen.has(rule)) throw wrong(`${at}.rule is ${rule} for a second time`);
    seen.add(rule);
    if (typeof reason !== 'string' || reason.trim() === '') throw wrong(`${at}.reason is not a text that says why`);
    if (until !== null && (typeof until !== 'string' || !DAY.test(until))) throw wrong(`${at}.until is not a day`);
    return { rule, reason, until };
  });
}

/**
 * The failures that a file already has, before it is replaced.
 *
 * @returns none where there is no such file
 * @throws UsageError when something else is there
 */
async function replaceableBaseline(path: string): Promise<readonly KnownFailure[]> {
  return (await stateAt(path)) === null ? [] : readBaseline(path);
}

/**
 * Writes a list of the rules of level error that fail. Reasons and days of those that were known before are kept.
 *
 * @throws FileError when it cannot be written
 */
async function writeBaseline(
  path: string,
  rules: readonly RuleRow[],
  before: readonly KnownFailure[],
): Promise<number> {
  const failing = rules.filter(({ level, failed }) => level === 'error' && failed > 0);
  const known = failing.map(({ id }) => {
    const { reason = WITHOUT_REASON, until = null } = before.find(({ rule }) => rule === id) ?? {};
    return { rule: id, reason, ...(until === null ? {} : { until }) };
  });
  await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, known }, null, 2)}\n`, { mode: modeOfNew('file') });
  return known.length;
}
