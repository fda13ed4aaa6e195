import { RULES, isInherited, judgeCall, ruleIn } from '../../properties/index.ts';
import type { AppendRequests, Call, Rule } from '../../properties/index.ts';
import { readImage } from '../reader/index.ts';
import type { ByteSource, Image, Reading } from '../reader/index.ts';
import type { CheckedFile, Verdict } from '../results/index.ts';
import type { FetchBytes } from './excerpts.ts';
import { signingOf } from './caveat.ts';
import { fileFault } from './cause.ts';
import { sha256Of } from './digest.ts';
import { profilesFor, rowsOf, sourceOf } from './judge.ts';
import type { ProfileChoice } from './judge.ts';
import { layoutOf } from './layout.ts';

/** An append that outputs are judged against: what there was, what was asked for, and what a report calls both. */
export interface Appended {
  /** The original image, as `readImage` gives it. */
  readonly before: Image;
  /** The sections that were to be appended, in their order. */
  readonly requests: AppendRequests;
  /** What a report calls the original image. */
  readonly original: string;
  /** What a report calls the contents, in their order. */
  readonly contents: readonly string[];
}

/**
 * Judges an image as what came of an append: what changed, what had to stay, and the image by itself. Never throws for
 * what the bytes are.
 *
 * @param path what a report calls the image; nothing is read from there
 * @param output the whole file, or a source that fetches the parts that are asked for
 * @param asked the profiles to judge by; without any, the one that fits the original image
 * @returns one row for each profile, with one result for each rule that it judges by
 */
export function judgeAppended(
  path: string,
  output: Uint8Array | ByteSource,
  append: Appended,
  asked: ProfileChoice = [],
): readonly CheckedFile[] {
  const { before, requests, original } = append;
  const source = sourceOf(output);
  const after = readImage(source);
  const answer = {
    kind: 'rewritten',
    // Most outputs need not be in memory: rules read from `after`, and only those on repeated calls compare answers.
    get bytes() {
      return source.slice(0, source.length);
    },
  } as const;
  const reading: Reading = { ok: true, image: before };
  const call: Call = {
    before: reading,
    steps: [{ on: null, requests, setting: { previousOutput: null }, answer, after }],
  };
  const contents = append.contents.map((content) => ({ file: 'content', path: content }) as const);
  const files = [{ file: 'before', path: original } as const, ...contents];
  const titles = {
    path,
    files,
    layouts: { before: layoutOf(reading), after: layoutOf(after) },
    sha256: sha256Of(source),
    fault: fileFault(after, source),
    signing: signingOf(after),
  };
  const judgement = {
    rules: RULES,
    inProfile: ruleIn,
    verdict: (rule: Rule) => withExcuse(judgeCall(rule, call)),
    fetch: fetchOf(append, source),
  };
  return rowsOf(titles, judgement, profilesFor(reading, asked));
}

/** Says of a rule that the output breaks through no fault of the append that it does: nobody may take such an output for sound. */
function withExcuse(verdict: Verdict): Verdict {
  return verdict.kind === 'skip' && isInherited(verdict.reason) ? { ...verdict, excused: true } : verdict;
}

/** Rules on an image by itself speak of the output. */
function fetchOf({ before, requests }: Appended, output: ByteSource): FetchBytes {
  return (file, offset, length) => {
    if (file === 'content') return requests[0].content.subarray(offset, offset + length);
    return (file === 'before' ? before.source : output).slice(offset, length);
  };
}
