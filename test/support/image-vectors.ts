/** What is wrong with an entry of the tables that prove the image rules, in words; nothing when it proves its rule. */
import { isDeepStrictEqual } from 'node:util';
import { IMAGE_RULES, judgeImage } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { clean } from '../vectors/base-images.ts';
import type { ImageHold, ImageViolation } from '../vectors/entries.ts';

/** What every image rule says of a file, judged with no profile. */
export function judgeByAll(bytes: Uint8Array): ReadonlyMap<RuleId, Verdict> {
  const reading = readImage(bytes);
  return new Map(IMAGE_RULES.map((rule) => [rule.id, judgeImage(rule, reading)]));
}

/** The rules that neither hold nor pass over a file. */
export function failingOn(bytes: Uint8Array): readonly RuleId[] {
  return [...judgeByAll(bytes)].filter(([, { kind }]) => kind !== 'pass' && kind !== 'skip').map(([id]) => id);
}

/** A violation breaks its rule and its consequences and nothing else, and the finding points at the bytes at fault. */
export function wrongWithViolation(entry: ImageViolation): readonly string[] {
  const { rule, base = clean, make, also = [], at, actual, wanted } = entry;
  const before = new Set(failingOn(base()));
  const verdicts = judgeByAll(make());
  const added = failingOn(make()).filter((id) => !before.has(id));
  const expected = [rule, ...also].toSorted();
  const wrong: string[] = [];
  if (!isDeepStrictEqual(added.toSorted(), expected))
    wrong.push(`breaks ${added.join(' ')}, not ${expected.join(' ')}`);
  const verdict = verdicts.get(rule);
  if (verdict?.kind !== 'fail') return [...wrong, `${rule} ${verdict?.kind ?? 'is not built'}`];
  const [first] = verdict.findings;
  if (!isDeepStrictEqual(first.at[0], { file: 'image', ...at })) {
    wrong.push(`points at ${JSON.stringify(first.at[0])}, not at ${JSON.stringify(at)}`);
  }
  if (actual !== undefined && first.actual !== actual) wrong.push(`found ${first.actual}, not ${actual}`);
  if (wanted !== undefined && !isDeepStrictEqual(first.expected, wanted)) {
    wrong.push(`wants ${JSON.stringify(first.expected)}, not ${JSON.stringify(wanted)}`);
  }
  return wrong;
}

/** An image on which a rule holds passes by it; a skip is never a pass. */
export function wrongWithHold({ rule, make }: ImageHold): readonly string[] {
  const kind = judgeByAll(make()).get(rule)?.kind ?? 'is not built';
  return kind === 'pass' ? [] : [`${rule} ${kind}`];
}
