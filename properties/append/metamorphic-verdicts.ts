import type { Image } from '../../src/reader/index.ts';
import type { Finding, Place } from '../../src/results/index.ts';
import { HASHED_BYTES_RULES } from '../image/hashed-bytes.ts';
import { IMAGE_RULES } from '../catalogue/image-rules.ts';
import { imageRuleIn } from '../catalogue/in-profile.ts';
import { judgeOutput } from '../judge.ts';
import { PROFILES, levelIn } from '../catalogue/profiles.ts';
import type { ProfileName } from '../catalogue/profiles.ts';
import { OTHER_DIGEST, inProfiles, refuses } from '../effects.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule, ImageRule } from '../rule.ts';
import { verdictOn } from '../verdicts.ts';

/** A place in the one image that was judged as one of the output. */
function inOutput(place: Place): Place {
  return { ...place, file: 'after' };
}

/** What an image rule found in the output, as something that the append did. */
function asFinding(
  { id }: ImageRule,
  { about, expected, actual, at: [first, ...more] }: Finding,
  where: string,
): Finding {
  const wanted = expected.kind === 'same-bytes' ? { ...expected, as: inOutput(expected.as) } : expected;
  return { about: `${about} (${id}${where})`, expected: wanted, actual, at: [inOutput(first), ...more.map(inOutput)] };
}

/** What a rule found in the output that the append is to blame for, or `null`. */
function avoidableFault(rule: ImageRule, append: Append): Finding | null {
  const verdict = judgeOutput(rule, append);
  return verdict.kind === 'fail' ? verdict.findings[0] : null;
}

/** The rules whose violation is an error in some profile, as these have them, with the profiles. */
const ERRORS: ReadonlyMap<ImageRule, readonly ProfileName[]> = new Map(
  IMAGE_RULES.flatMap((rule) => {
    const profiles = PROFILES.map(({ name }) => name).filter((name) => levelIn(rule, name) === 'error');
    const widened = new Set(profiles.map((name) => imageRuleIn(rule, name)));
    return [...widened].map((each) => [each, profiles.filter((name) => imageRuleIn(rule, name) === each)] as const);
  }),
);

function isError(rule: ImageRule, profile: ProfileName): boolean {
  return ERRORS.get(rule)?.includes(profile) === true;
}

/** Whether an image has an error in a profile; the rules that are most likely to find one are asked first. */
function hasError(image: Image, profile: ProfileName, likely: readonly ImageRule[]): boolean {
  const fails = (rule: ImageRule): boolean => isError(rule, profile) && verdictOn(rule, image).kind === 'fail';
  return likely.some(fails) || [...ERRORS.keys()].some(fails);
}

/** Every error of the output in a profile in which the input has none. */
function* newErrors(append: Append): Generator<Finding> {
  const faults = [...ERRORS.keys()].flatMap((rule) => {
    const finding = avoidableFault(rule, append);
    return finding === null ? [] : [{ rule, finding }];
  });
  const rules = faults.map(({ rule }) => rule);
  const spoilt = PROFILES.map(({ name }) => name).filter(
    (name) => rules.some((rule) => isError(rule, name)) && !hasError(append.before, name, rules),
  );
  for (const { rule, finding } of faults) {
    const profiles = spoilt.filter((name) => isError(rule, name));
    if (profiles.length > 0) yield asFinding(rule, finding, ` in ${profiles.join(', ')}`);
  }
}

/** Rules on what must not become worse by an append. */
export const MONOTONE_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-META-003',
    name: 'verdict-monotone',
    levels: 'EEEEEE',
    title: 'The output has no error in any profile in which the input has none.',
    references: [REFERENCES.appendPolicy],
    rationale: 'An image that a loader accepted before must be accepted afterwards.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ', unless the rules named here say otherwise')),
      'audk-strict': refuses('audk', ', unless the rules named here say otherwise'),
      shim: refuses('shim', ', unless the rules named here say otherwise'),
    },
    brokenBy: ['an output that breaks a rule its input kept'],
    vacuous: (append) =>
      PROFILES.every(({ name }) => hasError(append.before, name, []))
        ? 'the input has an error in every profile'
        : undefined,
    *check(append) {
      yield* newErrors(append);
    },
  },
  {
    scope: 'append',
    id: 'PR-META-005',
    name: 'digest-monotone',
    levels: 'WWWWEE',
    title: 'An image with a single digest that covers every byte once still has one.',
    references: [REFERENCES.imageHash, REFERENCES.appendPolicy],
    rationale:
      'The output is signed next, and a signature that covers less, or differs from tool to tool, is worthless.',
    severity: 'mishandled',
    effects: OTHER_DIGEST,
    brokenBy: ['a gap before the new data', 'a SizeOfHeaders that ends before the data starts'],
    knownViolations: ["The kexec list's builder opens a gap after the headers of every kernel image tried."],
    inapplicable: ({ before }) =>
      HASHED_BYTES_RULES.every((rule) => verdictOn(rule, before).kind === 'fail')
        ? 'the input has no single digest over every byte itself'
        : undefined,
    *check(append) {
      for (const rule of HASHED_BYTES_RULES) {
        const finding = avoidableFault(rule, append);
        if (finding !== null && verdictOn(rule, append.before).kind === 'pass') yield asFinding(rule, finding, '');
      }
    },
  },
];
