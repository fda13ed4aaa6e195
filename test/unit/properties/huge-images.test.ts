/** Rules on files whose bytes do not fit into memory, and are not needed there. */
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, judgeImage } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { memorySource, readImage } from '../../../src/reader/index.ts';
import type { ByteSource } from '../../../src/reader/index.ts';
import { clean } from '../../vectors/base-images.ts';
import { HUGE_HOLDS, HUGE_VIOLATIONS } from '../../vectors/image-file-huge.ts';

function verdictsOn(source: ByteSource) {
  const reading = readImage(source);
  return new Map(IMAGE_RULES.map((rule) => [rule.id, judgeImage(rule, reading)]));
}

/** The rules that neither hold nor pass over a file. */
function failingOn(source: ByteSource): readonly RuleId[] {
  return [...verdictsOn(source)].filter(([, { kind }]) => kind === 'fail' || kind === 'error').map(([id]) => id);
}

describe('a rule on the length of a file', () => {
  it.each(HUGE_VIOLATIONS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))(
    'fails: %s',
    (_, { rule, make, also, at, actual }) => {
      const before = failingOn(memorySource(clean()));
      const added = failingOn(make()).filter((id) => !before.includes(id));
      expect(added.toSorted()).toEqual([rule, ...also].toSorted());
      expect(verdictsOn(make()).get(rule)).toMatchObject({ findings: [{ actual, at: [{ file: 'image', ...at }] }] });
    },
  );

  it.each(HUGE_HOLDS.map((entry) => [`${entry.rule}: ${entry.name}`, entry] as const))(
    'holds: %s',
    (_, { rule, make }) => {
      expect(verdictsOn(make()).get(rule)).toEqual({ kind: 'pass' });
    },
  );
});
