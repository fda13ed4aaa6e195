import { requestLength } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import { featuresIn, someSection } from './feature.ts';
import type { Feature } from './feature.ts';

/** Read-only initialised data. [PE format, Section Flags] */
const READ_ONLY_DATA = 0x40000040;

function blocks({ plan }: Layout): number {
  return requestLength(plan) / plan.fileAlignment;
}

const request = featuresIn('request');
const growth = featuresIn('request', 'growth');

/** Labels of the section that a rewriter is asked to append. */
export const REQUEST_FEATURES: readonly Feature[] = [
  growth('one-byte', 'content of one byte', ({ plan }) => requestLength(plan) === 1),
  growth('part-block', 'content of more than one byte that does not fill one block of FileAlignment', (layout) => {
    return requestLength(layout.plan) > 1 && blocks(layout) < 1;
  }),
  growth('aligned-content', 'content of whole blocks', (layout) => Number.isInteger(blocks(layout))),
  growth('several-blocks', 'content of more than one block whose last is not full', (layout) => {
    return blocks(layout) > 1 && !Number.isInteger(blocks(layout));
  }),
  request('other-name', 'the request is not for .bpf', ({ plan }) => plan.request.name !== '.bpf'),
  request('name-taken', 'the requested name is in the table already', (layout) =>
    someSection(layout, ({ plan }) => plan.name === layout.plan.request.name),
  ),
  request('discardable', 'the request asks for other characteristics than read-only data', ({ plan }) => {
    return plan.request.characteristics !== READ_ONLY_DATA;
  }),
];
