/** The x86 setup_header: where it follows the section table, and where the table runs over the place that it would have. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { DATA, TEXT, buildImage, outcome, request, withBytes } from './image.ts';

/** Where it starts, and where its magic is; the byte in front of that says how far it reaches behind it. */
const [START, MAGIC_AT] = [0x1f1, 0x202];
const MAGIC = [0x48, 0x64, 0x72, 0x53];

function detailOf(image: Uint8Array): string {
  const answer = appendSections(image, [request()]);
  return answer.kind === 'refused' ? `${answer.code}: ${answer.detail}` : answer.kind;
}

describe('a section whose name lies where the magic of the x86 setup_header would', () => {
  const TABLE_END = 0x22a;
  const image = buildImage({ peOffset: 0x122, sections: [TEXT, { ...DATA, name: 'HdrS' }] });

  it('makes no bytes behind the table one', () => {
    expect(Buffer.from(image.subarray(MAGIC_AT, MAGIC_AT + 4)).toString()).toBe('HdrS');
    expect(outcome(image)).toBe('rewritten');
  });

  it('makes a refusal speak of none', () => {
    expect(detailOf(withBytes(image, TABLE_END, [0x12]))).toBe(
      'header-slack-in-use: The byte at 0x22a after the section table is 0x12, and its use is unknown; ' +
        'rebuild the image with free room after its section table.',
    );
  });
});

describe('the x86 setup_header', () => {
  /** An image with one of 0x7b bytes, whose section table ends somewhere in front of it. */
  const imageWith = (tableEnd: number): Uint8Array =>
    withBytes(buildImage({ peOffset: tableEnd - 0x108 }), MAGIC_AT - 1, [0x6a, ...MAGIC]);

  it.each([
    ['directly behind the table', START],
    ['behind it, one byte too near', START - 39],
  ])('is not written over: %s', (_, tableEnd) => {
    expect(detailOf(imageWith(tableEnd))).toBe(
      'header-slack-in-use: The x86 setup_header, which boot loaders read, takes bytes [0x1f1, 0x26c) after the section ' +
        'table, which cannot be moved; rebuild the image with more header room.',
    );
  });

  it('leaves a slot in front of it to a new section', () => {
    expect(outcome(imageWith(START - 40))).toBe('rewritten');
  });

  it('makes what precedes it a part of the boot code, even where that looks like padding', () => {
    expect(detailOf(imageWith(0x150).fill(0x90, 0x150, START))).toBe(
      'header-slack-in-use: The byte at 0x150 after the section table is 0x90, and the x86 setup_header [0x1f1, 0x26c) ' +
        'and boot code follow, which boot loaders use; these headers have no room for more sections: wrap the kernel in a unified ' +
        'kernel image to add some.',
    );
  });
});
