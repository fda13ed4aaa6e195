import type { ProfileName } from '../../../properties/index.ts';
import { checkCounts, renderFindings, renderFindingsJson } from '../../../reports/index.ts';
import type { Findings } from '../../../reports/index.ts';
import { FileError } from '../../files/index.ts';
import { judgeAlone, judgeAppended } from '../../judging/index.ts';
import { PAGE_WIDTH_MIN, flow, printable, toText } from '../../page/index.ts';
import type { ByteSource } from '../../reader/index.ts';
import { hexBytes } from '../../results/index.ts';
import type { CheckedFile, UnjudgedFile } from '../../results/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { openImage } from '../image-source.ts';
import { areOfImage } from '../image-start.ts';
import { isGithubStep } from '../github-step.ts';
import { tellGithubStep } from '../step-report.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { prepareReportFiles, refuseOverSource, removeOldReports, writeReportFiles } from '../report-files.ts';
import type { ReportFile } from '../report-files.ts';
import { STANDARD_STREAM } from '../standard-streams.ts';
import { toolkit } from '../toolkit.ts';
import { filesOfAppend, openAppend } from './check/append-call.ts';
import type { AppendOptions, OpenedAppend } from './check/append-call.ts';
import { imagesIn } from './check/inputs.ts';
import type { Inputs } from './check/inputs.ts';
import { unjudgedBy } from './check/unjudged.ts';

export interface CheckOptions extends AppendOptions {
  /** None means the one that fits each image. */
  readonly profile: readonly ProfileName[];
  /** The least level that makes the exit status 1. */
  readonly failOn: 'error' | 'warning';
  readonly report: readonly ReportFile[];
  /** Whether a GitHub step is told of what was found. */
  readonly ci: boolean;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: boolean;
}

/** How standard input is called in a report. */
const STANDARD_INPUT_TITLE = 'standard input';

/** What an image is called in a report. */
function titleOf(path: string): string {
  return path === STANDARD_STREAM ? STANDARD_INPUT_TITLE : path;
}

/**
 * Judges images by themselves, or each as the outcome of an append to another. What cannot be read is named on standard
 * error, and in the JSON, and does not keep the rest from being judged.
 *
 * @throws UsageError, FileError when the options do not fit together, or what images are judged against cannot be read
 */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<ExitCode> {
  await prepareReportFiles(options.report, null);
  const inputs = await imagesIn(paths);
  for (const path of new Set([...paths, ...inputs.images, ...filesOfAppend(options)])) {
    await refuseOverSource(options.report, path);
  }
  await removeOldReports(options.report);
  const append = await openAppend(options);
  try {
    tellOthers(inputs, options, io);
    const rows: CheckedFile[] = [];
    const unjudged: UnjudgedFile[] = [];
    const leaveOut = (file: UnjudgedFile): void => {
      io.err(`zbootkit: ${printable(`${file.path}: ${file.reason}`)}\n`);
      unjudged.push(file);
    };
    for (const file of inputs.failures) leaveOut(file);
    for (const path of inputs.images) {
      try {
        rows.push(...(await judged(path, append, options)));
      } catch (cause) {
        if (!(cause instanceof FileError || cause instanceof UsageError)) throw cause;
        leaveOut(unjudgedBy(titleOf(path), cause));
      }
    }
    append?.image.confirmUnchanged();
    if (options.json === true) io.out(renderFindingsJson(rows, unjudged, toolkit()));
    else if (rows.length > 0) io.out(rendered({ rows, unjudged }, options, io));
    const forms = await written({ rows, unjudged }, options, io);
    return unjudged.length > 0 || forms === 'failed' ? EXIT.usage : exitOf(rows, options);
  } finally {
    append?.image.close();
  }
}

/** Writes further forms, and tells a GitHub step; what judged is looked up only for those, because it takes a while. */
async function written(judged: Omit<Findings, 'tool'>, options: CheckOptions, io: Io): Promise<'written' | 'failed'> {
  const { report } = options;
  if (report.length === 0 && !isGithubStep(options, io)) return 'written';
  const document = { kind: 'check', findings: { ...judged, tool: toolkit() } } as const;
  const forms = await writeReportFiles(document, report, io);
  const whole = forms === 'written' ? (report.find(({ format }) => HAVE_ALL.includes(format))?.path ?? null) : null;
  await tellGithubStep(document, options, whole, io);
  return forms;
}

/** Forms that leave nothing out, however long the report is. */
const HAVE_ALL: readonly string[] = ['json', 'markdown'];

/** Names or counts the files of folders that are no images, so that nobody takes them for judged. */
function tellOthers({ images, others }: Inputs, { quiet, verbose }: CheckOptions, io: Io): void {
  if (others.length === 0 || images.length === 0 || quiet === true) return;
  if (verbose === true) {
    for (const path of others) io.err(`${printable(path)}: not an image, skipped\n`);
    return;
  }
  const left =
    others.length === 1 ? 'file in folders is not an image and was' : 'files in folders are not images and were';
  io.err(`${others.length} ${left} skipped; --verbose names them.\n`);
}

async function judged(
  path: string,
  append: OpenedAppend | null,
  { profile }: CheckOptions,
): Promise<readonly CheckedFile[]> {
  const image = await openImage(path, 'image');
  const title = titleOf(path);
  try {
    if (append === null) refuseOther(title, image.source);
    const rows =
      append === null
        ? judgeAlone(title, image.source, profile)
        : judgeAppended(title, image.source, append.append, profile);
    image.confirmUnchanged();
    return rows;
  } finally {
    image.close();
  }
}

/** Refuses what is not an image at all: to judge it by rules says nothing that its first bytes do not say. */
function refuseOther(title: string, source: ByteSource): void {
  const start = source.slice(0, 4);
  if (areOfImage(start)) return;
  const what = start.length === 0 ? 'it is empty' : `it starts with ${hexBytes(start)}, not with MZ`;
  throw new UsageError(`${title}: it is not a PE image: ${what}.`);
}

function rendered({ rows, unjudged }: Omit<Findings, 'tool'>, options: CheckOptions, io: Io): string {
  const verbosity = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'normal';
  const colour = colourOf(io, options);
  const verdicts = io.outIsTerminal ? 'wrapped' : 'whole';
  const text = renderFindings(rows, { width: io.columns, colour, verbosity, verdicts }, unjudged);
  const broken = rows.flatMap(({ results }) =>
    results.filter(({ verdict, level }) => verdict.kind === 'fail' && level !== 'info'),
  );
  const shown = broken.find(({ level }) => level === 'error') ?? broken[0];
  if (verbosity === 'quiet' || shown === undefined) return text;
  const hint = {
    text: `zbootkit explain ${shown.id} says more about the rule and who enforces it.`,
    style: 'dim',
  } as const;
  const width = Math.max(io.columns, PAGE_WIDTH_MIN);
  return `${text}${toText([[], ...flow([hint], { width, first: 0, rest: 2 })], colour)}`;
}

function exitOf(rows: readonly CheckedFile[], { failOn }: CheckOptions): ExitCode {
  const counts = rows.map(checkCounts);
  if (counts.some(({ broken }) => broken > 0)) return EXIT.unjudged;
  const decisive = counts.map(({ errors, warnings }) => (failOn === 'warning' ? errors + warnings : errors));
  if (decisive.some((count) => count > 0)) return EXIT.nonconformant;
  // A skip is never a pass: where no rule held, as for a file that only breaks a warning, nothing was shown.
  return counts.some(({ held, unverified }) => held === 0 || unverified > 0) ? EXIT.inconclusive : EXIT.conformant;
}
