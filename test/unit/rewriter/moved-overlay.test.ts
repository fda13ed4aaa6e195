/** An overlay that has to stay where it is may move all the same where fields that are corrected lead to all of it. */
import { describe, expect, it } from 'vitest';
import { appendSections, memoryAccess, planAppend } from '../../../src/rewriter/index.ts';
import { buildImage, request, tightImage, withDebug, withU32 } from './image.ts';

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

  it('moves when debug data takes all of it, in whatever order its entries are', () => {
    const image = buildImage({ directoryCount: 7, overlay: new Uint8Array(12) });
    const entries = [8, 0, 4].map((at) => ({ sizeOfData: 4, pointerToRawData: OVERLAY_AT + at }));
    const named = withDebug(image, { offset: 0x1100, address: 0x1100 }, entries);
    expect(appendSections(named, [request()], { keepOverlayOffset: true }).kind).toBe('rewritten');
  });

  it('is a reason to refuse by where it is and where it would be', () => {
    const image = buildImage({ overlay: new Uint8Array(13) });
    expect(appendSections(image, [request()], { keepOverlayOffset: true })).toEqual({
      kind: 'refused',
      code: 'overlay-would-move',
      detail: 'The overlay [0x3200, 0x320d) would move to 0x3600; append before the overlay is added, or let it move.',
    });
  });

  it('is none where there is none, though other data moves', () => {
    const sections = [{ ...request(), content: memoryAccess(request().content) }];
    const plan = planAppend(memoryAccess(tightImage()), sections, { keepOverlayOffset: true });
    expect(plan).toMatchObject({ kind: 'planned', movedOverlay: null, moves: [{ what: 'section data' }] });
  });
});
