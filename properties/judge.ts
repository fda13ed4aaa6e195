import type { Fault, Image, Reading } from '../src/reader/index.ts';
import type { Finding, Verdict } from '../src/results/index.ts';
import type { Append, AppendRule, Call, CallRule, ImageRule, Rule } from './rule.ts';

/** The reason given when an output breaks a rule that its input broke already. */
export const INHERITED = 'inherited: the input already breaks this rule';

/** How reasons begin that an input gives for what no rewriter could have kept. */
const UNAVOIDABLE = 'unavoidable: ';

/** Whether a reason to skip says that the input was at fault. */
export function isInherited(reason: string): boolean {
  return reason === INHERITED || reason.startsWith(UNAVOIDABLE);
}

/** Findings of one rule on one subject at most: an image of 65,535 sections can break a rule in each of them. */
const FINDING_LIMIT = 256;

const PASS: Verdict = { kind: 'pass' };

function skip(reason: string): Verdict {
  return { kind: 'skip', reason };
}

/** Runs one check and never throws: a broken checker is an `error` verdict, not a failed subject. */
function run<S>(
  rule: { inapplicable?: (s: S) => string | undefined; check: (s: S) => Iterable<Finding> },
  subject: S,
): Verdict {
  try {
    const reason = rule.inapplicable?.(subject);
    if (reason !== undefined) return skip(reason);
    let findings: [Finding, ...Finding[]] | null = null;
    for (const finding of rule.check(subject)) {
      if (findings === null) findings = [finding];
      else findings.push(finding);
      if (findings.length >= FINDING_LIMIT) break;
    }
    return findings === null ? PASS : { kind: 'fail', findings };
  } catch (cause) {
    return { kind: 'error', message: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
  }
}

/** Judges one image by one rule. A file that cannot be read fails the one rule that its fault belongs to. */
export function judgeImage(rule: ImageRule, reading: Reading): Verdict {
  if (reading.ok) return run(rule, reading.image);
  if (rule.faults?.includes(reading.fault.code) !== true) return skip('the image cannot be read');
  return { kind: 'fail', findings: [faultFinding(reading.fault)] };
}

function faultFinding({ path, at, expected, actual }: Fault): Finding {
  return {
    about: path,
    expected: { kind: 'form', name: expected },
    actual,
    at: [{ file: 'image', offset: at.offset, length: at.length }],
  };
}

/** What rules said of images: several rules on one append ask about the same two. */
const known = new WeakMap<Image, Map<ImageRule, Verdict>>();

/** Judges an image by one rule, once for as long as the image is held. */
export function verdictOn(rule: ImageRule, image: Image): Verdict {
  const verdicts = known.get(image) ?? new Map<ImageRule, Verdict>();
  const verdict = verdicts.get(rule) ?? run(rule, image);
  known.set(image, verdicts.set(rule, verdict));
  return verdict;
}

/** Judges an output by an image rule; what the input broke already is inherited and not the rewriter's fault. */
function judgeOutput(rule: ImageRule, before: Image, after: Reading): Verdict {
  const verdict = after.ok ? verdictOn(rule, after.image) : judgeImage(rule, after);
  if (verdict.kind !== 'fail') return verdict;
  if (verdictOn(rule, before).kind === 'fail') return skip(INHERITED);
  const reason = after.ok ? rule.unavoidable?.(before, after.image) : undefined;
  return reason === undefined ? verdict : skip(`${UNAVOIDABLE}${reason}`);
}

/** Judges an append by one rule. */
export function judgeAppend(rule: AppendRule, append: Append): Verdict {
  return run(rule, append);
}

/** Judges a call by one rule of any scope: the one door that campaigns and commands use. */
export function judgeCall(rule: Rule, call: Call): Verdict {
  if (rule.scope === 'call') return runCallRule(rule, call);
  if (call.after === null) return skip(`the answer is not a rewritten image: ${call.answer.kind}`);
  if (rule.scope === 'image') return judgeOutput(rule, call.before, call.after);
  if (!call.after.ok) return skip('the output cannot be read');
  return judgeAppend(rule, { before: call.before, after: call.after.image, requests: call.requests });
}

function runCallRule(rule: CallRule, call: Call): Verdict {
  return run(rule, call);
}
