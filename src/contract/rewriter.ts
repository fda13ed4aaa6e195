/**
 * What a rewriter is asked to do and what it may answer. Types only: the contract runs nothing, so that every
 * subject, from a function in this process to a command in another language, can be judged on equal terms.
 */

/** One section to append to an image. */
export interface AppendRequest {
  /** The section's name: 1 to 8 bytes of printable ASCII, such as `.bpf`. */
  readonly name: string;
  /** The bytes that the new section holds; at least one. */
  readonly content: Uint8Array;
  /** The section's flags as the PE specification defines them; `0x40000040` is initialised, readable data. */
  readonly characteristics: number;
}

/** Circumstances of a call that must not change the answer. */
export interface AppendSetting {
  /** Bytes that already lie at the place where the output goes, or `null` when nothing does. */
  readonly previousOutput: Uint8Array | null;
}

/**
 * How a call can break the contract: success without an output, failure with one, an output that is larger than any
 * append can make it, an input file that is not what it was, or an answer that is none in the protocol of a harness.
 */
export type Misbehaviour = 'no-output' | 'left-output' | 'oversized-output' | 'changed-input' | 'garbage';

/** What came of one call. Everything but `rewritten` leaves no output behind. */
export type Answer =
  | { readonly kind: 'rewritten'; readonly bytes: Uint8Array }
  /** The subject declined. `code` is stable and short; `detail` is a sentence for people. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** The subject ended by a signal or an exception. */
  | { readonly kind: 'crashed'; readonly detail: string }
  /** The subject was still running after its time limit and was ended. */
  | { readonly kind: 'timed-out'; readonly detail: string }
  /** The subject broke the contract of a call, whatever its exit status said; `late` when it had to be ended as well. */
  | { readonly kind: 'misbehaved'; readonly what: Misbehaviour; readonly detail: string; readonly late?: true }
  /** The call could not be made, or what it left not be read, for a reason that is not the subject's. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/** The thing under test. Anything that can do this can be judged: our own rewriter, a command, a saboteur. */
export interface Rewriter {
  /** A stable name for reports, such as `builtin` or `command`. */
  readonly id: string;
  /** The subject's version where it is known, else the empty string. Some are known only after `open`, or the first call. */
  readonly version: string;
  /** The argument vector of a command subject, or `null` for one that runs in this process. */
  readonly command: readonly string[] | null;
  /**
   * What the subject gives every new section because it cannot be told; `null` where it takes the request's. A campaign
   * asks for nothing else, so that a subject is not judged by what it was never told.
   */
  readonly fixed: { readonly name: string | null; readonly characteristics: number | null };
  /**
   * Appends one section. Never throws for reasons that lie in the image or in the request; must change neither `image` nor the request's content.
   */
  append(image: Uint8Array, request: AppendRequest, setting: AppendSetting): Answer | Promise<Answer>;
  /**
   * The same in a process that has served no other call; only where one process serves many. An answer that differs depends
   * on what was asked before.
   */
  appendAfresh?(image: Uint8Array, request: AppendRequest, setting: AppendSetting): Promise<Answer>;
  /**
   * Begins what has to run before any call, so that `version` is known; only where something has to.
   *
   * @returns why nothing can be asked, or `null` when all is well
   */
  open?(): Promise<string | null>;
  /** Ends what runs between calls; only where something does. Nothing may be asked afterwards. */
  close?(): Promise<void>;
}
