/**
 * Goal: the builtin rewriter refuses a valid image only where the rule on refusals says that anybody must, or that one may
 * for the reason that the rewriter gives. Method: for every case, the answer is held against the grounds that the rule has.
 */
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { refusalGrounds } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { effort } from '../support/effort.ts';

const CASES = effort(4000);

/** Why the builtin rewriter refuses what others may append, by what it says and as the rule has it. */
const DECLINED: Readonly<Record<string, RegExp>> = {
  'signed-image': /^signed images$/,
  'header-slack-in-use': /^images with live bytes after the section table/,
  'not-zboot': /^images that break ZB-001$/,
  'bad-characteristics': /^flags other than those of read-only data$/,
  'no-header-room': /^images whose headers have to grow$/,
  'no-flat-place': /^images with a SectionAlignment below a page$/,
};

/** Whether the case of an index has to be refused, may be or must not be, and the policies by which it may. */
function groundsOf(index: number): { readonly kind: string; readonly policies: readonly string[] } {
  const { image, request } = caseAt(3, index);
  const grounds = refusalGrounds(readImage(image), [request]);
  return { kind: grounds.kind, policies: grounds.kind === 'may' ? grounds.policies : [] };
}

describe('what the builtin rewriter refuses', () => {
  it(`is what has to be refused, or may be for the reason that it gives, in ${CASES} cases`, () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < CASES; index += 1) {
      const { image, request } = caseAt(3, index);
      const answer = appendSections(image, [request]);
      const code = answer.kind === 'refused' ? answer.code : answer.kind;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      const { kind, policies } = groundsOf(index);
      const where = `case ${index} of seed 3: ${code}, ${kind}: ${policies.join()}`;
      if (answer.kind === 'rewritten') expect(kind, where).not.toBe('must');
      else expect(kind === 'must' || policies.some((policy) => DECLINED[code]?.test(policy)), where).toBe(true);
    }
    // Few of the images with alignments below a page end inside a block.
    counts.delete('no-flat-place');
    expect([...counts.keys()].sort()).toEqual([
      'bad-characteristics',
      'bad-name',
      'empty-content',
      'header-slack-in-use',
      'name-taken',
      'no-header-room',
      'not-zboot',
      'rewritten',
      'signed-image',
    ]);
    expect(Math.min(...counts.values())).toBeGreaterThan(CASES / 200);
  });
});
