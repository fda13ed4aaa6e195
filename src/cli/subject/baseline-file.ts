import type { AnswerKind, BaselineRun, RecordedFailure } from '../../results/index.ts';
import { ANSWER_KINDS, answersBehind, hasSameCases, isAnswerKind } from '../../results/index.ts';
import { FileError, isRecord, modeOfNew, parseDocument, readWhole, writeWhole } from '../../files/index.ts';
import { RULES } from '../../../properties/index.ts';
import { DEFECT_IDS } from '../../campaign/index.ts';
import { UsageError } from '../exit.ts';
import { suggestion } from '../suggest.ts';
import { QUOTE_MAX, readRun, strangeKey } from './baseline-run.ts';
import type { Wrong } from './baseline-run.ts';

/** The name that every list of known failures carries. */
const SCHEMA = 'urn:zbootkit:baseline:v1';
/** A list of every rule with a long reason is far smaller. */
const SIZE_MAX = 2 ** 20;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Words, ids of rules, and several of them joined. */
const DEFECT = /^[A-Za-z0-9-]+(?:\+[A-Za-z0-9-]+)*$/;
const KEYS = ['schema', 'run', 'known'];
const KEYS_OF_ENTRY = ['rule', 'defect', 'answers', 'reason', 'until', 'run'];
const FORM =
  `a baseline is {"schema": "${SCHEMA}", "known": [{"rule": …, "answers": ["rewritten"], "reason": …, ` +
  '"until": "2030-01-31"}, {"defect": …, "reason": …}]}';

/**
 * Reads a list of known failures. An entry without `run` is of that of the file, where the file names one; with `null` it is of none.
 *
 * @throws UsageError naming the file, the place and what belongs there
 */
export function readBaseline(path: string): readonly RecordedFailure[] {
  const wrong: Wrong = (what) => new UsageError(`${path}: ${what}; ${FORM}.`);
  let value: unknown;
  try {
    value = parseDocument(readWhole(path, 'file', SIZE_MAX, 'followed').toString('utf8'));
  } catch (cause) {
    if (cause instanceof FileError) throw new UsageError(cause.message, { cause });
    throw wrong('it is not JSON');
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA) throw wrong(`schema is not ${SCHEMA}`);
  const other = strangeKey(value, KEYS);
  if (other !== null) throw wrong(`it has ${other}, which no baseline has`);
  const { known } = value;
  const run = value['run'] === undefined ? null : readRun(value['run'], 'run', wrong);
  if (!Array.isArray(known)) throw wrong('known is not a list');
  const seen = new Set<string>();
  return known.map((row: unknown, index) => {
    const at = `known[${index}]`;
    const entry = entryOf(row, at, run, wrong);
    for (const answer of entry.answers) {
      const name = `${entry.rule ?? entry.defect ?? ''} (${answer})`;
      if (seen.has(name)) throw wrong(`${at} is ${name} a second time`);
      seen.add(name);
    }
    return entry;
  });
}

function entryOf(row: unknown, at: string, ofFile: BaselineRun | null, wrong: Wrong): RecordedFailure {
  if (!isRecord(row)) throw wrong(`${at} is not an object`);
  const other = strangeKey(row, KEYS_OF_ENTRY);
  if (other !== null) throw wrong(`${at} has ${other}, which no entry has`);
  const { rule = null, defect = null, reason, until = null } = row;
  if ((rule === null) === (defect === null)) throw wrong(`${at} must have either a rule or a defect`);
  if (rule !== null && typeof rule !== 'string') throw wrong(`${at}.rule is not a rule`);
  if (rule !== null) requireRule(rule, at, wrong);
  if (defect !== null && (typeof defect !== 'string' || !DEFECT.test(defect))) {
    throw wrong(`${at}.defect is not the id of a defect`);
  }
  requireDefects(defect?.split('+') ?? [], at, wrong);
  if (typeof reason !== 'string' || reason.trim() === '') throw wrong(`${at}.reason must be a string that says why`);
  if (until !== null && !isDay(until)) throw wrong(`${at}.until must be a date`);
  const answers = answersOf(row['answers'] ?? (defect === null ? undefined : answersBehind(defect)), at, wrong);
  const own = row['run'];
  const run = own === undefined ? ofFile : own === null ? null : readRun(own, `${at}.run`, wrong);
  return { rule, defect, reason, until, answers, run };
}

function requireRule(rule: string, at: string, wrong: Wrong): void {
  const ids = RULES.map(({ id }) => id);
  if (ids.some((id) => id === rule)) return;
  throw wrong(`${at}.rule is ${quoted(rule)}, which no rule is called${nearText(rule, ids)}`);
}

/** Every part of the id of a defect is what some repair or wrong answer is called, or the rule of what nothing mends. */
function requireDefects(parts: readonly string[], at: string, wrong: Wrong): void {
  const ids: readonly string[] = [...DEFECT_IDS, ...RULES.map(({ id }) => id)];
  const strange = parts.find((part) => !ids.includes(part));
  if (strange === undefined) return;
  throw wrong(`${at}.defect is ${quoted(strange)}, which no defect is called${nearText(strange, ids)}`);
}

/** What may be meant, in brackets; nothing of a word longer than any name, with which a comparison would take long. */
function nearText(word: string, names: readonly string[]): string {
  if (word.length > QUOTE_MAX) return '';
  const same = names.find((name) => name.toLowerCase() === word.toLowerCase());
  const near = same === undefined ? suggestion(word, names) : `Did you mean "${same}"?`;
  return near === '' ? '' : ` (${near})`;
}

function quoted(word: string): string {
  return JSON.stringify(word.slice(0, QUOTE_MAX));
}

function answersOf(value: unknown, at: string, wrong: Wrong): readonly AnswerKind[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every(isAnswerKind);
  if (!isList) throw wrong(`${at}.answers must list the known answers, out of ${ANSWER_KINDS.join(', ')}`);
  return value;
}

/** Whether a value is a day that the calendar has, as `YYYY-MM-DD`. */
function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/**
 * Writes a list of known failures, with the run that they were written from; entries
 * that were last seen in one with other cases name it, and those that nobody has seen say so with `null`.
 *
 * @throws FileError when it cannot be written
 */
export async function writeBaseline(path: string, run: BaselineRun, known: readonly RecordedFailure[]): Promise<void> {
  const entries = known.map(({ rule, defect, reason, until, answers, run: own }) => ({
    ...(rule === null ? { defect } : { rule }),
    answers,
    reason,
    ...(until === null ? {} : { until }),
    ...(own !== null && hasSameCases(own, run) ? {} : { run: own }),
  }));
  const text = `${JSON.stringify({ schema: SCHEMA, run, known: entries }, null, 2)}\n`;
  await writeWhole(path, text, { mode: modeOfNew('file') });
}
