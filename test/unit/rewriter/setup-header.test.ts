/** The x86 setup_header, where the section table runs over the place that it would have. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, buildImage, outcome, request, withBytes } from './image.ts';

describe('a section whose name lies where the magic of the x86 setup_header would', () => {
  const [MAGIC_AT, TABLE_END] = [0x202, 0x22a];
  const image = buildImage({ peOffset: 0x122, sections: [TEXT, { ...DATA, name: 'HdrS' }] });

  it('makes no bytes behind the table one', () => {
    expect(Buffer.from(image.subarray(MAGIC_AT, MAGIC_AT + 4)).toString()).toBe('HdrS');
    expect(outcome(image)).toBe('rewritten');
  });

  it('makes a refusal speak of none', () => {
    expect(appendSections(withBytes(image, TABLE_END, [0x12]), [request()])).toEqual({
      kind: 'refused',
      code: 'header-slack-in-use',
      detail:
        'The byte at 0x22a after the section table is 0x12, and nothing says what it is for; rebuild the image with free room after its section table.',
    });
  });
});
