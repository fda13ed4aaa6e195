/**
 * Goal: every named hostile case is what it says. Its image breaks the rules that it lists and no other, whatever it is
 * the reader copes with it, and the rewriter refuses it or carries it through as the case asks.
 */
import { describe, expect, it } from 'vitest';
import { HOSTILE_CASES, caseFromPlan, hostileCaseImage, parsePlan } from '../../generators/index.ts';
import type { HostileCaseImage, HostileVariant } from '../../generators/index.ts';
import { IMAGE_RULES, PROFILES, RULES, imageRuleIn, judgeCall, judgeImage, levelOf } from '../../properties/index.ts';
import type { AppendRequests, Rule } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendResult } from '../../src/rewriter/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { callOf } from '../support/calls.ts';
import { byEffort } from '../support/effort.ts';

/** Those of which one image takes as long as all others together. */
const LARGE = ['H-033'];
const VARIANTS = HOSTILE_CASES.flatMap(({ variants }) => variants).filter(({ id }) =>
  byEffort({ quick: !LARGE.includes(id), full: true }),
);
/** The rules on images as any profile has them. */
const ANY_IMAGE_RULES = [
  ...new Set(IMAGE_RULES.flatMap((rule) => [rule, ...PROFILES.map(({ name }) => imageRuleIn(rule, name))])),
];
const DECISIVE: readonly Rule[] = RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error');

/** The ids of the rules that a judge finds broken; a checker that breaks is an error of the test. */
function brokenBy<R extends Rule>(rules: readonly R[], judge: (rule: R) => Verdict): string[] {
  return rules.flatMap((rule) => {
    const verdict = judge(rule);
    if (verdict.kind === 'error') throw new Error(`${rule.id}: ${verdict.message}`);
    return verdict.kind === 'fail' ? [rule.id] : [];
  });
}

function brokenIn(bytes: Uint8Array): string[] {
  const reading = readImage(bytes);
  return [...new Set(brokenBy(ANY_IMAGE_RULES, (rule) => judgeImage(rule, reading)))];
}

const BROKEN_BEFORE = new Map<string, readonly string[]>();

/** What the plan's image breaks, or without mutations what the plainest image does. */
function brokenBefore({ plan, mutations }: HostileVariant): readonly string[] {
  const text = mutations.length === 0 ? '' : plan;
  const known = BROKEN_BEFORE.get(text) ?? brokenIn(caseFromPlan(parsePlan(text)).image);
  BROKEN_BEFORE.set(text, known);
  return known;
}

function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

/** The rules that an append breaks, out of some. */
function brokenByAppend(rules: readonly Rule[], input: Uint8Array, requests: AppendRequests, answer: AppendResult) {
  const before = imageOf(input);
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  return brokenBy(rules, (rule) => judgeCall(rule, callOf({ before, requests, answer, after })));
}

function violationsOf(variant: HostileVariant, { bytes, request, before }: HostileCaseImage): readonly string[] {
  if (before !== null) return brokenByAppend(RULES, before, [request], { kind: 'rewritten', bytes });
  const broken = brokenIn(bytes);
  if (!readImage(bytes).ok) return broken;
  const inherited = brokenBefore(variant);
  return broken.filter((id) => !inherited.includes(id));
}

/** What the rewriter did, as cases ask for it. */
function answersAsked({ rewriter }: HostileVariant): readonly AppendResult['kind'][] {
  if (rewriter === 'refuse-or-inherit') return ['refused', 'rewritten'];
  return [rewriter === 'refuse' ? 'refused' : 'rewritten'];
}

describe('a hostile case', () => {
  it.each(VARIANTS.map((variant) => [variant.id, variant.title, variant] as const))(
    '%s (%s) breaks the rules that it lists and no other',
    (_id, _title, variant) => {
      const found = violationsOf(variant, hostileCaseImage(variant));
      expect(found).toEqual(variant.violates);
      // Of an image, rules on appends are named for what becomes of it.
      const owned = variant.main.filter((id) => variant.kind === 'output' || !id.startsWith('PR-'));
      expect(owned.filter((id) => !found.includes(id))).toEqual([]);
    },
  );

  it.each(VARIANTS.map((variant) => [variant.id, variant.title, variant] as const))(
    '%s (%s) is refused or carried through as it asks',
    (_id, _title, variant) => {
      const { bytes, before, request } = hostileCaseImage(variant);
      const input = before ?? bytes;
      const handed = input.slice();
      const answer = appendSections(handed, [request]);
      expect(Buffer.compare(handed, input)).toBe(0);
      expect(answersAsked(variant)).toContain(answer.kind);
      if (answer.kind === 'rewritten') expect(brokenByAppend(DECISIVE, input, [request], answer)).toEqual([]);
    },
  );
});
