import type { Reading } from '../../src/reader/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import type { GoodAppend } from './good-append.ts';

/** Bytes that a wrong rewriter writes over those of a right output. */
export interface Patch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What a wrong rewriter makes of a right answer: other bytes in some places, another file, or no file. */
export type Spoilt =
  | { readonly kind: 'patched'; readonly patches: readonly Patch[] }
  | { readonly kind: 'replaced'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused' };

/** One case with the right answer to it. */
export interface Asked {
  readonly input: Uint8Array;
  readonly before: Reading;
  readonly request: AppendRequest;
  /** Labels of the generator. */
  readonly features: ReadonlySet<string>;
  /** The right output, or `null` where the right answer is a refusal. */
  readonly good: GoodAppend | null;
  /** The code of the refusal, or `null` where the image was rewritten. */
  readonly refusal: string | null;
}

/** What sort of mistake an operator is: the columns of the table. */
export const GROUPS = [
  'zeroed',
  'stale',
  'unit',
  'cut',
  'rounding',
  'shift',
  'swapped',
  'twice',
  'part',
  'changed',
  'answer',
] as const;
export type Group = (typeof GROUPS)[number];

/** A mistake at one place, whenever it is made. */
export interface Mistake {
  readonly site: string;
  readonly operator: string;
  readonly group: Group;
  /**
   * `firm` where the mistake changes nearly every output and no property of a case rules it out, so that it can be put
   * behind any trigger; else the mistake is its own trigger.
   */
  readonly shows: 'firm' | 'sometimes';
  /** Whether CheckSum is what the mistake is about, and must not be put right after it. */
  readonly checkSum: 'recomputed' | 'spoilt';
  /** What becomes of the right answer; `null` where there is nothing that could be mistaken. */
  readonly spoil: (asked: Asked) => Spoilt | null;
}

/** A mistake that is made under some condition. */
export interface Fault {
  readonly mistake: Mistake;
  readonly trigger: string;
}

/** How reports name a fault. */
export function nameOfFault({ mistake: { site, operator }, trigger }: Fault): string {
  return `${site}: ${operator}${trigger === 'always' ? '' : ` [${trigger}]`}`;
}

/** A mistake that needs a right output, and what of it is usual. */
export function onOutput(
  mistake: Pick<Mistake, 'site' | 'operator' | 'group'> & Partial<Pick<Mistake, 'shows' | 'checkSum'>>,
  spoil: (good: GoodAppend) => Spoilt | null,
): Mistake {
  return {
    shows: 'sometimes',
    checkSum: 'recomputed',
    ...mistake,
    spoil: ({ good }) => (good === null ? null : spoil(good)),
  };
}

/** Some bytes in one place. */
export function patched(offset: number, bytes: Uint8Array): Spoilt {
  return { kind: 'patched', patches: [{ offset, bytes }] };
}
