import type { Effect } from './effect.ts';
import type { FileRole } from './finding.ts';
import type { Layouts } from './layout.ts';
import type { Excerpt, RuleRow } from './report.ts';
import type { Severity, Verdict } from './verdict.ts';

/** What one rule says of one image, or of one append. */
export interface CheckedRule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly level: RuleRow['level'];
  readonly references: readonly string[];
  /** What a violation leads to at worst. */
  readonly severity: Severity;
  /**
   * Programs that reject, misload or misread an image that breaks this rule, such as `shim`, with the file and what they
   * do where that is known: `EDK2 BasePeCoff.c:205: wants the exact size`.
   */
  readonly rejectedBy: readonly string[];
  /** What happens by the profile when the image breaks the rule; `null` where that is not known. */
  readonly effect: Effect | null;
  readonly verdict: Verdict;
  /** The bytes around the findings; empty unless the rule failed. */
  readonly excerpts: readonly Excerpt[];
}

/** What is wrong with a file before any rule is asked, and what follows from it. */
export interface Cause {
  readonly sentence: string;
  /** Ids of rules of level error or warning that fail for this reason; they may be told in one line. */
  readonly follows: readonly string[];
}

/** A file that was named, or found in a folder, and could not be judged. */
export interface UnjudgedFile {
  /** What it is called in the report. */
  readonly path: string;
  /** Why, as a sentence that follows the path and a colon. */
  readonly reason: string;
}

/**
 * An image that was judged, alone or as the output of an append, as one profile sees it. An image that was judged by
 * several profiles is several of these in succession.
 */
export interface CheckedFile {
  /** What the image is called in the report. */
  readonly path: string;
  readonly profile: string;
  /** Why it was judged by this profile, when nobody asked for one and it is not the usual one: goes on "in profile …, ". */
  readonly because: string | null;
  /** `null` where there is no such cause. */
  readonly cause: Cause | null;
  /** What no rule looks at and a sound image may be taken for, as a clause; `null` where there is nothing of the kind. */
  readonly caveat: string | null;
  /** What the other files of an append are called; a role that is left out is called like the image. */
  readonly files: readonly { readonly file: FileRole; readonly path: string }[];
  /** Where everything is in the image, as `after`, and in the one that it was made from. */
  readonly layouts: Layouts;
  /** Digest of the image, 64 hexadecimal digits; `null` for one of more than 512 MiB. */
  readonly sha256: string | null;
  readonly results: readonly CheckedRule[];
}
