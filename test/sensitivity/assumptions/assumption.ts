/** Wrong rewriters that take one thing for granted, which is so in the images that their authors had. */
import type { AnyField } from '../field-sites.ts';
import { appendNaively } from '../answer-mistakes.ts';
import { onOutput } from '../fault.ts';
import type { Asked, Group, Mistake, Patch, Spoilt } from '../fault.ts';
import type { GoodAppend } from '../good-append.ts';
import { littleEndian } from '../little-endian.ts';
import type { Span } from '../../../src/results/index.ts';

/** The kinds of things that are taken for granted. */
export const SUBJECTS = ['constants', 'geometry', 'sizes', 'requests', 'debug data'] as const;

/** What a rewriter takes for granted, and what it does where that is not so. */
export interface Assumption {
  readonly about: (typeof SUBJECTS)[number];
  readonly mistake: Mistake;
}

type Changes = (good: GoodAppend) => readonly Patch[];

function named(site: string, operator: string, group: Group): Pick<Mistake, 'site' | 'operator' | 'group'> {
  return { site, operator, group };
}

/** Makes a mistake that writes some bytes over those of the right output; it shows where that is not the same. */
export function overwriting(site: string, operator: string, changes: Changes): Mistake {
  return onOutput(named(site, operator, 'changed'), (good) => {
    const patches = changes(good);
    return patches.length === 0 ? null : { kind: 'patched', patches };
  });
}

/** Makes a mistake that leaves another file, which it may make out of a copy of the right one. */
export function remaking(site: string, operator: string, make: (good: GoodAppend) => Uint8Array | null): Mistake {
  return onOutput(named(site, operator, 'changed'), (good): Spoilt | null => {
    const bytes = make(good);
    return bytes === null ? null : { kind: 'replaced', bytes };
  });
}

/** Makes a rewriter that refuses what it can do, where it thinks that it cannot. */
export function refusing(site: string, operator: string, thinks: (good: GoodAppend) => boolean): Mistake {
  return onOutput(named(site, operator, 'answer'), (good) => (thinks(good) ? { kind: 'refused' } : null));
}

/**
 * Makes a rewriter that appends what it has to refuse, because it does not look at it.
 *
 * @param overlooks what becomes of the naive output; `null` where the reason for the refusal is another
 */
export function accepting(
  site: string,
  operator: string,
  overlooks: (asked: Asked, naive: Uint8Array) => Uint8Array | null,
): Mistake {
  return {
    ...named(site, operator, 'answer'),
    shows: 'sometimes',
    checkSum: 'recomputed',
    spoil: (asked) => {
      if (asked.refusal === null) return null;
      const naive = appendNaively(asked);
      const bytes = naive === null ? null : overlooks(asked, naive);
      return bytes === null ? null : { kind: 'replaced', bytes };
    },
  };
}

/** A number in place of a field's. */
export function set({ offset, length }: AnyField, value: number | bigint): Patch {
  return { offset, bytes: littleEndian(BigInt(value), length) };
}

/** Zeros in place of some bytes; nothing where there are none. */
export function cleared({ offset, length }: Span): readonly Patch[] {
  return length > 0 ? [{ offset, bytes: new Uint8Array(length) }] : [];
}
