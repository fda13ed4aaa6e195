import type { Answer, AppendRequest, AppendSetting } from '../src/contract/index.ts';
import type { FaultCode, Image, Reading } from '../src/reader/index.ts';
import type { Finding, Severity } from '../src/results/index.ts';
import type { Levels, ProfileName } from './catalogue/profiles.ts';
import type { Reference } from './catalogue/references.ts';
import type { RuleId } from './catalogue/rule-id.ts';
import type { Effects } from './effects.ts';

/** What every rule says about itself. */
interface RuleText {
  readonly id: RuleId;
  /** Words in lower case with hyphens between them, such as `va-adjacent`. */
  readonly name: string;
  /** How much the rule matters in each profile. */
  readonly levels: Levels;
  /** One sentence in the present tense that is true when the rule holds. */
  readonly title: string;
  readonly references: readonly [Reference, ...Reference[]];
  /** Why it matters, in a sentence or two. */
  readonly rationale: string;
  /** What a violation leads to at worst. */
  readonly severity: Severity;
  /** What happens to an image that breaks the rule, by profile, where that is known. */
  readonly effects?: Effects;
  /** Programs that reject, misload or misread a violation, with the file and, where it is known, the function. */
  readonly enforcedBy?: readonly string[];
  /** What breaks the rule in practice: inputs or kinds of mistakes, each a noun phrase. */
  readonly brokenBy: readonly [string, ...string[]];
  /** Real programs and images that are known to break the rule, each a sentence. */
  readonly knownViolations?: readonly string[];
  /** What the bytes cannot tell and the check therefore does not judge, as a sentence. */
  readonly undecided?: string;
}

/** How a rule judges. */
export interface Checks<Subject> {
  /** A reason when the rule has nothing to say about this subject, else `undefined`. */
  readonly inapplicable?: (subject: Subject) => string | undefined;
  /** Why nobody knows whether the rule holds, though it applies: `undefined` when it can be known. */
  readonly unverified?: (subject: Subject) => string | undefined;
  /**
   * Why nothing in the subject could break the rule, though it applies: there is none of what the rule looks at, or only
   * zeros are compared with zeros. Asked when nothing was found; `undefined` when something was at stake, and in a rule
   * with several parts one that is at stake is enough.
   */
  readonly vacuous?: (subject: Subject) => string | undefined;
  /** The violations; none when the rule holds. May assume that the rule applies. */
  readonly check: (subject: Subject) => Iterable<Finding>;
}

/** What the program of one profile wants beyond a rule. */
export interface Demand {
  /** One sentence in the present tense that is true when the demand is met. */
  readonly title: string;
  /** As of a rule; with a demand that something is at stake in, the rule is not vacuous. */
  readonly vacuous?: (image: Image) => string | undefined;
  readonly check: (image: Image) => Iterable<Finding>;
}

/** What the program of one profile takes although it breaks a rule. */
export interface Allowance {
  /** One sentence in the present tense about what it takes. */
  readonly title: string;
  /** Whether the program takes what was found. */
  readonly covers: (finding: Finding, image: Image) => boolean;
}

/** Judges one image, wherever it comes from. */
export interface ImageRule extends RuleText, Checks<Image> {
  readonly scope: 'image';
  /** The reader's faults that are violations of this rule. Every fault belongs to exactly one rule. */
  readonly faults?: readonly FaultCode[];
  /** What single profiles want beyond the rule; it is judged where the rule applies, and at the rule's level. */
  readonly demands?: Readonly<Partial<Record<ProfileName, Demand>>>;
  /** What single profiles take although it breaks the rule, so that it is not a fault there at all. */
  readonly allowances?: Readonly<Partial<Record<ProfileName, Allowance>>>;
  /**
   * Why no append to this input can keep the rule, when the output breaks it in no other way than that: the input
   * breaks a neighbouring rule, and the new section makes a second one of it.
   *
   * @param fresh what the rule finds in the output and not at the same place of the input
   */
  readonly unavoidable?: (before: Image, after: Image, fresh: readonly Finding[], append: Append) => string | undefined;
  /**
   * Whose fault flags are that were asked for: where `request`, no finding at the flags of a new section that obeys its
   * request is one of the rewriter. Absent for rules that are about more than the flags by themselves.
   */
  readonly requestedFlags?: 'request';
  /** Why the rule has nothing to say of an append, whatever it says of each image by itself. */
  readonly notOfAppend?: (append: Append) => string | undefined;
}

/** What was to be appended: at least one section, in the order in which they follow the old ones in the table. */
export type AppendRequests = readonly [AppendRequest, ...AppendRequest[]];

/** An append that led to a readable image. */
export interface Append {
  readonly before: Image;
  readonly after: Image;
  readonly requests: AppendRequests;
}

/** Judges what an append changed and what it kept. */
export interface AppendRule extends RuleText, Checks<Append> {
  readonly scope: 'append';
  /**
   * Whether an input has what the rule looks at, for rules that only some inputs can break and a subject may refuse all of
   * those. Without it the rule is taken to say something of every output.
   */
  readonly atStake?: (before: Image, requests: AppendRequests) => boolean;
}

/** One append that a subject was asked for, and whatever came of it. */
export interface Step {
  /** The position of the step whose output was appended to; `null` for the image that the call began with. */
  readonly on: number | null;
  /** More than one where an output is judged as the outcome of several appends in a row. */
  readonly requests: AppendRequests;
  readonly setting: AppendSetting;
  readonly answer: Answer;
  /** The output as the reader sees it; `null` unless the answer is `rewritten`. */
  readonly after: Reading | null;
}

/** What a subject was asked on one image: the first step is the call itself, further ones show what it does not. */
export interface Call {
  /** The image as the reader sees it, which may be that it cannot be read. */
  readonly before: Reading;
  readonly steps: readonly [Step, ...Step[]];
}

/**
 * How much a subject is asked on one image.
 * - `once`: the call itself.
 * - `same`: that again, over bytes that must not matter.
 * - `twice`: both, and another section for what came of the first.
 */
export type Repetition = 'once' | 'same' | 'twice';

/** Judges how a subject behaved, whether or not it rewrote the image. */
export interface CallRule extends RuleText, Checks<Call> {
  readonly scope: 'call';
  /** What must be asked before the rule can say anything; the call itself unless given. */
  readonly needs?: Repetition;
}

export type Rule = ImageRule | AppendRule | CallRule;
