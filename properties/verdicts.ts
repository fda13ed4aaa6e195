import type { Image } from '../src/reader/index.ts';
import type { Finding, Verdict } from '../src/results/index.ts';
import { FINDING_LIMIT } from './findings.ts';
import type { Checks, ImageRule } from './rule.ts';

const PASS: Verdict = { kind: 'pass' };

/** Runs one check and never throws: a broken checker is an `error` verdict, not a failed subject. */
export function run<S>(rule: Checks<S>, subject: S): Verdict {
  try {
    const reason = rule.inapplicable?.(subject);
    if (reason !== undefined) return { kind: 'skip', reason };
    const doubt = rule.unverified?.(subject);
    if (doubt !== undefined) return { kind: 'skip', reason: doubt, unverified: true };
    let findings: [Finding, ...Finding[]] | null = null;
    for (const finding of rule.check(subject)) {
      if (findings === null) findings = [finding];
      else findings.push(finding);
      if (findings.length >= FINDING_LIMIT) break;
    }
    if (findings !== null) return { kind: 'fail', findings };
    const idle = rule.vacuous?.(subject);
    return idle === undefined ? PASS : { kind: 'vacuous', reason: idle };
  } catch (cause) {
    return { kind: 'error', message: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
  }
}

/** The place of each rule in the lists below: a list costs less to make for every image than a map. */
const places = new Map<ImageRule, number>();

/** What rules said of images. */
const known = new WeakMap<Image, (Verdict | undefined)[]>();

function placeOf(rule: ImageRule): number {
  const place = places.get(rule) ?? places.size;
  if (place === places.size) places.set(rule, place);
  return place;
}

/**
 * Judges an image by one rule, once for as long as the image is held: several rules on one append, the grounds to refuse it
 * and the profiles of one rule ask about the same two images.
 */
export function verdictOn(rule: ImageRule, image: Image): Verdict {
  const place = placeOf(rule);
  let verdicts = known.get(image);
  if (verdicts === undefined) {
    verdicts = new Array<Verdict | undefined>(places.size);
    known.set(image, verdicts);
  }
  return (verdicts[place] ??= run(rule, image));
}

/**
 * Everything that a rule finds on an image to which it applies. What is known already is not looked for again.
 *
 * @throws whatever a broken check throws
 */
export function findingsOn(rule: ImageRule, image: Image): Iterable<Finding> {
  const verdict = verdictOn(rule, image);
  if (verdict.kind === 'pass' || verdict.kind === 'vacuous') return [];
  const isWhole = verdict.kind === 'fail' && verdict.findings.length < FINDING_LIMIT;
  return isWhole ? verdict.findings : rule.check(image);
}
