import { RULES, judgeCall, ruleIn } from '../../properties/index.ts';
import type { AppendRequests, Call, Rule } from '../../properties/index.ts';
import { readImage } from '../reader/index.ts';
import type { ByteSource, Image, Reading } from '../reader/index.ts';
import type { CheckedFile } from '../results/index.ts';
import type { FetchBytes } from './excerpts.ts';
import { profilesFor, rowsOf } from './judge.ts';
import type { ProfileChoice } from './judge.ts';

/** An append that outputs are judged against: what there was, what was asked for, and what both are called. */
export interface Appended {
  readonly before: Image;
  readonly requests: AppendRequests;
  /** What a report calls the original image. */
  readonly original: string;
  /** What a report calls the contents, in their order. */
  readonly contents: readonly string[];
}

/** Judges an image as what came of an append; one row for each profile. */
export function judgeAppended(
  path: string,
  source: ByteSource,
  append: Appended,
  asked: ProfileChoice,
): readonly CheckedFile[] {
  const { before, requests, original } = append;
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
  const titles = { path, files: [{ file: 'before', path: original } as const, ...contents] };
  const judgement = {
    rules: RULES,
    inProfile: ruleIn,
    verdict: (rule: Rule) => judgeCall(rule, call),
    fetch: fetchOf(append, source),
  };
  return rowsOf(titles, judgement, profilesFor(reading, asked));
}

/** Rules on an image by itself speak of the output. */
function fetchOf({ before, requests }: Appended, output: ByteSource): FetchBytes {
  return (file, offset, length) => {
    if (file === 'content') return requests[0].content.subarray(offset, offset + length);
    return (file === 'before' ? before.source : output).slice(offset, length);
  };
}
