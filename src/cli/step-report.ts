import { SUMMARY_BYTES_MAX, renderAnnotations, renderSummary } from '../../reports/index.ts';
import type { ReportDocument } from '../../reports/index.ts';
import { FileError, appendText, sizeOfShared } from '../files/index.ts';
import { printable } from '../page/index.ts';
import { isGithubStep } from './github-step.ts';
import type { StepOptions } from './github-step.ts';
import type { Io } from './io.ts';

/**
 * Under GitHub Actions, writes the annotations of a report to standard error and its summary to the file that GitHub names. What
 * goes wrong is told, and changes nothing.
 *
 * @param whole the file that has the whole report; `null` where there is none
 */
export async function tellGithubStep(
  document: ReportDocument,
  options: StepOptions,
  whole: string | null,
  io: Io,
): Promise<void> {
  if (!isGithubStep(options, io)) return;
  io.err(renderAnnotations(document));
  await appendStepSummary(document, options, whole, io);
}

/** The summary alone, for a run whose annotation is written where it ended. */
export async function appendStepSummary(
  document: ReportDocument,
  options: StepOptions,
  whole: string | null,
  io: Io,
): Promise<void> {
  if (!isGithubStep(options, io)) return;
  const path = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  try {
    const size = await sizeOfShared(path);
    // What is there may not end its last line, and a heading within it would be none.
    const gap = size === 0 ? '' : '\n\n';
    const bytesMax = SUMMARY_BYTES_MAX - size - gap.length;
    const summary = renderSummary(document, { bytesMax, whole });
    if (summary === '') throw new FileError(`${path} has no room left: GitHub takes 1 MiB for each step.`);
    await appendText(path, `${gap}${summary}`);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.err(`zbootkit: the summary of the step was not written: ${printable(cause.message)}\n`);
  }
}
