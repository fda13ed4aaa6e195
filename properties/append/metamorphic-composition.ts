import type { Finding, Place } from '../../src/results/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { APPEND_RULES } from '../catalogue/append-rules.ts';
import { breaksBuilds, everywhere } from '../effects.ts';
import { wrong } from '../findings.ts';
import { judgeAppend, judgeCall } from '../judge.ts';
import { PROFILES, levelIn } from '../catalogue/profiles.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, Call, CallRule, Step } from '../rule.ts';
import { refusalGrounds } from './refusal.ts';
import { CALL_RULES } from './call.ts';
import { furtherStep } from './steps.ts';

/** Rules on an append that are errors in a profile: a second append is judged by nothing milder. */
const DECISIVE = APPEND_RULES.filter((rule) => PROFILES.some(({ name }) => levelIn(rule, name) === 'error'));

/** A call whose answer is the first output, and what came of a second append to it. */
interface Composed {
  readonly before: Image;
  readonly first: Image;
  readonly second: Step;
}

function composedOf(call: Call): Composed | null {
  const { before, steps } = call;
  const [{ after }] = steps;
  const second = furtherStep(call);
  if (!before.ok || after?.ok !== true || second === undefined) return null;
  return { before: before.image, first: after.image, second };
}

function notComposed(call: Call): string | undefined {
  const composed = composedOf(call);
  if (composed === null) return 'no second append was made';
  return composed.second.answer.kind === 'unavailable' ? 'the subject could not be called again' : undefined;
}

/** Findings about the second output, which is none of the files that a finding can point into, name no byte. */
function atOutput({ fileSize }: Image): Place {
  return { file: 'after', offset: fileSize, length: 0 };
}

/**
 * The first thing that each rule finds wrong with an append, of which one image is no file that a finding can name. What
 * the first append breaks already is said of that one.
 */
function* brokenRules(first: Append, append: Append, what: string, at: Place): Generator<Finding> {
  for (const rule of DECISIVE) {
    const verdict = judgeAppend(rule, append);
    if (verdict.kind !== 'fail' || judgeAppend(rule, first).kind === 'fail') continue;
    const [{ about, actual }] = verdict.findings;
    yield wrong(`${what}, ${about}`, { kind: 'form', name: `what ${rule.id} requires` }, actual, at);
  }
}

/** What the second answer is by the rules on answers, as if the first output were any input. */
function* wrongAnswer(first: Image, second: Step, at: Place): Generator<Finding> {
  const call: Call = { before: { ok: true, image: first }, steps: [{ ...second, on: null }] };
  for (const rule of CALL_RULES) {
    const verdict = judgeCall(rule, call);
    if (verdict.kind !== 'fail') continue;
    const [{ about, expected, actual }] = verdict.findings;
    const wanted =
      expected.kind === 'same-bytes' ? ({ kind: 'form', name: `what ${rule.id} requires` } as const) : expected;
    yield wrong(`second append, ${about}`, wanted, actual, at);
  }
}

/** Why nothing is known of a second append: it may be refused and may be made, and was refused. */
function declined(call: Call): string | undefined {
  const composed = composedOf(call);
  if (composed?.second.answer.kind !== 'refused') return undefined;
  const grounds = refusalGrounds({ ok: true, image: composed.first }, composed.second.requests);
  return grounds.kind === 'may' ? 'the second append was declined' : undefined;
}

/** The rule on two appends, one after the other. */
export const COMPOSITION_RULES: readonly CallRule[] = [
  {
    scope: 'call',
    id: 'PR-META-002',
    name: 'compose',
    levels: 'EEEEEE',
    title:
      'A second section can be appended to the output, and the result is right both for the second step and for the two together.',
    references: [REFERENCES.appendPolicy],
    rationale:
      'An image that was appended to is appended to again: an output that only looks right breaks as the next input.',
    severity: 'mishandled',
    effects: everywhere(breaksBuilds('gets a wrong image when it appends a second section')),
    brokenBy: [
      "a rewriter that mistakes its own section for the kernel's last",
      'room for one header, used for two',
      'totals that are correct by accident',
    ],
    undecided:
      'One more append is tried, with one content; what goes wrong with others is reported under the rules it breaks, in sequences.',
    needs: 'twice',
    inapplicable: notComposed,
    vacuous: declined,
    *check(call) {
      const composed = composedOf(call);
      if (composed === null) return;
      const { before, first, second } = composed;
      const at = atOutput(first);
      yield* wrongAnswer(first, second, at);
      if (second.after === null) return;
      const [{ requests: earlier }] = call.steps;
      const [{ name }] = second.requests;
      // A subject that gives every section one name should have refused, and no two appends of one name can be right.
      if (earlier.some((request) => request.name === name)) return;
      if (!second.after.ok) {
        const { path, expected, actual, at: place } = second.after.fault;
        yield wrong(`second output, ${path} at ${place.offset}`, { kind: 'form', name: expected }, actual, at);
        return;
      }
      const after = second.after.image;
      const alone: Append = { before, after: first, requests: earlier };
      yield* brokenRules(alone, { before: first, after, requests: second.requests }, 'second append', at);
      const requests: Append['requests'] = [...earlier, ...second.requests];
      yield* brokenRules(alone, { before, after, requests }, 'both appends', at);
    },
  },
];
