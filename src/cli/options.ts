import { InvalidArgumentError } from 'commander';
import type { ProfileName } from '../../properties/index.ts';
import type { ComparisonFormat, Format } from '../../reports/index.ts';
import type { ReportFile } from './report-files.ts';

/** The most shards of a run; a test keeps it equal to what the campaign says, which most commands never load. */
const SHARD_COUNT_MAX = 4096;

/** The longest delay that timers can keep, some 24 days. [Node.js, setTimeout] */
export const TIMER_MAX_MS = 0x7fffffff;

/** Time after which a call of a command is ended unless told otherwise. */
export const DEFAULT_TIME_LIMIT_MS = 10_000;

/** A whole number of at least `least`, in decimal or with 0x in hexadecimal. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** A whole number of at least `least`, or none at all. */
export function wholeNumberOrNone(least: number): (text: string) => number | 'none' {
  return (text) => (text === 'none' ? text : wholeNumber(least)(text));
}

/** The profiles in the order of the catalogue, which most commands never load; a test keeps the two lists equal. */
export const PROFILE_NAMES: readonly ProfileName[] = ['spec', 'edk2', 'audk-strict', 'shim', 'uefi-ca', 'zboot'];

/** The formats of reports, which most commands never load; a test keeps the two lists equal. */
export const FORMAT_NAMES: readonly Format[] = [
  'text',
  'json',
  'html',
  'markdown',
  'junit',
  'ktap',
  'sarif',
  'github',
  'annotations',
  'intoto',
];

/** The formats of a comparison, likewise. */
export const COMPARISON_FORMAT_NAMES: readonly ComparisonFormat[] = ['html', 'json', 'markdown'];

/** Collects the formats that a report is written in, each as `format=file`. */
export function reportFile(text: string, previous: readonly ReportFile[]): readonly ReportFile[] {
  const [, name, path] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  const format = FORMAT_NAMES.find((each) => each === name);
  if (format !== undefined && path !== undefined) return [...previous, { format, path }];
  throw new InvalidArgumentError(
    `It has to be <format>=<file>, such as junit=report.xml; the formats are ${FORMAT_NAMES.join(', ')}.`,
  );
}

/** A name of a profile. */
export function profileName(text: string): ProfileName {
  const name = PROFILE_NAMES.find((each) => each === text);
  if (name !== undefined) return name;
  throw new InvalidArgumentError(`It must be one of ${PROFILE_NAMES.join(', ')}.`);
}

/** A duration such as 90s, 10m or 2h, in milliseconds; a bare number is seconds. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const unit = units[match?.[2] ?? 's'];
  if (match === null || unit === undefined || Number(match[1]) === 0) {
    throw new InvalidArgumentError('It must be a duration such as 90s, 10m or 2h.');
  }
  return Number(match[1]) * unit;
}

/** A time that a timer can keep; a longer one stands for the longest of them. */
export function delay(text: string): number {
  return Math.min(duration(text), TIMER_MAX_MS);
}

/** A duration, or none at all. */
export function durationOrNone(text: string): number | 'none' {
  return text === 'none' ? text : duration(text);
}

/** A share of a run such as 2/8, as the one of so many parts. */
export function shareOf(text: string): { readonly count: number; readonly parts: readonly number[] } {
  const [, part, count] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? []).map(Number);
  if (part === undefined || count === undefined || part > count || count > SHARD_COUNT_MAX) {
    throw new InvalidArgumentError(
      `It must be i/n such as 2/8, with i from 1 to n and n of at most ${SHARD_COUNT_MAX}.`,
    );
  }
  return { count, parts: [part] };
}

/** Collects an option that may be given more than once. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
