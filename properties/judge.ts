import type { Fault, Image, Reading } from '../src/reader/index.ts';
import type { Finding, Verdict } from '../src/results/index.ts';
import { freshFindings, withoutRequested } from './append/inherited.ts';
import type { Append, AppendRule, Call, CallRule, ImageRule, Rule } from './rule.ts';
import { run, verdictOn } from './verdicts.ts';

/** The reason given when an output breaks a rule that its input broke already. */
export const INHERITED = 'inherited: the input already breaks this rule';

/** How reasons begin that an input gives for what no rewriter could have kept. */
const UNAVOIDABLE = 'unavoidable: ';

/** The reason given when an output breaks a rule by flags that its new section was asked to have. */
export const REQUESTED = 'requested: the new section has the flags that were asked for';

/** Whether a reason to skip says that the input or the request was at fault. */
export function isInherited(reason: string): boolean {
  return reason === INHERITED || reason === REQUESTED || reason.startsWith(UNAVOIDABLE);
}

/** How the reason begins that there is no output to judge. */
const NO_OUTPUT = 'the answer is not a rewritten image: ';

/** Whether a reason to skip says that there was no output, which is so for all rules on outputs at once. */
export function lacksOutput(reason: string): boolean {
  return reason.startsWith(NO_OUTPUT);
}

/** Whether a rule is of those from which a subject can withhold images: of any other every output says something. */
export function mayWithhold(rule: Rule): boolean {
  if (rule.scope === 'image') return rule.vacuous !== undefined;
  return rule.scope === 'append' && rule.atStake !== undefined;
}

/** Whether a subject refused an image that has what a rule looks at, so that an output of it could have broken the rule. */
export function isWithheld(rule: Rule, { before, steps: [{ answer, requests }] }: Call): boolean {
  if (answer.kind !== 'refused' || !before.ok || !mayWithhold(rule)) return false;
  if (rule.scope === 'append') return rule.atStake?.(before.image, requests) === true;
  return rule.scope === 'image' && run({ ...rule, check: () => [] }, before.image).kind === 'pass';
}

function skip(reason: string): Verdict {
  return { kind: 'skip', reason };
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

/**
 * Judges an output by an image rule. What the rule finds at the same place of the input is inherited, and what the
 * request asked for is its own; only the rest is the rewriter's fault.
 */
export function judgeOutput(rule: ImageRule, append: Append): Verdict {
  const reason = rule.notOfAppend?.(append);
  if (reason !== undefined) return skip(reason);
  const { before, after } = append;
  const verdict = verdictOn(rule, after);
  if (verdict.kind !== 'fail') return verdict;
  const old = verdictOn(rule, before);
  const fresh = old.kind === 'fail' ? freshFindings(append, old.findings, verdict.findings) : verdict.findings;
  if (fresh.length === 0) return skip(INHERITED);
  const [first, ...more] = rule.requestedFlags === 'request' ? withoutRequested(append, fresh) : fresh;
  if (first === undefined) return skip(REQUESTED);
  const excuse = rule.unavoidable?.(before, after, [first, ...more], append);
  return excuse === undefined ? { kind: 'fail', findings: [first, ...more] } : skip(`${UNAVOIDABLE}${excuse}`);
}

/** Judges an append by one rule. */
export function judgeAppend(rule: AppendRule, append: Append): Verdict {
  return run(rule, append);
}

/** Judges a call by one rule of any scope: the one door that campaigns and commands use. */
export function judgeCall(rule: Rule, call: Call): Verdict {
  if (rule.scope === 'call') return runCallRule(rule, call);
  const { before, steps } = call;
  const [{ answer, after }] = steps;
  if (after === null) return skip(`${NO_OUTPUT}${answer.kind}`);
  if (!after.ok) return rule.scope === 'image' ? judgeImage(rule, after) : skip('the output cannot be read');
  if (!before.ok) return skip('the input cannot be read');
  const append = appendOf(call, before.image, after.image);
  return rule.scope === 'image' ? judgeOutput(rule, append) : judgeAppend(rule, append);
}

/** The appends of calls, so that what is worked out for one is worked out once for all rules. */
const appends = new WeakMap<Call, Append>();

function appendOf(call: Call, before: Image, after: Image): Append {
  const append = appends.get(call) ?? { before, after, requests: call.steps[0].requests };
  appends.set(call, append);
  return append;
}

function runCallRule(rule: CallRule, call: Call): Verdict {
  return run(rule, call);
}
