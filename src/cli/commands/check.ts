import { excerptsOf, filesOfCall, filesOfImage } from '../../campaign/index.ts';
import type { FetchBytes } from '../../campaign/index.ts';
import {
  IMAGE_RULES,
  RULES,
  formatReference,
  judgeCall,
  judgeImage,
  levelOf,
  nameOfRule,
} from '../../../properties/index.ts';
import type { AppendRequests, Call, ProfileName, Rule } from '../../../properties/index.ts';
import type { AppendRequest } from '../../contract/index.ts';
import { readImage } from '../../reader/index.ts';
import type { Reading } from '../../reader/index.ts';
import type { Verdict } from '../../results/index.ts';
import { checkCounts, renderFindings, renderFindingsJson } from '../../../reports/index.ts';
import type { CheckedFile, CheckedRule } from '../../../reports/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { readInput } from '../files.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import type { SectionOption } from '../section-option.ts';

export interface CheckOptions {
  readonly profile?: ProfileName;
  readonly against?: string;
  readonly content?: string;
  readonly section: readonly SectionOption[];
  readonly name: string;
  readonly characteristics: number;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: boolean;
}

/** An append as the arguments tell it: the image before it, and the sections in their order. */
interface AppendCall {
  readonly against: string;
  readonly sections: readonly [SectionOption, ...SectionOption[]];
}

/** Judges images by themselves, or each as the outcome of an append to another. */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<ExitCode> {
  const append = appendCall(options);
  const checked: CheckedFile[] = [];
  for (const path of paths) {
    const bytes = await readInput(path, 'image');
    checked.push(append === null ? checkImage(path, bytes, options) : await checkAppend(path, bytes, append, options));
  }
  io.out(options.json === true ? renderFindingsJson(checked) : rendered(checked, options, io));
  const counts = checked.map(checkCounts);
  if (counts.some(({ broken }) => broken > 0)) return EXIT.unjudged;
  if (counts.some(({ errors }) => errors > 0)) return EXIT.nonconformant;
  // A skip is never a pass: where no rule held, as for a file that only breaks a warning, nothing was shown.
  return counts.some(({ held }) => held === 0) ? EXIT.inconclusive : EXIT.conformant;
}

/** The append that the options tell of, or `null` when images are judged by themselves. */
function appendCall({ against, content, name, section }: CheckOptions): AppendCall | null {
  const [first, ...more] = content === undefined ? section : [{ name, path: content }, ...section];
  if (against !== undefined && first !== undefined) return { against, sections: [first, ...more] };
  if (against === undefined && first === undefined) return null;
  if (against === undefined && content === undefined) {
    throw new UsageError('--section needs --against: the original image that the sections were appended to.');
  }
  throw new UsageError(
    '--against and --content belong together: the original image and the content that was appended.',
  );
}

function rendered(checked: readonly CheckedFile[], options: CheckOptions, io: Io): string {
  const verbosity = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'normal';
  return renderFindings(checked, { width: io.columns, colour: colourOf(io, options), verbosity });
}

/** The profile to judge by: as asked, else `zboot` for a zboot image and `edk2` for any other. */
function profileFor(reading: Reading, { profile }: CheckOptions): ProfileName {
  if (profile !== undefined) return profile;
  return reading.ok && reading.image.zbootHeader.magic.value === 'zimg' ? 'zboot' : 'edk2';
}

function checkImage(path: string, bytes: Uint8Array, options: CheckOptions): CheckedFile {
  const reading = readImage(bytes);
  const profile = profileFor(reading, options);
  const fetch: FetchBytes = reading.ok
    ? filesOfImage(reading.image)
    : (_file, offset, length) => bytes.subarray(offset, offset + length);
  const rules = IMAGE_RULES.filter(({ id }) => levelOf(id, profile) !== 'off');
  const results = rules.map((rule) => checkedRule(rule, profile, judgeImage(rule, reading), fetch));
  return { path, profile, files: [], results };
}

async function checkAppend(
  path: string,
  bytes: Uint8Array,
  { against, sections }: AppendCall,
  options: CheckOptions,
): Promise<CheckedFile> {
  const original = readImage(await readInput(against, 'original image'));
  if (!original.ok) {
    const { path: field, expected, actual } = original.fault;
    throw new UsageError(`${against}: the original is no PE image: ${field} needs ${expected}, found ${actual}.`);
  }
  const requests = await readRequests(sections, options);
  const after = readImage(bytes);
  const profile = profileFor(original, options);
  const call: Call = {
    before: original.image,
    requests,
    answer: { kind: 'rewritten', bytes },
    after,
    repeated: null,
  };
  const fetch = filesOfCall(call);
  const rules = RULES.filter(({ id }) => levelOf(id, profile) !== 'off');
  const results = rules.map((rule) => checkedRule(rule, profile, judgeCall(rule, call), fetch));
  const contents = sections.map((section) => ({ file: 'content', path: section.path }) as const);
  return { path, profile, files: [{ file: 'before', path: against }, ...contents], results };
}

/** The sections with what their files hold, in their order. */
async function readRequests([first, ...more]: AppendCall['sections'], options: CheckOptions): Promise<AppendRequests> {
  const { characteristics } = options;
  const read = async ({ name, path }: SectionOption): Promise<AppendRequest> => {
    return { name, content: await readInput(path, 'content'), characteristics };
  };
  const requests: [AppendRequest, ...AppendRequest[]] = [await read(first)];
  for (const section of more) requests.push(await read(section));
  return requests;
}

function checkedRule(rule: Rule, profile: ProfileName, verdict: Verdict, fetch: FetchBytes): CheckedRule {
  const level = levelOf(rule.id, profile);
  return {
    id: rule.id,
    name: nameOfRule(rule.id),
    title: rule.title,
    level: level === 'off' ? 'info' : level,
    references: rule.references.map(formatReference),
    rejectedBy: rule.enforcedBy ?? [],
    verdict,
    excerpts: verdict.kind === 'fail' ? excerptsOf(verdict.findings, fetch) : [],
  };
}
