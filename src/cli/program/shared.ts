import { Option } from 'commander';
import type { Command } from 'commander';
import { TOOL_NAMES } from '../subject/tools.ts';
import type { ExitCode } from '../exit.ts';
import {
  DEFAULT_TIME_LIMIT_MS,
  delay,
  duration,
  durationOrNone,
  reportFile,
  wholeNumber,
  wholeNumberOrNone,
} from '../options.ts';

/** Takes the exit status of a command that has ended. */
export type Settle = (code: ExitCode) => void;

export const DEFAULT_SEED = 1;
export const REPORT_FOLDER = 'zbootkit-report';
/** IMAGE_SCN_CNT_INITIALIZED_DATA and IMAGE_SCN_MEM_READ. [PE format, Section Flags] */
const DEFAULT_CHARACTERISTICS = 0x40000040;
export const U32_MAX = 0xffffffff;

export function nameOption(): Option {
  return new Option('--name <name>', 'name of the section').default('.bpf');
}

export function characteristicsOption(): Option {
  return new Option('--characteristics <flags>', 'flags of the section')
    .default(DEFAULT_CHARACTERISTICS, '0x40000040')
    .argParser(wholeNumber(0, U32_MAX));
}

export function timeLimitOption(): Option {
  return new Option('--time-limit <duration>', 'end each call of the command after this time')
    .default(DEFAULT_TIME_LIMIT_MS, '10s')
    .argParser(delay);
}

/** How long cases may take, and what is made of those that fail. */
export function addTimes(command: Command): Command {
  return command
    .addOption(
      new Option('--max-time <duration>', 'stop after this time, such as 10m; without a unit, seconds').argParser(
        duration,
      ),
    )
    .addOption(
      new Option('--shrink <duration>', 'look for smaller cases no longer than this; "none" not at all').argParser(
        durationOrNone,
      ),
    );
}

/** A call that is known by the name of its tool. */
export function toolOption(): Option {
  return new Option('--tool <name>', 'a known tool, instead of a command').choices(TOOL_NAMES);
}

export function outputLimitOption(): Option {
  return new Option(
    '--output-limit <bytes>',
    'largest output of a call (default: 4 times image and content together, and 8 MiB)',
  ).argParser(wholeNumber(1));
}

export function harnessOption(): Option {
  return new Option('--harness', 'the command serves calls on stdin and stdout (docs/harness.md)');
}

export function memoryLimitOption(): Option {
  return new Option(
    '--memory-limit <bytes>',
    'most memory of each process of a harness, or "none" (default: 2 GiB)',
  ).argParser(wholeNumberOrNone(1));
}

/** Further forms of a report. */
export function reportOption(): Option {
  return new Option('--report <format=file>', 'write the report to this file too, such as junit=report.xml; repeatable')
    .default([], 'none')
    .argParser(reportFile);
}

/** Whether anything is told to GitHub. */
export function ciOption(): Option {
  return new Option('--no-ci', 'write no annotations and no step summary under GitHub Actions');
}

/** What becomes of a campaign's report, whoever ran its cases. */
export function addReport(command: Command): Command {
  return command
    .option('--baseline <file>', 'known failures, which do not fail the run; new failures and outdated entries do')
    .option('--write-baseline <file>', 'write what fails as known failures, after a whole run')
    .option('--out <folder>', 'folder for the report and the failing cases', REPORT_FOLDER)
    .addOption(reportOption())
    .addOption(ciOption())
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the outcome, policies of refusal and the names of broken rules only')
    .option('--verbose', 'print all failed rules and the coverage table too, which report.txt has in any case')
    .option('--no-color', 'no colours');
}
