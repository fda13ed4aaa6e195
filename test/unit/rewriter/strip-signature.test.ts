import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { append, buildImage, request, sha256, u32, withBytes, withDebug, withU32 } from './image.ts';

/** File offset of the certificate directory in an image of buildImage. */
const DIRECTORY = 0xe8;
/** Where the section data of such an image ends. */
const DATA_END = 0x3200;

function strip(image: Uint8Array): Uint8Array {
  const result = appendSections(image, [request()], { stripSignature: true });
  if (result.kind === 'refused') throw new Error(`refused: ${result.code}: ${result.detail}`);
  return result.bytes;
}

/** An unsigned image with an overlay, and the same one with a certificate table of 24 bytes somewhere in the overlay. */
function pair(overlay: readonly number[], at: number): { readonly plain: Uint8Array; readonly signed: Uint8Array } {
  const table = new Uint8Array(24).fill(0xcc);
  const whole = Uint8Array.from([...overlay.slice(0, at), ...table, ...overlay.slice(at)]);
  return {
    plain: buildImage({ directoryCount: 7, overlay: Uint8Array.from(overlay) }),
    signed: withU32(buildImage({ directoryCount: 7, overlay: whole }), {
      [DIRECTORY]: DATA_END + at,
      [DIRECTORY + 4]: 24,
    }),
  };
}

describe('appendSections with stripSignature', () => {
  it('gives what an append to the image without table and directory entry gives', () => {
    for (const [overlay, at] of [
      [[], 0],
      [[1, 2, 3, 4, 5, 6, 7, 8], 8],
      [[1, 2, 3, 4, 5, 6, 7, 8], 0],
      [[1, 2, 3], 2],
    ] as const) {
      const { plain, signed } = pair(overlay, at);
      expect(sha256(strip(signed))).toBe(sha256(append(plain)));
    }
  });

  it('leaves an image alone that is not signed', () => {
    for (const image of [buildImage(), buildImage({ overlay: Uint8Array.of(9) })]) {
      expect(sha256(strip(image))).toBe(sha256(append(image)));
    }
    // A directory without a size names no signature, whatever its offset says.
    const odd = withU32(buildImage(), { [DIRECTORY]: 0x1234 });
    expect(sha256(strip(odd))).toBe(sha256(append(odd)));
  });

  it('computes CheckSum without the table', () => {
    const { plain, signed } = pair([1, 2, 3, 4], 4);
    const result = strip(withU32(signed, { 0x98: 7 }));
    expect(sha256(result)).toBe(sha256(append(withU32(plain, { 0x98: 7 }))));
    expect(u32(result, 0x98)).not.toBe(0);
  });

  it('lets symbols and debug data behind the table follow it', () => {
    const symbols = { 0x4c: DATA_END, 0x50: 0 };
    const strings = [4, 0, 0, 0, 0xdd, 0xdd, 0xdd, 0xdd];
    const { plain, signed } = pair(strings, 0);
    const debug = { offset: 0x1100, address: 0x1100 };
    const entry = (pointerToRawData: number) => [{ sizeOfData: 4, pointerToRawData }];
    const before = withDebug(withU32(signed, { 0x4c: DATA_END + 24, 0x50: 0 }), debug, entry(DATA_END + 28));
    const after = withDebug(withU32(plain, symbols), debug, entry(DATA_END + 4));
    expect(sha256(strip(before))).toBe(sha256(append(after)));
  });

  it('removes the table before the first of several sections', () => {
    const { plain, signed } = pair([7], 1);
    const requests = [request(), request({ name: '.two' })];
    const result = appendSections(signed, requests, { stripSignature: true });
    expect(sha256(result.kind === 'rewritten' ? result.bytes : new Uint8Array())).toBe(
      sha256(append(plain, ...requests)),
    );
  });
});

describe('appendSections with anyPe', () => {
  it('appends to an image without a zboot header and leaves its DOS header alone', () => {
    // The words that hold payload offset and size in a zboot image are the linker's in any other.
    const image = withBytes(buildImage(), 2, [0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0, 0xb8, 0]);
    const result = appendSections(image, [request()], { anyPe: true });
    const bytes = result.kind === 'rewritten' ? result.bytes : new Uint8Array();
    const zboot = append(buildImage());
    expect(sha256(bytes.slice(64))).toBe(sha256(zboot.slice(64)));
    expect([...bytes.subarray(0, 64)]).toEqual([...image.subarray(0, 64)]);
  });

  it('does to a zboot image what it does without', () => {
    const result = appendSections(buildImage(), [request()], { anyPe: true });
    expect(sha256(result.kind === 'rewritten' ? result.bytes : new Uint8Array())).toBe(sha256(append(buildImage())));
  });
});
