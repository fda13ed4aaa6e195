import type { CaseAddress } from '../../generators/index.ts';
import type { Rule } from '../../properties/index.ts';
import { isInherited } from '../../properties/index.ts';
import type { Answer } from '../contract/index.ts';
import type { AnswerRow, Verdict } from '../results/index.ts';

/** A case that a rule failed on, small enough to remember thousands of. */
export interface Hit extends CaseAddress {
  readonly inputSize: number;
}

/** What one rule has said so far. */
export class RuleTally {
  readonly rule: Rule;
  passed = 0;
  skipped = 0;
  inherited = 0;
  failed = 0;
  errored = 0;
  first: Hit | null = null;
  smallest: Hit | null = null;
  errorMessage: string | null = null;
  readonly #reasons = new Map<string, number>();

  constructor(rule: Rule) {
    this.rule = rule;
  }

  add(verdict: Verdict, hit: Hit): void {
    switch (verdict.kind) {
      case 'pass':
        this.passed += 1;
        return;
      case 'skip':
        this.skipped += 1;
        if (isInherited(verdict.reason)) this.inherited += 1;
        this.#reasons.set(verdict.reason, (this.#reasons.get(verdict.reason) ?? 0) + 1);
        return;
      case 'fail':
        this.failed += 1;
        this.first ??= hit;
        if (this.smallest === null || hit.inputSize < this.smallest.inputSize) this.smallest = hit;
        return;
      case 'error':
        this.errored += 1;
        this.errorMessage ??= verdict.message;
    }
  }

  /** Why cases were skipped, the commonest first and the alphabet deciding among equals. */
  skipReasons(): { reason: string; count: number }[] {
    return ranked(this.#reasons).map(([reason, count]) => ({ reason, count }));
  }
}

/** Counts of labels, the commonest first and the alphabet deciding among equals. */
export function ranked(counts: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Whether the subject was still running after its time limit, whatever else it did. */
export function isLate(answer: Answer): boolean {
  return answer.kind === 'timed-out' || (answer.kind === 'misbehaved' && answer.late === true);
}

/** What kinds of answers the subject gave, with one example of each. */
export class AnswerTally {
  /** How many came after the time limit. */
  late = 0;
  readonly #rows = new Map<string, { kind: string; code: string; count: number; example: string }>();

  add(answer: Answer): void {
    if (isLate(answer)) this.late += 1;
    const code = answer.kind === 'refused' ? answer.code : answer.kind === 'misbehaved' ? answer.what : '';
    const key = `${answer.kind} ${code}`;
    const row = this.#rows.get(key);
    if (row !== undefined) row.count += 1;
    else this.#rows.set(key, { kind: answer.kind, code, count: 1, example: 'detail' in answer ? answer.detail : '' });
  }

  /** How often one kind of answer was given. */
  count(kind: Answer['kind']): number {
    return this.rows().reduce((sum, row) => (row.kind === kind ? sum + row.count : sum), 0);
  }

  /** Every kind of answer, in the order of their names. */
  rows(): AnswerRow[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}
