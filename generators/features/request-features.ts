import { requestLength } from '../layout/agreement.ts';
import type { Layout } from '../layout/layout.ts';
import { featuresIn, someSection } from './feature.ts';
import type { Feature } from './feature.ts';

/** Read-only initialised data. [PE format, Section Flags] */
const READ_ONLY_DATA = 0x40000040;
/** The same, discardable. */
const DISCARDABLE_DATA = 0x42000040;

function blocks({ plan }: Layout): number {
  return requestLength(plan) / plan.fileAlignment;
}

/** Blocks from here on are many. */
const LARGE = 6;

/** 1 to 8 printable ASCII characters that mean nothing else. [PE format, Section Table (Section Headers)] */
function isPossibleName(name: string): boolean {
  return /^[!-~]{1,8}$/.test(name) && !/[/$]/.test(name) && name !== '.reloc';
}

function isNear(name: string, other: string): boolean {
  if (name === other || other.length === 0) return false;
  const [shorter, longer] = name.length < other.length ? [name, other] : [other, name];
  const isTwin = other.length === 8 && other.startsWith(name.padEnd(7, '_').slice(0, 7));
  return isTwin || name.toLowerCase() === other.toLowerCase() || (longer.startsWith(shorter) && shorter.length > 1);
}

const request = featuresIn('request');
const growth = featuresIn('request', 'growth');

/** Labels of the section that a rewriter is asked to append. */
export const REQUEST_FEATURES: readonly Feature[] = [
  request('empty-content', 'empty content, which cannot be appended', ({ plan }) => requestLength(plan) === 0),
  growth('one-byte', 'content of one byte', ({ plan }) => requestLength(plan) === 1),
  growth('part-block', 'content of more than one byte that does not fill a FileAlignment block', (layout) => {
    return requestLength(layout.plan) > 1 && blocks(layout) < 1;
  }),
  growth('aligned-content', 'content of whole blocks', (layout) => {
    return requestLength(layout.plan) > 1 && Number.isInteger(blocks(layout));
  }),
  request('large-content', 'content of more than six blocks', (layout) => blocks(layout) > LARGE),
  request('zero-content', 'content of only zeros', ({ plan }) => plan.request.content === 'zeros'),
  request('telling-content', 'content that starts like an ELF, PE or text file', ({ plan }) => {
    return !['filler', 'zeros'].includes(plan.request.content);
  }),
  request('bad-name', 'a name that no section can have', ({ plan }) => !isPossibleName(plan.request.name)),
  request(
    'near-name',
    "a name that differs from a section's only in case, in the last byte or in its ending",
    (layout) => someSection(layout, ({ plan }) => isNear(plan.name, layout.plan.request.name)),
  ),
  growth('several-blocks', 'content of more than one block, the last not full', (layout) => {
    return blocks(layout) > 1 && !Number.isInteger(blocks(layout));
  }),
  request('other-name', 'the request is not for .bpf', ({ plan }) => plan.request.name !== '.bpf'),
  request('name-taken', 'the requested name is already in the table', (layout) =>
    someSection(layout, ({ plan }) => plan.name === layout.plan.request.name),
  ),
  request('discardable', 'the request asks for other characteristics than read-only data', ({ plan }) => {
    return plan.request.characteristics !== READ_ONLY_DATA;
  }),
  request('risky-flags', 'the request asks for flags that a rewriter may decline', ({ plan }) => {
    return ![READ_ONLY_DATA, DISCARDABLE_DATA].includes(plan.request.characteristics);
  }),
];
