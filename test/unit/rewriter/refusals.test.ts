import { describe, expect, it } from 'vitest';
import type { AppendRequest } from '../../../src/contract/index.ts';
import { REFUSAL_CODES, appendSections } from '../../../src/rewriter/index.ts';
import type { AppendOptions, RefusalCode } from '../../../src/rewriter/index.ts';
import {
  DATA,
  TEXT,
  buildImage,
  request,
  sha256,
  tightImage,
  withBytes,
  withDebug,
  withU16,
  withU32,
} from './image.ts';

interface Refused {
  readonly title: string;
  readonly code: RefusalCode;
  readonly image?: Uint8Array;
  readonly requests?: readonly AppendRequest[];
  readonly options?: AppendOptions;
}

const v0 = buildImage();
const signed = withU32(buildImage({ overlay: new Uint8Array(0x18) }), { 0xe8: 0x3200, 0xec: 0x18 });
const raggedDebug = withU32(
  withDebug(buildImage({ directoryCount: 7, overlay: Uint8Array.of(1) }), { offset: 0x1100, address: 0x1100 }, []),
  { 0xfc: 27 },
);
const crowded = buildImage({
  sections: Array.from({ length: 65535 }, () => ({ ...DATA, sizeOfRawData: 0, virtualSize: 0 })),
  sizeOfHeaders: 0x280200,
  sizeOfImage: 0x300000,
});

const REQUESTS: readonly Refused[] = [
  { title: 'an empty list', code: 'no-requests', requests: [] },
  ...['', '.bpf.abcd', 'a/b', '/4', '.bp$f', '.b f', '.b\0f', '.bpf\n', 'é', '🐝', '.reloc'].map((name) => ({
    title: `the name ${JSON.stringify(name)}`,
    code: 'bad-name' as const,
    requests: [request({ name })],
  })),
  {
    title: 'a section that cannot be in the file as in memory',
    code: 'no-flat-place',
    image: buildImage({
      sections: [TEXT, { ...DATA, virtualSize: 0x200 }],
      sectionAlignment: 0x200,
      sizeOfImage: 0x5000,
    }),
  },
  {
    title: 'an overlay that has to stay where it is',
    code: 'overlay-would-move',
    image: buildImage({ overlay: Uint8Array.of(1) }),
    options: { keepOverlayOffset: true },
  },
  { title: 'empty content', code: 'empty-content', requests: [request({ content: new Uint8Array() })] },
  ...[0xc0000040, 0x60000020, 0xe0000040, -1, 0.5, 0x1_0000_0000, Number.NaN].map((characteristics) => ({
    title: `characteristics ${characteristics}`,
    code: 'bad-characteristics' as const,
    requests: [request({ characteristics })],
  })),
  { title: 'a name in the table', code: 'name-taken', requests: [request({ name: '.text' })] },
  {
    title: 'a name of eight bytes in the table',
    code: 'name-taken',
    image: buildImage({ sections: [TEXT, { ...DATA, name: 'eight888' }] }),
    requests: [request({ name: 'eight888' })],
  },
  {
    title: 'a name that the table holds with dirt behind its zero',
    code: 'name-taken',
    image: withBytes(v0, 0x120, [0x2e, 0x62, 0x70, 0x66, 0, 0x78]),
  },
];

const HEADERS: readonly Refused[] = [
  ...[0, 1, 63].map((length) => ({ title: `${length} bytes`, code: 'not-pe' as const, image: v0.subarray(0, length) })),
  { title: 'the magic "ZM"', code: 'not-pe', image: withBytes(v0, 0, [0x5a, 0x4d]) },
  ...[0, 4, 0x3c, 0x31f4, 0x80000000, 0xffffffff, 0xfffffff0].map((offset) => ({
    title: `a PE header at ${offset}`,
    code: 'not-pe' as const,
    image: withU32(v0, { 0x3c: offset }),
  })),
  { title: 'a PE signature with one wrong byte', code: 'not-pe', image: withBytes(v0, 0x42, [1]) },
  { title: 'a DOS header of another linker', code: 'not-zboot', image: withBytes(v0, 2, [0x90]) },
  { title: 'an upper-case "ZIMG"', code: 'not-zboot', image: withBytes(v0, 4, [0x5a, 0x49, 0x4d, 0x47]) },
  ...[0, 0x107].map((magic) => ({
    title: `optional header magic ${magic}`,
    code: 'malformed-headers' as const,
    image: withU16(v0, 0x58, magic),
  })),
  { title: 'an end inside the optional header', code: 'malformed-headers', image: v0.subarray(0, 0x80) },
  { title: 'an end inside the section table', code: 'malformed-headers', image: v0.subarray(0, 0x147) },
  { title: 'an end inside the headers', code: 'malformed-headers', image: v0.subarray(0, 0xfff) },
  ...[0, 0x98, 0xa8, 0xffff].map((size) => ({
    title: `SizeOfOptionalHeader ${size}`,
    code: 'malformed-headers' as const,
    image: withU16(v0, 0x54, size),
  })),
  ...[17, 16, 5, 0xffffffff].map((count) => ({
    title: `NumberOfRvaAndSizes ${count}`,
    code: 'malformed-headers' as const,
    image: withU32(v0, { 0xc4: count }),
  })),
  { title: 'no sections', code: 'malformed-headers', image: withU16(v0, 0x46, 0) },
  { title: '65535 sections that are not there', code: 'malformed-headers', image: withU16(v0, 0x46, 0xffff) },
  { title: '65535 sections that are there', code: 'too-many-sections', image: crowded },
  ...[0, 0x147, 0x3201, 0xffffffff].map((size) => ({
    title: `SizeOfHeaders ${size}`,
    code: 'malformed-headers' as const,
    image: withU32(v0, { 0x94: size }),
  })),
  ...[0, 0x1000, 0x80000000, 0xffffffff].map((size) => ({
    title: `SizeOfImage ${size}`,
    code: 'malformed-headers' as const,
    image: withU32(v0, { 0x90: size }),
  })),
  ...[0, 3, 0x1800, 0x80000000].map((alignment) => ({
    title: `SectionAlignment ${alignment}`,
    code: 'malformed-alignment' as const,
    image: withU32(v0, { 0x78: alignment }),
  })),
  ...[0, 0x201, 0x20000, 0x80000000].map((alignment) => ({
    title: `FileAlignment ${alignment}`,
    code: 'malformed-alignment' as const,
    image: withU32(v0, { 0x7c: alignment }),
  })),
  { title: 'a certificate table', code: 'signed-image', image: signed },
  {
    title: 'a symbol table of 77 GB',
    code: 'malformed-symbol-table',
    image: withU32(v0, { 0x4c: 0x31f6, 0x50: 0xffffffff }),
  },
  {
    title: 'a string table behind the end of the file',
    code: 'malformed-symbol-table',
    image: withU32(v0, { 0x4c: 0x31f8, 0x31f8: 9 }),
  },
  {
    title: 'a symbol table among the headers',
    code: 'malformed-symbol-table',
    image: withU32(v0, { 0x4c: 0x10, 0x50: 1 }),
  },
];

const LAYOUT: readonly Refused[] = [
  { title: 'raw data one byte too long', code: 'malformed-sections', image: withU32(v0, { 0x130: 0x201 }) },
  {
    title: 'raw data that wraps in 32 bits',
    code: 'malformed-sections',
    image: withU32(v0, { 0x130: 0x400, 0x134: 0xfffffe00 }),
  },
  { title: 'raw data inside the headers', code: 'malformed-sections', image: withU32(v0, { 0x134: 0x200 }) },
  { title: 'an address inside the headers', code: 'malformed-sections', image: withU32(v0, { 0x104: 0 }) },
  {
    title: 'a VirtualSize that wraps in 32 bits',
    code: 'malformed-sections',
    image: withU32(v0, { 0x128: 0xffffd800 }),
  },
  { title: 'an address of 4 GiB less one', code: 'malformed-sections', image: withU32(v0, { 0x12c: 0xffffffff }) },
  {
    title: 'a VirtualSize of 0 with raw data beyond the image',
    code: 'malformed-sections',
    image: buildImage({ sections: [TEXT, { ...DATA, virtualSize: 0, sizeOfRawData: 0x4000 }] }),
  },
  { title: 'shared raw data', code: 'overlapping-sections', image: withU32(v0, { 0x134: 0x2f00 }) },
  { title: 'shared addresses', code: 'overlapping-sections', image: withU32(v0, { 0x12c: 0x2fff }) },
  ...[
    { offset: 0, size: 0x1100 },
    { offset: 0xfff, size: 0x10 },
    { offset: 0x3200, size: 1 },
    { offset: 0x31ff, size: 2 },
    { offset: 0x2fff, size: 2 },
    { offset: 0xfffffff0, size: 0x20 },
    { offset: 0x1800, size: 0 },
  ].map(({ offset, size }) => ({
    title: `a payload of ${size} bytes at ${offset}`,
    code: 'payload-unlocated' as const,
    image: withU32(v0, { 8: offset, 12: size }),
  })),
  {
    title: 'a payload behind the loaded part of its section',
    code: 'payload-unlocated',
    image: withU32(v0, { 0x100: 0x18ff }),
  },
  { title: 'a payload in the overlay', code: 'payload-unlocated', image: overlayPayload() },
  { title: 'bytes behind the table', code: 'header-slack-in-use', image: withBytes(v0, 0x148, [1]) },
  {
    title: 'headers that reach the first address',
    code: 'no-header-room',
    image: tightImage({
      sectionAlignment: 0x200,
      sections: [
        { ...TEXT, virtualAddress: 0x200, pointerToRawData: 0x200 },
        { ...DATA, pointerToRawData: 0x2200 },
      ],
    }),
  },
  { title: 'debug data across the end of the sections', code: 'straddling-data', image: parted() },
  { title: 'a ragged debug directory before an overlay', code: 'malformed-debug-directory', image: raggedDebug },
  { title: 'SizeOfInitializedData at its limit', code: 'too-large', image: withU32(v0, { 0x60: 0xffffffff }) },
  { title: 'an image at 2 GiB', code: 'too-large', image: withU32(v0, { 0x90: 0x7fffffff, 0x128: 0x7fffcfff }) },
  {
    title: 'a pointer that cannot grow',
    code: 'too-large',
    image: tightImage({
      peOffset: 0xc0,
      sections: [
        { ...TEXT, pointerToRawData: 0x200 },
        { ...DATA, pointerToRawData: 0x2200 },
        { ...DATA, virtualAddress: 0x4800, virtualSize: 0, sizeOfRawData: 0, pointerToRawData: 0xffffffff },
      ],
    }),
  },
];

function overlayPayload(): Uint8Array {
  return buildImage({ overlay: new Uint8Array(0x20), payloadOffset: 0x3200, payloadSize: 0x10 });
}

function parted(): Uint8Array {
  const image = buildImage({ directoryCount: 7, overlay: new Uint8Array(4) });
  return withDebug(image, { offset: 0x1100, address: 0x1100 }, [{ sizeOfData: 4, pointerToRawData: 0x31fe }]);
}

/** An image with an overlay of 32 bytes at 0x3200 whose certificate directory names the given range. */
function certified(offset: number, size: number): Uint8Array {
  return withU32(buildImage({ overlay: new Uint8Array(0x20) }), { 0xe8: offset, 0xec: size });
}

const strip: AppendOptions = { stripSignature: true };
const CERTIFICATES: readonly Refused[] = [
  ...[
    { title: 'a certificate table among the headers', image: certified(0xff8, 8) },
    { title: 'a certificate table that starts in section data', image: certified(0x31f8, 0x20) },
    { title: 'a certificate table that leaves the file', image: certified(0x3200, 0x21) },
    { title: 'a certificate table that wraps at 4 GiB', image: certified(0xfffffff0, 0x20) },
    {
      title: 'a certificate table on top of the symbol table',
      image: withU32(certified(0x3200, 0x18), { 0x4c: 0x3210, 0x50: 0 }),
    },
  ].map((each) => ({ ...each, code: 'malformed-certificates' as const, options: strip })),
  { title: 'a signed image though any PE image goes', code: 'signed-image', image: signed, options: { anyPe: true } },
];

const foreign = withU32(v0, { 0x4: 0 });
const ANY_PE: readonly Refused[] = [
  { title: 'a PE image that is no zboot image', code: 'not-zboot', image: foreign },
  { title: 'no PE image where any would do', code: 'not-pe', image: new Uint8Array(64), options: { anyPe: true } },
  {
    title: 'a zboot image without its payload though any PE image goes',
    code: 'payload-unlocated',
    image: withU32(v0, { 0xc: 0 }),
    options: { anyPe: true },
  },
];

const ALL = [...REQUESTS, ...HEADERS, ...LAYOUT, ...CERTIFICATES, ...ANY_PE];

describe('appendSections refuses', () => {
  it.each(ALL)(
    '$title as $code, in one sentence, and leaves the image alone',
    ({ code, image = v0, requests, options }) => {
      const before = sha256(image);
      const result = appendSections(image, requests ?? [request()], options);
      expect(result).toMatchObject({ kind: 'refused', code });
      expect(result.kind === 'refused' ? result.detail : '').toMatch(/^[A-Z][^\n]+; [^\n]+\.$|^There is no .+; .+\.$/);
      expect(sha256(image)).toBe(before);
    },
  );
});

describe('REFUSAL_CODES', () => {
  it('holds each code once, and each has a case above', () => {
    const codes = REFUSAL_CODES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...new Set(ALL.map(({ code }) => code))].sort()).toEqual([...codes].sort());
  });
});
