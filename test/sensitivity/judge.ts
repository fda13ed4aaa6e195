/** What the rules say of one spoilt answer. */
import { peCheckSum } from '../../generators/bytes/check-sum.ts';
import { RULES, judgeCall, levelOf, ruleIn } from '../../properties/index.ts';
import type { Call, Rule, RuleId } from '../../properties/index.ts';
import type { Answer } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Asked, Mistake, Patch, Spoilt } from './fault.ts';
import { littleEndian } from './little-endian.ts';

/** The profile that verify judges by unless it is told otherwise. */
const PROFILE = 'zboot';
/** The sum is put right after every mistake, so that the rule on it says nothing of any. */
const ON_CHECK_SUM: RuleId = 'PR-OPT-008';

/** The rules that decide whether a rewriter conforms, as the profile has them; those that need more than one call are not asked. */
export const DECIDING_RULES: readonly Rule[] = RULES.filter((rule) => {
  if (rule.id === ON_CHECK_SUM || levelOf(rule.id, PROFILE) !== 'error') return false;
  return rule.scope !== 'call' || rule.needs === undefined || rule.needs === 'once';
}).map((rule) => ruleIn(rule, PROFILE));

/** The answer of the wrong rewriter; `null` where it is the right one. */
export function wrongAnswer(asked: Asked, { checkSum }: Mistake, spoilt: Spoilt): Answer | null {
  switch (spoilt.kind) {
    case 'refused':
      return { kind: 'refused', code: 'unwilling', detail: 'it was not in the mood' };
    case 'replaced':
      if (asked.good !== null && Buffer.compare(spoilt.bytes, asked.good.output) === 0) return null;
      return rewritten(asked, checkSum, spoilt.bytes);
    case 'patched': {
      const right = asked.good?.output;
      if (right === undefined || spoilt.patches.every((patch) => isThere(right, patch))) return null;
      const bytes = right.slice();
      for (const { offset, bytes: written } of spoilt.patches) {
        if (offset < bytes.length) bytes.set(written.subarray(0, bytes.length - offset), offset);
      }
      return rewritten(asked, checkSum, bytes);
    }
  }
}

/** Whether a patch changes nothing: what lies behind the end of the file is not written. */
function isThere(right: Uint8Array, { offset, bytes }: Patch): boolean {
  const end = Math.min(offset + bytes.length, right.length);
  for (let index = offset; index < end; index += 1) {
    if (right[index] !== bytes[index - offset]) return false;
  }
  return true;
}

function rewritten({ good }: Asked, checkSum: Mistake['checkSum'], bytes: Uint8Array): Answer {
  const field = good?.after.optionalHeader.checkSum;
  if (checkSum === 'spoilt' || field === undefined || field.value === 0) return { kind: 'rewritten', bytes };
  if (field.offset + field.length > bytes.length) return { kind: 'rewritten', bytes };
  bytes.fill(0, field.offset, field.offset + field.length);
  bytes.set(littleEndian(BigInt(peCheckSum(bytes)), field.length), field.offset);
  return { kind: 'rewritten', bytes };
}

/** A call with this answer. */
export function callWith({ before, request }: Asked, answer: Answer): Call {
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  return { before, steps: [{ on: null, requests: [request], setting: { previousOutput: null }, answer, after }] };
}

/** The right answer of a case. */
export function rightAnswer({ good, refusal }: Asked): Answer {
  if (good !== null) return { kind: 'rewritten', bytes: good.output };
  return { kind: 'refused', code: refusal ?? '', detail: '' };
}

/** A rule that could not judge, or that accuses the right answer: whatever it says of a mistake proves nothing. */
export interface Broken {
  readonly rule: RuleId;
  readonly how: string;
}

/** Asks one rule after the other whether it sees a mistake; those that saw the last ones are asked first. */
export class Judge {
  #rules: readonly Rule[];
  readonly #broken = new Map<string, Broken>();
  #asked: Asked | null = null;
  #rightCall: Call | null = null;

  constructor(rules: readonly Rule[] = DECIDING_RULES) {
    this.#rules = rules;
  }

  /** The rules that broke, each once for each way. */
  get broken(): readonly Broken[] {
    return [...this.#broken.values()];
  }

  /** The first rule found that fails on a wrong answer, and not on the right one; `null` where there is none. */
  catches(asked: Asked, answer: Answer): RuleId | null {
    const call = callWith(asked, answer);
    for (const rule of this.#rules) {
      const verdict = judgeCall(rule, call);
      if (verdict.kind === 'error') this.#note({ rule: rule.id, how: `breaks: ${verdict.message}` });
      if (verdict.kind !== 'fail' || this.#failsOnRight(asked, rule)) continue;
      this.#rules = [rule, ...this.#rules.filter((other) => other !== rule)];
      return rule.id;
    }
    return null;
  }

  #failsOnRight(asked: Asked, rule: Rule): boolean {
    if (this.#asked !== asked || this.#rightCall === null) {
      this.#asked = asked;
      this.#rightCall = callWith(asked, rightAnswer(asked));
    }
    const { kind } = judgeCall(rule, this.#rightCall);
    if (kind === 'fail') this.#note({ rule: rule.id, how: 'accuses a right answer' });
    return kind === 'fail';
  }

  #note(broken: Broken): void {
    this.#broken.set(`${broken.rule} ${broken.how}`, broken);
  }
}
