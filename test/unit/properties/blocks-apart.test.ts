/** Where blocks of FileAlignment are larger than pages, new sections may follow each other by blocks or by pages. */
import { describe, expect, it } from 'vitest';
import { judgeAppend, ruleOf } from '../../../properties/index.ts';
import type { AppendRequests } from '../../../properties/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { imageIn, put, sectionOf } from '../../vectors/append-pairs.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { REQUEST } from '../../vectors/calls.ts';
import { setU32 } from '../../vectors/patch.ts';

const PAGE = 0x1000;
const BLOCK = 0x4000;
/** Where the first new section starts. */
const FIRST = 0x5000;

const SECOND = { ...REQUEST, name: '.cfg' };

/** What the rule says of a good append in which the last new section has another address. */
function verdictWith(requests: AppendRequests, address: number): Verdict {
  const input = setU32(clean(), AT.fileAlignment, BLOCK);
  const answer = appendSections(input, requests);
  const rule = ruleOf('PR-NEW-007');
  if (answer.kind === 'refused' || rule?.scope !== 'append') throw new Error('the image takes sections');
  const before = imageIn(input);
  const { virtualAddress } = sectionOf(imageIn(answer.bytes), before.sections.length + requests.length - 1);
  return judgeAppend(rule, { before, after: imageIn(put(answer.bytes, virtualAddress, address)), requests });
}

describe('PR-NEW-007', () => {
  it.each([
    ['holds', 'behind the image', FIRST],
    ['fails', 'a block behind the image', FIRST + BLOCK],
    ['fails', 'at address 0', 0],
  ] as const)('%s when a new section starts %s', (expected, _, address) => {
    expect(verdictWith([REQUEST], address).kind).toBe(expected === 'holds' ? 'pass' : 'fail');
  });

  it.each([
    ['fails', 'on the page of the first', FIRST],
    ['holds', 'on the page behind the first', FIRST + PAGE],
    ['fails', 'on the last page of the block of the first', FIRST + BLOCK - PAGE],
    ['holds', 'behind the block of the first', FIRST + BLOCK],
    ['fails', 'a page behind the block of the first', FIRST + BLOCK + PAGE],
  ] as const)('%s when the second of two new sections starts %s', (expected, _, address) => {
    expect(verdictWith([REQUEST, SECOND], address).kind).toBe(expected === 'holds' ? 'pass' : 'fail');
  });
});
