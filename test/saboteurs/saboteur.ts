import type { RuleId } from '../../properties/index.ts';
import type { AppendRequest, AppendSetting, Rewriter } from '../../src/contract/index.ts';

/** A rewriter that is wrong on purpose, and the rules that see it. */
export interface Saboteur {
  /** What it does wrong, as the rest of a sentence about it, such as `shrinks SizeOfHeaders`. */
  readonly name: string;
  /** The number under which the fault was noted in a rewriter that people used, or `null` for one that was not. */
  readonly fault: number | null;
  /** Plan texts of the cases on which it shows. */
  readonly plans: readonly string[];
  /** Exactly the rules with level error or warning in profile `zboot` that fail on those cases. */
  readonly caughtBy: readonly [RuleId, ...RuleId[]];
  /** Makes the wrong rewriter out of a right one. */
  readonly sabotage: (good: Rewriter) => Rewriter;
}

/** What a wrong rewriter was given to work on. */
export interface Given {
  readonly image: Uint8Array;
  readonly request: AppendRequest;
  readonly setting: AppendSetting;
}

/** Turns a right output, of which it owns the bytes, into a wrong one. */
export type Spoil = (output: Uint8Array, given: Given) => Uint8Array;

/** A saboteur that lets the good rewriter work and spoils its output; refusals pass through. */
export function spoiling(spoil: Spoil): Saboteur['sabotage'] {
  return (good) =>
    misbehaving(good, async (given) => {
      const answer = await good.append(given.image, given.request, given.setting);
      if (answer.kind !== 'rewritten') return answer;
      return { kind: 'rewritten', bytes: spoil(answer.bytes.slice(), given) };
    });
}

/** The good rewriter with another way to answer. */
export function misbehaving(good: Rewriter, answer: (given: Given) => ReturnType<Rewriter['append']>): Rewriter {
  return {
    ...good,
    id: `saboteur of ${good.id}`,
    append: (image, request, setting) => answer({ image, request, setting }),
  };
}
