import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan, zbootPlan } from '../../../generators/index.ts';
import type { Compression, Plan } from '../../../generators/index.ts';
import { OUTPUT_LIMIT } from '../../../src/extraction/extract-payload.ts';
import type { Extraction } from '../../../src/extraction/extract-payload.ts';
import { caseOf, rightAnswer } from '../../support/cases.ts';
import { effort } from '../../support/effort.ts';
import { expectedPayload, imageOf } from '../../support/extract.ts';
import { extractPayload } from '../../../src/extraction/index.ts';

const TYPES = ['gzip', 'zstd', 'zstd22', 'lz4', 'lzma', 'lzo', 'xzkern'] as const satisfies readonly Compression[];
/** Those whose streams have a checksum of the content that every change breaks. */
const CHECKED = ['gzip', 'zstd', 'zstd22', 'xzkern'] as const satisfies readonly Compression[];
const PAYLOAD_OFFSET = 0x8;
const PAYLOAD_SIZE = 0xc;
const COMPRESSION_TYPE = 0x18;

const planText = (compression: Compression, filler = 500): string =>
  `machine=arm64 compression=${compression} payload=${filler} sections=.text:code:0:0`;

/** An image that may be spoilt, with the places of its payload. */
interface Spoilable {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly size: number;
}

function spoilable(compression: Compression, filler?: number): Spoilable {
  const bytes = Buffer.from(caseOf(planText(compression, filler)).image);
  return { bytes, offset: bytes.readUInt32LE(PAYLOAD_OFFSET), size: bytes.readUInt32LE(PAYLOAD_SIZE) };
}

const extracted = (bytes: Uint8Array, limit?: number): Extraction =>
  extractPayload(imageOf(bytes), 'decompressed', limit);

/** The bytes that were extracted, or why there are none. */
function outcomeOf(extraction: Extraction): Buffer | string {
  return extraction.kind === 'extracted' ? Buffer.from(extraction.bytes) : extraction.reason;
}

describe('extracting a payload', () => {
  it.each(TYPES)('gives the stored bytes of type %s', (type) => {
    const { bytes, offset, size } = spoilable(type);
    const extraction = extractPayload(imageOf(bytes), 'stored');
    expect(extraction).toMatchObject({ kind: 'extracted', payload: { offset, length: size } });
    expect(outcomeOf(extraction)).toEqual(expectedPayload(parsePlan(planText(type))).stored);
  });

  it.each(TYPES)('gives what was compressed as %s', (type) => {
    const extraction = extracted(spoilable(type).bytes);
    expect(outcomeOf(extraction)).toEqual(expectedPayload(parsePlan(planText(type))).content);
  });

  it.each([
    ['brotli', 'brotli'],
    ['', ''],
    ['constructor', 'constructor'],
    ['\u001b[31m', '\\x1b[31m'],
  ])('does not know the type %j', (type, shown) => {
    const { bytes } = spoilable('gzip');
    bytes.fill(0, COMPRESSION_TYPE, COMPRESSION_TYPE + 32).write(type, COMPRESSION_TYPE, 'latin1');
    expect(extracted(bytes)).toEqual({
      kind: 'unsupported',
      reason: `its compression type "${shown}" is unknown`,
      remedy: { form: 'stored', program: null },
    });
    expect(extractPayload(imageOf(bytes), 'stored').kind).toBe('extracted');
  });
});

/** Headers that lead to no payload, and what is said of them. */
const MISLED: readonly (readonly [what: string, spoil: (image: Spoilable) => unknown, said: RegExp])[] = [
  ['without a zboot header', ({ bytes }) => bytes.fill(0, 4, 8), /the 4 bytes at 0x4 are not "zimg"/],
  [
    'without an offset',
    ({ bytes }) => bytes.writeUInt32LE(0, PAYLOAD_OFFSET),
    /payloadOffset at 0x8 is 0, but a kernel compressed as zstd starts at 0x200; /,
  ],
  ['without a size', ({ bytes }) => bytes.writeUInt32LE(0, PAYLOAD_SIZE), /payloadSize at 0xc is 0, so/],
  [
    'with an offset behind the file',
    ({ bytes }) => bytes.writeUInt32LE(0xffffffff, PAYLOAD_OFFSET),
    /payload at \[0xffffffff, 0x1[0-9a-f]{8}\) extends beyond the end of the file at 0x[0-9a-f]+, but a kernel compressed as zstd starts at 0x200; its fields at 0x8 and 0xc are stale$/,
  ],
  [
    'with a size that is a byte too large for the file',
    ({ bytes, offset }) => bytes.writeUInt32LE(bytes.length - offset + 1, PAYLOAD_SIZE),
    /extends beyond the end of the file at 0x.*fields at 0x8 and 0xc are stale$/,
  ],
];

describe('an image that leads to no payload', () => {
  it.each(MISLED)('gives nothing %s', (_what, spoil, said) => {
    const image = spoilable('zstd');
    spoil(image);
    for (const form of ['stored', 'decompressed'] as const) {
      const extraction = extractPayload(imageOf(image.bytes), form);
      expect(extraction).toMatchObject({ kind: 'broken', remedy: null });
      expect(outcomeOf(extraction)).toMatch(said);
    }
  });
});

/** Bytes of a kernel of which something is decoded before its stream ends, whatever follows that. */
const KERNEL = 100_000;

describe('an image whose payload is somewhere else', () => {
  it.each(TYPES)('gives nothing in any form where the offset of type %s is stale, and says where it is', (type) => {
    for (const delta of [-0x100, 8, 0x10]) {
      const { bytes, offset } = spoilable(type, KERNEL);
      bytes.writeUInt32LE(offset + delta, PAYLOAD_OFFSET);
      const stale = (offset + delta).toString(16);
      for (const form of ['stored', 'decompressed'] as const) {
        expect(extractPayload(imageOf(bytes), form)).toEqual({
          kind: 'broken',
          reason:
            `zbootHeader.payloadOffset at 0x8 is 0x${stale} and stale: a kernel compressed as ` +
            `${type === 'zstd22' ? 'zstd' : type} starts at 0x${offset.toString(16)}; ` +
            'name the original image, before its data moved',
          remedy: null,
        });
      }
    }
  });

  it.each(TYPES)('says where it is when the zboot header is gone, of type %s', (type) => {
    const { bytes, offset } = spoilable(type, KERNEL);
    bytes.fill(0, 4, 0x3c);
    expect(extracted(bytes)).toEqual({
      kind: 'broken',
      reason:
        'there is no zboot header: the 4 bytes at 0x4 are not "zimg", but a kernel compressed as ' +
        `${type === 'zstd22' ? 'zstd' : type} starts at 0x${offset.toString(16)}; ` +
        'name the original image, before its header was overwritten',
      remedy: null,
    });
  });

  it('is had in its place, whatever type the header says', () => {
    const { bytes, offset } = spoilable('gzip');
    bytes.fill(0, COMPRESSION_TYPE, COMPRESSION_TYPE + 32).write('lz4', COMPRESSION_TYPE, 'latin1');
    expect(extracted(bytes)).toMatchObject({ kind: 'broken', remedy: { form: 'stored' } });
    expect(extractPayload(imageOf(bytes), 'stored')).toMatchObject({ kind: 'extracted', payload: { offset } });
  });

  it('is not offered as it is stored where it starts like nothing and is found nowhere', () => {
    const { bytes, offset } = spoilable('zstd');
    bytes.fill(0, offset, offset + 8);
    expect(extracted(bytes)).toMatchObject({ kind: 'broken', remedy: null });
    expect(extractPayload(imageOf(bytes), 'stored').kind).toBe('extracted');
  });
});

describe('the stated length', () => {
  it('has to be in the file', () => {
    const { bytes, offset, size } = spoilable('zstd');
    const cut = bytes.subarray(0, offset + size + 3);
    const end = (offset + size).toString(16);
    expect(extracted(cut)).toEqual({
      kind: 'broken',
      reason: `the file ends at 0x${cut.length.toString(16)} before the 4 bytes at 0x${end} that state the decompressed length`,
      remedy: { form: 'stored', program: 'zstd -dc' },
    });
    expect(extractPayload(imageOf(cut), 'stored').kind).toBe('extracted');
  });

  it.each([-1, 1, 1000])('of zstd has to be the length that is found, not %i more', (more) => {
    const { bytes, offset, size } = spoilable('zstd');
    const actual = bytes.readUInt32LE(offset + size);
    bytes.writeUInt32LE(actual + more, offset + size);
    const [from, to] = [offset.toString(16), (offset + size).toString(16)];
    const stated = (actual + more).toString().replace(/(\d)(\d{3})$/, '$1,$2');
    const found =
      more < 0
        ? `decompresses to more than the ${stated} bytes that the 4 bytes at 0x${to} state`
        : `decompresses to ${actual} bytes, but the 4 bytes at 0x${to} state ${stated}`;
    expect(extracted(bytes)).toEqual({
      kind: 'broken',
      reason: `the zstd payload at [0x${from}, 0x${to}) ${found}`,
      remedy: { form: 'stored', program: 'zstd -dc' },
    });
  });

  it.each([0, -1, 1.5, NaN])('is not bounded by %d', (limit) => {
    expect(() => extracted(spoilable('zstd').bytes, limit)).toThrow(RangeError);
  });

  it('of gzip is ISIZE, the length of the last stream and not of several', () => {
    const { bytes, offset } = spoilable('gzip');
    const streams = Buffer.concat([gzipSync('a'.repeat(30)), gzipSync('b'.repeat(12))]);
    bytes.set(streams, offset);
    bytes.writeUInt32LE(streams.length, PAYLOAD_SIZE);
    const isize = (offset + streams.length - 4).toString(16);
    expect(outcomeOf(extracted(bytes))).toMatch(
      new RegExp(`decompresses to more than the 12 bytes that the 4 bytes at 0x${isize} state$`),
    );
  });

  it.each(TYPES)('of %s is not nothing', (type) => {
    const { bytes, offset, size } = spoilable(type);
    bytes.writeUInt32LE(0, type === 'gzip' ? offset + size - 4 : offset + size);
    expect(outcomeOf(extracted(bytes))).toMatch(/^the 4 bytes at 0x.* state that the payload .* to no bytes$/);
  });

  it.each(TYPES)('of %s is within the limit', (type) => {
    const { bytes, offset, size } = spoilable(type);
    bytes.writeUInt32LE(OUTPUT_LIMIT + 1, type === 'gzip' ? offset + size - 4 : offset + size);
    expect(outcomeOf(extracted(bytes))).toMatch(
      /^the 4 bytes at 0x.* a decompressed length of 536,870,913 bytes, more than the 536,870,912 that any loader takes$/,
    );
  });

  it('bounds the payload, too', () => {
    const { bytes, offset, size } = spoilable('zstd');
    bytes.writeUInt32LE(1, offset + size);
    expect(extracted(bytes, size - 1)).toEqual({
      kind: 'unsupported',
      reason: `the payload has ${size} bytes, more than the ${size - 1} that are allowed`,
      remedy: { form: 'stored', program: 'zstd -dc' },
    });
  });

  it('of a payload that is shorter than itself is looked for inside the payload', () => {
    const { bytes } = spoilable('gzip');
    bytes.writeUInt32LE(1, PAYLOAD_OFFSET);
    bytes.writeUInt32LE(1, PAYLOAD_SIZE);
    expect(extracted(bytes).kind).toBe('broken');
  });
});

describe('a payload that is not as it was', () => {
  it.each(CHECKED)('of type %s never gives other bytes, whichever bit is flipped', (type) => {
    const { bytes, offset, size } = spoilable(type);
    const content = expectedPayload(parsePlan(planText(type))).content;
    const bit = fc.nat({ max: (type === 'gzip' ? size : size + 4) * 8 - 1 });
    fc.assert(
      fc.property(bit, (index) => {
        const damaged = Buffer.from(bytes);
        const at = offset + Math.floor(index / 8);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (index % 8));
        const extraction = extracted(damaged);
        // Some bits of a gzip header mean nothing to the content.
        if (extraction.kind === 'extracted') expect(outcomeOf(extraction)).toEqual(content);
        else expect(extraction.kind).toBe('broken');
      }),
      { seed: 1, numRuns: effort(400) },
    );
  });

  it.each(TYPES)('of type %s is noticed wherever its size ends', (type) => {
    const { bytes, size } = spoilable(type);
    const other = fc.integer({ min: 1, max: size + 4 }).filter((length) => length !== size);
    fc.assert(
      fc.property(other, (length) => {
        const resized = Buffer.from(bytes);
        resized.writeUInt32LE(length, PAYLOAD_SIZE);
        expect(extracted(resized).kind).toBe('broken');
      }),
      { seed: 1, numRuns: effort(200) },
    );
  });

  it('is said to be damaged, with its place and what can be done', () => {
    const { bytes, offset, size } = spoilable('gzip');
    bytes.writeUInt8((bytes[offset + 200] ?? 0) ^ 0x10, offset + 200);
    const place = `[0x${offset.toString(16)}, 0x${(offset + size).toString(16)})`;
    expect(extracted(bytes)).toEqual({
      kind: 'broken',
      reason: `the gzip payload at ${place} has a wrong CRC32, as was seen at 0x${(offset + size - 8).toString(16)}`,
      remedy: { form: 'stored', program: null },
    });
  });
});

describe('every generated image', () => {
  const plans = zbootPlan();

  it.each(TYPES)('gives its %s payload stored and decompressed, before an append and after it', (type) => {
    let appended = 0;
    fc.assert(
      fc.property(plans, (drawn: Plan) => {
        const plan: Plan = { ...drawn, compression: type };
        const { stored, content } = expectedPayload(plan);
        const { image, request } = caseFromPlan(plan);
        const answer = rightAnswer(image, request);
        if (answer.kind === 'rewritten') appended += 1;
        for (const bytes of answer.kind === 'rewritten' ? [image, answer.bytes] : [image]) {
          expect(outcomeOf(extractPayload(imageOf(bytes), 'stored')).toString('hex')).toBe(stored.toString('hex'));
          expect(outcomeOf(extracted(bytes)).toString('hex')).toBe(content.toString('hex'));
        }
      }),
      { seed: 1, numRuns: 100 },
    );
    expect(appended).toBeGreaterThan(50);
  });
});
