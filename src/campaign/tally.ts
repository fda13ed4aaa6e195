import type { CaseAddress } from '../../generators/index.ts';
import { CASE_SETS } from '../results/index.ts';
import type { AnswerKind, CaseSet } from '../results/index.ts';
import { compareAddresses } from './schedule.ts';

/** A case that a rule failed on, small enough to remember thousands of. */
export interface Hit extends CaseAddress {
  /** Bytes of the image. */
  readonly inputSize: number;
  /** The append of the case at which the rule failed, from 1 on. */
  readonly append: number;
}

/** What one rule has said. */
export interface RuleTally {
  readonly passed: number;
  /** Those in which nothing was there that could have broken the rule. */
  readonly vacuous: number;
  readonly skipped: number;
  /** Those of the skipped in which the input, or the request, was at fault. */
  readonly inherited: number;
  readonly failed: number;
  readonly errored: number;
  /** Those without an output to judge; and of these, if they need not have been refused, those with what the rule looks at. */
  readonly withoutOutput: number;
  readonly withheld: number;
  /** How often each reason was given to skip, and for being vacuous. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly vacuousReasons: Readonly<Record<string, number>>;
  /** How many of the failed cases had each kind of answer. */
  readonly failedWith: Readonly<Partial<Record<AnswerKind, number>>>;
  /** The first case on which it failed, in the order of the schedule, and the first of the smallest. */
  readonly first: Hit | null;
  readonly smallest: Hit | null;
  /** The smallest case of each aspect in which it failed. */
  readonly aspects: Readonly<Record<string, Hit>>;
  /** What the checker said when it first broke. */
  readonly error: { readonly at: CaseAddress; readonly message: string } | null;
}

/** How often one kind of answer was given, and what was said the first time. */
export interface AnswerTally {
  readonly kind: string;
  /** The code of a refusal or the kind of misbehaviour, else the empty string. */
  readonly code: string;
  readonly count: number;
  /** Those that came after the time limit. */
  readonly late: number;
  readonly example: { readonly at: CaseAddress; readonly text: string };
}

/** What tells one kind of answer from another: the name under which a tally counts it. */
export function keyOfTally({ kind, code }: Pick<AnswerTally, 'kind' | 'code'>): string {
  return `${kind} ${code}`;
}

/** What was made of cases that may be refused for one reason. */
export interface PolicyTally {
  readonly cases: number;
  readonly refused: number;
  readonly rewritten: number;
  /** Those that may be refused for no other reason. */
  readonly alone: { readonly cases: number; readonly refused: number; readonly rewritten: number };
}

/**
 * What was seen in some cases of one seed, one subject and one set of rules: of one case as of thousands. Plain JSON, so that it can come from another thread, another machine
 * or a file; {@link merge} makes one of two.
 */
export interface Tally {
  readonly executed: Readonly<Record<CaseSet, number>>;
  /** By kind and code. */
  readonly answers: Readonly<Record<string, AnswerTally>>;
  /** Refusals of what has to be refused, of what may be, of what has to be rewritten, and of hostile images. */
  readonly refused: {
    readonly must: number;
    readonly may: number;
    readonly wrong: number;
    readonly hostile: number;
  };
  /** By the reason to refuse. */
  readonly policies: Readonly<Record<string, PolicyTally>>;
  /** How many random cases had each feature, and each combination of features. */
  readonly features: Readonly<Record<string, number>>;
  readonly interactions: Readonly<Record<string, number>>;
  /** Cases in which more than one append was made, and the appends of those. */
  readonly sequences: { readonly cases: number; readonly appends: number };
  /** By the ids of the rules. */
  readonly rules: Readonly<Record<string, RuleTally>>;
}

/** The tally of no case. */
export const EMPTY_TALLY: Tally = {
  executed: { grid: 0, extremes: 0, random: 0, foreign: 0, hostile: 0 },
  answers: {},
  refused: { must: 0, may: 0, wrong: 0, hostile: 0 },
  policies: {},
  sequences: { cases: 0, appends: 0 },
  features: {},
  interactions: {},
  rules: {},
};

/** What a rule has said that was never asked. */
export const SILENT_RULE: RuleTally = {
  passed: 0,
  vacuous: 0,
  skipped: 0,
  inherited: 0,
  failed: 0,
  errored: 0,
  withoutOutput: 0,
  withheld: 0,
  reasons: {},
  vacuousReasons: {},
  failedWith: {},
  first: null,
  smallest: null,
  aspects: {},
  error: null,
};

/** What a rule has said in the cases of a tally. */
export function ruleTally(id: string, { rules }: Tally): RuleTally {
  return (Object.hasOwn(rules, id) ? rules[id] : undefined) ?? SILENT_RULE;
}

/**
 * The tally of the cases of two. Associative, and the order of the two does not matter, as long as no case is in both; what is
 * first and what is smallest goes by the schedule and not by who came first.
 */
export function merge(one: Tally, other: Tally): Tally {
  const sum = new TallySum();
  sum.add(one);
  sum.add(other);
  return sum.tally();
}

/** The same value, to be changed in place. */
type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

/** Sums by label. Without a prototype, for labels may come from anywhere and one may be called `__proto__`. */
function sums<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** The merger of any number of tallies, without a copy for each: thousands of cases have two hundred rules each. */
export class TallySum {
  readonly #executed: Growing<Tally['executed']> = { ...EMPTY_TALLY.executed };
  readonly #answers = sums<AnswerTally>();
  readonly #refused: Growing<Tally['refused']> = { must: 0, may: 0, wrong: 0, hostile: 0 };
  readonly #sequences: Growing<Tally['sequences']> = { cases: 0, appends: 0 };
  readonly #policies = sums<PolicyTally>();
  readonly #features = sums<number>();
  readonly #interactions = sums<number>();
  readonly #rules = sums<
    Growing<RuleTally> &
      Record<'reasons' | 'vacuousReasons' | 'failedWith', Record<string, number>> &
      Record<'aspects', Record<string, Hit>>
  >();

  /** Cases that were examined so far, of each set. */
  get executed(): Tally['executed'] {
    return this.#executed;
  }

  /** Answers that came after the time limit, so far. */
  get late(): number {
    return Object.values(this.#answers).reduce((count, { late }) => count + late, 0);
  }

  /** The tally of all that was added so far. */
  tally(): Tally {
    return structuredClone({
      executed: this.#executed,
      answers: { ...this.#answers },
      refused: this.#refused,
      policies: { ...this.#policies },
      sequences: this.#sequences,
      features: { ...this.#features },
      interactions: { ...this.#interactions },
      rules: { ...this.#rules },
    });
  }

  /** Adds the cases of a tally, none of which was added before. */
  add({ executed, answers, refused, policies, sequences, features, interactions, rules }: Tally): void {
    for (const set of CASE_SETS) this.#executed[set] += executed[set];
    this.#refused.must += refused.must;
    this.#refused.may += refused.may;
    this.#refused.wrong += refused.wrong;
    this.#refused.hostile += refused.hostile;
    this.#sequences.cases += sequences.cases;
    this.#sequences.appends += sequences.appends;
    addCounts(this.#features, features);
    addCounts(this.#interactions, interactions);
    addEach(this.#answers, answers, mergeAnswers);
    addEach(this.#policies, policies, mergePolicies);
    for (const [id, rule] of Object.entries(rules)) this.#addRule(id, rule);
  }

  #addRule(id: string, added: RuleTally): void {
    const rule = (this.#rules[id] ??= {
      ...SILENT_RULE,
      reasons: sums(),
      vacuousReasons: sums(),
      failedWith: sums(),
      aspects: sums(),
    });
    rule.passed += added.passed;
    rule.vacuous += added.vacuous;
    rule.skipped += added.skipped;
    rule.inherited += added.inherited;
    rule.failed += added.failed;
    rule.errored += added.errored;
    rule.withoutOutput += added.withoutOutput;
    rule.withheld += added.withheld;
    addCounts(rule.reasons, added.reasons);
    addCounts(rule.vacuousReasons, added.vacuousReasons);
    addCounts(rule.failedWith, added.failedWith);
    rule.first = leastOf(rule.first, added.first, compareAddresses);
    rule.smallest = leastOf(rule.smallest, added.smallest, compareSizes);
    addEach(rule.aspects, added.aspects, (one, other) => (compareSizes(one, other) <= 0 ? one : other));
    rule.error = leastOf(rule.error, added.error, compareErrors);
  }
}

function addCounts(counts: Record<string, number>, added: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(added)) counts[key] = (counts[key] ?? 0) + count;
}

function addEach<T>(known: Record<string, T>, added: Readonly<Record<string, T>>, both: (one: T, other: T) => T): void {
  for (const [key, value] of Object.entries(added)) {
    const before = known[key];
    known[key] = before === undefined ? value : both(before, value);
  }
}

function mergeAnswers(one: AnswerTally, other: AnswerTally): AnswerTally {
  const { kind, code } = one;
  const example = compareAddresses(one.example.at, other.example.at) <= 0 ? one.example : other.example;
  return { kind, code, count: one.count + other.count, late: one.late + other.late, example };
}

function mergePolicies(one: PolicyTally, other: PolicyTally): PolicyTally {
  return {
    cases: one.cases + other.cases,
    refused: one.refused + other.refused,
    rewritten: one.rewritten + other.rewritten,
    alone: {
      cases: one.alone.cases + other.alone.cases,
      refused: one.alone.refused + other.alone.refused,
      rewritten: one.alone.rewritten + other.alone.rewritten,
    },
  };
}

/**
 * A valid image shows more than a broken one, however small that is: whoever reads of it cannot put it down to the image. And
 * fewer appends show more than a smaller image.
 */
export function compareSizes(one: Hit, other: Hit): number {
  const isHostile = Number(one.set === 'hostile') - Number(other.set === 'hostile');
  return isHostile || one.append - other.append || one.inputSize - other.inputSize || compareAddresses(one, other);
}

type RuleError = NonNullable<RuleTally['error']>;

function compareErrors(one: RuleError, other: RuleError): number {
  return compareAddresses(one.at, other.at);
}

function leastOf<T>(one: T | null, other: T | null, compare: (one: T, other: T) => number): T | null {
  if (one === null || other === null) return one ?? other;
  return compare(one, other) <= 0 ? one : other;
}

/** Cases that were examined, whatever their set. */
export function executedCases({ executed }: Pick<Tally, 'executed'>): number {
  return CASE_SETS.reduce((sum, set) => sum + executed[set], 0);
}

/** How many answers were of one kind. */
export function answersOf(kind: string, { answers }: Tally): number {
  return Object.values(answers).reduce((count, row) => (row.kind === kind ? count + row.count : count), 0);
}
