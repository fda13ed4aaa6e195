/** An overlay that has to stay where it is may move all the same where a field that is corrected leads to all of it. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { buildImage, request, withU32 } from './image.ts';

const OVERLAY_AT = 0x3200;
const [SYMBOLS, SYMBOL_COUNT] = [0x4c, 0x50];
/** A string table of eight bytes, without symbols in front of it. */
const STRINGS = [8, 0, 0, 0, 0x61, 0x62, 0x63, 0];

describe('an overlay that has to stay', () => {
  it.each([
    ['moves when it is a string table and nothing else', STRINGS, OVERLAY_AT, 'rewritten'],
    ['is a reason to refuse when a byte follows the string table', [...STRINGS, 9], OVERLAY_AT, 'refused'],
    ['is a reason to refuse when a byte precedes the string table', [9, ...STRINGS], OVERLAY_AT + 1, 'refused'],
  ] as const)('%s', (_, overlay, pointer, expected) => {
    const image = buildImage({ overlay: Uint8Array.from(overlay) });
    const symbols = withU32(image, { [SYMBOLS]: pointer, [SYMBOL_COUNT]: 0 });
    expect(appendSections(symbols, [request()], { keepOverlayOffset: true }).kind).toBe(expected);
  });
});
