/** Pairs of calls that differ in their answer only. */
import type { AppendRequests } from '../../properties/index.ts';
import type { Place } from '../../src/results/index.ts';
import { REFUSED, REQUEST, appended, call, rewritten } from './calls.ts';
import type { CallEntry } from './calls.ts';

/** The first byte of the first content. */
export const CONTENT: Place = { file: 'content', offset: 0, length: 1 };

/** An image or a request that must be refused, with the bytes that say so. */
export function mustRefuse(
  name: string,
  make: () => Uint8Array,
  at: Place,
  requests: AppendRequests = [REQUEST],
): readonly CallEntry[] {
  return bothAnswers(name, make, { at, actual: 'rewritten' }, requests);
}

/** An image or a request that may be refused and may be rewritten. */
export function mayRefuse(
  name: string,
  make: () => Uint8Array,
  requests: AppendRequests = [REQUEST],
): readonly CallEntry[] {
  return bothAnswers(name, make, { at: null }, requests);
}

/** The same call rewritten, which is judged as said, and refused, which is always right. */
function bothAnswers(
  name: string,
  make: () => Uint8Array,
  ofRewritten: Pick<CallEntry, 'at' | 'actual'>,
  requests: AppendRequests,
): readonly CallEntry[] {
  const rule = 'PR-REF-001';
  return [
    {
      rule,
      name: `${name}, and it is rewritten`,
      make: () => call(make(), rewritten(appended()), { requests }),
      ...ofRewritten,
    },
    { rule, name: `${name}, and it is refused`, make: () => call(make(), REFUSED, { requests }), at: null },
  ];
}
