import { describe, expect, it } from 'vitest';
import { appendSections, memoryAccess, planAppend } from '../../../src/rewriter/index.ts';
import type { AppendPlan } from '../../../src/rewriter/index.ts';
import { DATA, append, buildImage, request, sha256, u32, withBytes, withDebug, withU32 } from './image.ts';

/** File offset of the certificate directory in an image of buildImage. */
const DIRECTORY = 0xe8;
/** Where the section data of such an image ends. */
const DATA_END = 0x3200;

function strip(image: Uint8Array): Uint8Array {
  const result = appendSections(image, [request()], { stripSignature: true });
  if (result.kind === 'refused') throw new Error(`refused: ${result.code}: ${result.detail}`);
  return result.bytes;
}

function planned(image: Uint8Array): AppendPlan {
  const sections = [{ ...request(), content: memoryAccess(request().content) }];
  const plan = planAppend(memoryAccess(image), sections, { stripSignature: true });
  if (plan.kind === 'refused') throw new Error(`refused: ${plan.code}: ${plan.detail}`);
  return plan;
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

/** What stripping comes to, in words when it is refused. */
function detailOf(image: Uint8Array): string {
  const answer = appendSections(image, [request()], { stripSignature: true });
  return answer.kind === 'refused' ? `${answer.code}: ${answer.detail}` : answer.kind;
}

describe('a certificate table', () => {
  const signed = (start: number, size: number, overlay = new Uint8Array(24)): Uint8Array =>
    withU32(buildImage({ directoryCount: 7, overlay }), { [DIRECTORY]: start, [DIRECTORY + 4]: size });

  it.each([
    ["beyond the file's end", signed(DATA_END, 25), "[0x3200, 0x3219) named at 0xe8 runs past the file's end 0x3218"],
    [
      'inside the headers',
      signed(0xfff, 24),
      '[0xfff, 0x1017) named at 0xe8 starts inside the headers that end at 0x1000',
    ],
    [
      'where the headers end',
      signed(0x1000, 24),
      '[0x1000, 0x1018) named at 0xe8 starts before the end of the section data at 0x3200',
    ],
    [
      'in the last byte of the section data',
      signed(DATA_END - 1, 24),
      '[0x31ff, 0x3217) named at 0xe8 starts before the end of the section data at 0x3200',
    ],
    [
      'that ends among symbols',
      withU32(signed(DATA_END, 17), { 0x4c: DATA_END + 16 }),
      '[0x3200, 0x3211) named at 0xe8 shares bytes with what PointerToSymbolTable names',
    ],
    [
      'that starts among symbols',
      withU32(signed(DATA_END + 7, 17), { 0x4c: DATA_END + 4 }),
      '[0x3207, 0x3218) named at 0xe8 shares bytes with what PointerToSymbolTable names',
    ],
  ])('is not taken out from %s', (_, image, found) => {
    expect(detailOf(image)).toBe(
      `malformed-certificates: The certificate table ${found}; sign the image again or correct the directory entry.`,
    );
  });

  it.each([
    ['the end of the section data', signed(DATA_END, 24)],
    ['the end of the symbols', withU32(signed(DATA_END + 8, 16), { 0x4c: DATA_END + 4 })],
    ['the start of the symbols', withU32(signed(DATA_END, 16), { 0x4c: DATA_END + 16 })],
  ])('is taken out from %s', (_, image) => {
    expect(detailOf(image)).toBe('rewritten');
  });

  it('is taken out from the end of the headers where no section has data', () => {
    const bss = { ...DATA, sizeOfRawData: 0, pointerToRawData: 0 };
    const image = buildImage({ sections: [bss], overlay: new Uint8Array(24) });
    const bare = withU32(image, { 4: 0, [DIRECTORY]: 0x1000, [DIRECTORY + 4]: 24 });
    const answer = appendSections(bare, [request()], { stripSignature: true, anyPe: true });
    expect(answer.kind === 'rewritten' ? answer.bytes.length : answer).toBe(0x1400);
  });

  it('of no place is a field that is cleared', () => {
    const image = signed(0, 24);
    expect(sha256(strip(image))).toBe(sha256(append(withU32(image, { [DIRECTORY + 4]: 0 }))));
    expect(planned(image)).toMatchObject({ removed: null });
    expect(planned(image).fields).toContainEqual({
      field: 'certificate directory size',
      offset: DIRECTORY + 4,
      width: 4,
      oldValue: 24,
      newValue: 0,
    });
  });

  it('is told of with both fields of its entry', () => {
    const { fields, removed } = planned(signed(DATA_END, 24));
    expect(removed).toEqual({ offset: DATA_END, length: 24 });
    expect(fields.slice(0, 2)).toEqual([
      { field: 'certificate directory offset', offset: DIRECTORY, width: 4, oldValue: DATA_END, newValue: 0 },
      { field: 'certificate directory size', offset: DIRECTORY + 4, width: 4, oldValue: 24, newValue: 0 },
    ]);
  });

  it('may have a field that names no bytes at the end of the file, which stays', () => {
    const entry = { sizeOfData: 0, pointerToRawData: DATA_END + 24 };
    const image = withDebug(signed(DATA_END, 24), { offset: 0x1100, address: 0x1100 }, [entry]);
    expect(u32(strip(image), 0x1100 + 24)).toBe(DATA_END + 24);
  });

  it('stays when what follows it cannot', () => {
    const entry = { sizeOfData: 8, pointerToRawData: DATA_END + 20 };
    const image = withDebug(signed(DATA_END, 16), { offset: 0x1100, address: 0x1100 }, [entry]);
    expect(detailOf(image)).toBe(
      'malformed-debug-directory: PointerToRawData of debug entry 0 at 0x1118 names bytes [0x3214, 0x321c), which must ' +
        'move but leave the file; correct the field or rebuild the image.',
    );
  });
});

describe('a signature that is to be stripped', () => {
  it('is not looked for where there are too few directories for one', () => {
    expect(detailOf(buildImage({ directoryCount: 4 }))).toBe('rewritten');
  });

  it('is not looked for in what is no image', () => {
    expect(detailOf(new Uint8Array(10))).toBe(
      'not-pe: The file has 10 bytes, less than a DOS header of 64; name an EFI zboot image.',
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
