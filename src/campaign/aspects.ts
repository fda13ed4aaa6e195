import type { AnswerKind, Verdict } from '../results/index.ts';

/** Rules that compare what other rules say have as many aspects as all of those together, and show nothing more. */
const SUMMARY = 'PR-META-';

/** Longest text of an aspect; what findings are about is far shorter, but for names that come from an image. */
const ASPECT_MAX = 160;

/**
 * The aspects in which a rule failed: what its findings are about, and what they expected there. Two mistakes can break one
 * rule on different images, and then they differ in that, or in the answer. Numbers and quoted names tell one image from
 * another, and are left out.
 */
export function aspectsOf(id: string, verdict: Verdict, answer: AnswerKind): readonly string[] {
  if (verdict.kind !== 'fail' || id.startsWith(SUMMARY)) return [];
  const aspects = verdict.findings.map(({ about, expected }) => {
    const field = about.replace(/"[^"]*"/g, '""').replace(/\d+/g, '#');
    return `${answer} ${expected.kind} ${field}`.slice(0, ASPECT_MAX);
  });
  return [...new Set(aspects)].sort();
}

/** What tells an aspect of one rule from those of all others. */
export function keyOfAspect(id: string, aspect: string): string {
  return `${id}: ${aspect}`;
}
