/** What is wrong with an entry of the tables that prove the image rules, in words; nothing when it proves its rule. */
import { isDeepStrictEqual } from 'node:util';
import { IMAGE_RULES, judgeImage } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Finding, Verdict } from '../../src/results/index.ts';
import { clean } from '../vectors/base-images.ts';
import type { ExpectedFinding, ImageHold, ImageSkip, ImageViolation } from '../vectors/entries.ts';

/** What every image rule says of a file, judged with no profile. */
export function judgeByAll(bytes: Uint8Array): ReadonlyMap<RuleId, Verdict> {
  const reading = readImage(bytes);
  return new Map(IMAGE_RULES.map((rule) => [rule.id, judgeImage(rule, reading)]));
}

function failingIn(verdicts: ReadonlyMap<RuleId, Verdict>): readonly RuleId[] {
  return [...verdicts].filter(([, { kind }]) => kind === 'fail' || kind === 'error').map(([id]) => id);
}

/** The rules that neither hold nor pass over a file. */
export function failingOn(bytes: Uint8Array): readonly RuleId[] {
  return failingIn(judgeByAll(bytes));
}

const failingOnBase = new Map<() => Uint8Array, ReadonlySet<RuleId>>();

/** The rules that an image breaks before its mutation. Most entries start from the same few images. */
function brokenBy(base: () => Uint8Array): ReadonlySet<RuleId> {
  const known = failingOnBase.get(base) ?? new Set(failingOn(base()));
  failingOnBase.set(base, known);
  return known;
}

function wrongWithFinding(finding: Finding, { at, beside, actual, wanted }: ExpectedFinding): readonly string[] {
  const [first, ...others] = finding.at.map(({ file, ...span }) => (file === 'image' ? span : file));
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['points at', first, at],
    ['points beside at', others, beside ?? others],
    ['found', finding.actual, actual ?? finding.actual],
    ['wants', finding.expected, wanted ?? finding.expected],
  ];
  return pairs
    .filter(([, is, should]) => !isDeepStrictEqual(is, should))
    .map(([what, is, should]) => `${what} ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
}

/** A violation breaks its rule and its consequences and nothing else, and the finding points at the bytes at fault. */
export function wrongWithViolation(entry: ImageViolation): readonly string[] {
  const { rule, base = clean, make, also = [], then } = entry;
  const before = brokenBy(base);
  const verdicts = judgeByAll(make());
  const added = failingIn(verdicts).filter((id) => !before.has(id));
  const expected = [rule, ...also].toSorted();
  const wrong: string[] = [];
  if (!isDeepStrictEqual(added.toSorted(), expected))
    wrong.push(`breaks ${added.join(' ')}, not ${expected.join(' ')}`);
  const verdict = verdicts.get(rule);
  if (verdict?.kind !== 'fail') return [...wrong, `${rule} ${verdict?.kind ?? 'is not built'}`];
  const [first, ...others] = verdict.findings;
  wrong.push(...wrongWithFinding(first, entry));
  if (then === undefined) return wrong;
  if (others.length !== then.length) wrong.push(`has ${others.length + 1} findings, not ${then.length + 1}`);
  const pairs = then.flatMap((each, index) => others.slice(index, index + 1).map((other) => [other, each] as const));
  return [...wrong, ...pairs.flatMap(([is, should]) => wrongWithFinding(is, should))];
}

/** An image on which a rule holds passes by it, be it that nothing was at stake; a skip is never a pass. */
export function wrongWithHold({ rule, make }: ImageHold): readonly string[] {
  const kind = judgeByAll(make()).get(rule)?.kind ?? 'is not built';
  return kind === 'pass' || kind === 'vacuous' ? [] : [`${rule} ${kind}`];
}

/** A rule that has nothing to say gives its reason. */
export function wrongWithSkip({ rule, make, reason }: ImageSkip): readonly string[] {
  const verdict = judgeByAll(make()).get(rule);
  if (verdict?.kind === 'skip' && verdict.reason === reason) return [];
  return [`${rule} ${verdict?.kind ?? 'is not built'} ${verdict?.kind === 'skip' ? verdict.reason : ''}`];
}
