/** The changes of named hostile cases: what each does to the bytes, and what it says when it cannot. */
import { describe, expect, it } from 'vitest';
import { hostileCaseImage } from '../../../generators/index.ts';
import type { HostileVariant, ListedMutation } from '../../../generators/index.ts';
import { amountIn } from '../../../generators/hostile/amount.ts';
import type { Amount } from '../../../generators/hostile/amount.ts';
import { validImage } from '../../../generators/hostile/valid-image.ts';
import { parsePlan } from '../../../generators/index.ts';

const PLAN = 'sections=.text:code:0:0,.data:data:1:16 gap=1 overlay=24 request=.bpf:0:3:0x40000040';
const IMAGE = validImage(parsePlan(PLAN));
const VALID = Buffer.from(IMAGE.bytes);
const SIZE = VALID.length;
const VARIANT: HostileVariant = {
  id: 'H-000',
  title: 'a sample',
  kind: 'image',
  plan: PLAN,
  mutations: [],
  main: [],
  violates: [],
  rewriter: 'accept',
};

/** The bytes after some changes and what is said of them. */
function after(...mutations: readonly ListedMutation[]): { bytes: Buffer; said: readonly string[] } {
  const made = hostileCaseImage({ ...VARIANT, mutations });
  return { bytes: Buffer.from(made.bytes), said: made.mutations };
}

describe('an amount', () => {
  const [text, data] = IMAGE.layout.sections;

  it.each<[string, Amount, number | undefined]>([
    ['a number', 7, 7],
    ['a long number', 0xffff_ffff_ffffn, 0xffff_ffff_ffff],
    ['a number in hexadecimal', '0x1f0', 0x1f0],
    ['a negative one', '-0x10', -16],
    ['the value of a field', { of: 'optionalHeader.sizeOfHeaders' }, 512],
    ['a little less', { of: 'optionalHeader.sizeOfHeaders', plus: -8 }, 504],
    ['a little more in hexadecimal', { of: 'optionalHeader.sizeOfHeaders', plus: '0x10' }, 528],
    ['the place of a field', { at: 'zbootHeader.peHeaderOffset' }, 0x3c],
    ['a place a little further', { at: 'zbootHeader.peHeaderOffset', plus: 4 }, 0x40],
    ['the size of the file', { of: 'fileSize' }, SIZE],
    ['the end of the section table', { of: 'tableEnd' }, IMAGE.layout.headers.tableEnd],
    ['the end of the data', { of: 'dataEnd' }, IMAGE.layout.rawEnd],
    ['the gap', { of: 'gap' }, IMAGE.layout.gapStart],
    ['the overlay', { of: 'overlay' }, IMAGE.layout.tail.overlayOffset],
    ['the end of the payload', { of: 'payloadEnd' }, IMAGE.layout.payloadOffset + IMAGE.layout.payload.bytes.length],
    ["the end of a section's data", { of: 'sections[0].dataEnd' }, IMAGE.layout.gapStart],
    ["the end of a section's addresses", { of: 'sections[1].addressEnd' }, (data?.virtualAddress ?? 0) + 512 + 16],
    ["a section's own field", { of: 'sections[0].virtualAddress' }, text?.virtualAddress],
  ])('is %s', (_, amount, value) => {
    expect(Number(amountIn(IMAGE, amount))).toBe(value);
  });

  it.each<[string, Amount, RegExp]>([
    ['no field of the image', { of: 'sections[2].dataEnd' }, /has no field sections\[2\]\.dataEnd; name one/],
    ['no landmark', { of: 'sections[0].middle' }, /has no field sections\[0\]\.middle/],
    ['no place', { at: 'fileSize' }, /has no field fileSize/],
    ['no number', '12', /^12 is not a whole number; write digits, or a text such as "0x1f0"/],
    ['half a number', 0.5, /0\.5 is not a whole number/],
    ['no number to add', { of: 'fileSize', plus: 'x' }, /x is not a whole number/],
  ])('is refused when it is %s', (_, amount, message) => {
    expect(() => amountIn(IMAGE, amount)).toThrow(message);
  });
});

describe('a change', () => {
  it('sets a field to a number, a landmark or a text', () => {
    const { bytes, said } = after(
      { kind: 'edit', field: 'optionalHeader.checkSum', value: { of: 'fileSize', plus: 1 } },
      { kind: 'edit', field: 'coffHeader.machine', value: '0x14c' },
      { kind: 'edit', field: 'sections[1].name', value: '0x1' },
    );
    expect(said).toEqual([
      `edit optionalHeader.checkSum@0x98: 0x0 -> 0x${(SIZE + 1).toString(16)}`,
      'edit coffHeader.machine@0x44: 0xaa64 -> 0x14c',
      'edit sections[1].name@0x120: ".data" -> "0x1"',
    ]);
    expect([bytes.readUInt32LE(0x98), bytes.readUInt16LE(0x44), bytes.toString('latin1', 0x120, 0x128)]).toEqual([
      SIZE + 1,
      0x14c,
      '0x1\0\0\0\0\0',
    ]);
  });

  it('cuts the file', () => {
    const { bytes, said } = after({ kind: 'truncate', length: { of: 'fileSize', plus: -24 } });
    expect(said).toEqual([`truncate to 0x${(SIZE - 24).toString(16)} of 0x${SIZE.toString(16)}`]);
    expect(bytes).toEqual(VALID.subarray(0, -24));
  });

  it('writes numbers and bytes over others', () => {
    const { bytes, said } = after(
      { kind: 'number', at: 4, width: 8, value: '0x102030405060708' },
      { kind: 'bytes', at: { at: 'zbootHeader.compressionType' }, hex: 'de ad be ef' },
      { kind: 'fill', at: 0, length: 3, byte: 0x5a },
    );
    expect(said).toEqual([
      'write 0x8 bytes at 0x4: 0x102030405060708',
      'write 0x4 bytes at 0x18: bytes',
      'write 0x3 bytes at 0x0: of 0x5a',
    ]);
    expect(bytes.readBigUInt64LE(4)).toBe(0x102030405060708n);
    expect(bytes.readUInt32BE(0x18)).toBe(0xdeadbeef);
    expect(bytes.subarray(0, 4)).toEqual(Buffer.from([0x5a, 0x5a, 0x5a, VALID[3] ?? 0]));
    expect(bytes.subarray(0x1c)).toEqual(VALID.subarray(0x1c));
  });

  it('makes room and takes bytes out, one change after the other', () => {
    const { bytes, said } = after(
      { kind: 'insert', at: 2, length: 3, byte: 0xff },
      { kind: 'remove', at: 4, length: 2 },
    );
    expect(said).toEqual(['insert 0x3 bytes at 0x2: of 0xff', 'remove 0x2 bytes at 0x4']);
    expect(bytes).toEqual(Buffer.concat([VALID.subarray(0, 2), Buffer.from([0xff, 0xff]), VALID.subarray(3)]));
  });

  it("inserts the request's content with zeros behind it", () => {
    const { bytes, said } = after({ kind: 'content', at: { of: 'fileSize' }, length: 8 });
    const { content } = IMAGE.request;
    expect(said).toEqual([`insert 0x8 bytes at 0x${SIZE.toString(16)}: of content`]);
    expect(bytes).toEqual(Buffer.concat([VALID, content, Buffer.alloc(8 - content.length)]));
  });

  it('writes a section header', () => {
    const numbers = { virtualSize: 1, virtualAddress: 2, sizeOfRawData: 3, pointerToRawData: 4, characteristics: 5 };
    const at = IMAGE.layout.headers.tableEnd;
    const { bytes, said } = after({ kind: 'section', at, name: '.new', ...numbers });
    expect(said).toEqual([`write 0x28 bytes at 0x${at.toString(16)}: a header of ".new"`]);
    const words = [1, 2, 3, 4, 0, 0, 0, 5];
    expect(bytes.toString('latin1', at, at + 8)).toBe('.new\0\0\0\0');
    expect(words.map((_, index) => bytes.readUInt32LE(at + 8 + 4 * index))).toEqual(words);
  });

  it('repeats a section header as it is at that moment', () => {
    const { bytes, said } = after(
      { kind: 'edit', field: 'sections[1].virtualAddress', value: '0x9000' },
      { kind: 'repeat', section: 1, times: 2, step: 4096 },
    );
    expect(said[1]).toBe('write 0x50 bytes at 0x148: 2 copies of section header 1');
    const headers = [0x120, 0x148, 0x170].map((at) => bytes.subarray(at, at + 40));
    expect(headers.map((header) => header.toString('latin1', 0, 3))).toEqual(['.da', 's2\0', 's3\0']);
    expect(headers.map((header) => header.readUInt32LE(12))).toEqual([0x9000, 0xa000, 0xb000]);
    expect(headers.map((header) => header.subarray(16))).toEqual(headers.map(() => headers[0]?.subarray(16)));
  });

  it.each<[string, ListedMutation, RegExp]>([
    ['cuts what is not there', { kind: 'truncate', length: 'x' }, /^hostile case H-000: x is not a whole number/],
    [
      'writes behind the end',
      { kind: 'bytes', at: { of: 'fileSize', plus: -1 }, hex: '0102' },
      /write less, or insert/,
    ],
    ['writes no bytes', { kind: 'bytes', at: 0, hex: '0' }, /"0" is not a byte string; write pairs of the digits/],
    [
      'writes at no offset',
      { kind: 'fill', at: -1, length: 1, byte: 0 },
      /the offset -1 is not in .* bytes; give 0 to/,
    ],
    ['inserts behind the end', { kind: 'insert', at: SIZE + 1, length: 1, byte: 0 }, /is not in .* bytes; give 0 to/],
    ['inserts too much', { kind: 'insert', at: 0, length: 2 ** 30, byte: 0 }, /length 1073741824 is not possible/],
    ['inserts less than nothing', { kind: 'insert', at: 0, length: -1, byte: 0 }, /the length -1 is not possible/],
    ['fills with no byte', { kind: 'fill', at: 0, length: 1, byte: 256 }, /256 does not fit 8 bits; give 0 to 255/],
    ['removes too much', { kind: 'remove', at: SIZE - 1, length: 2 }, /0x2 bytes at .* are not in .*; take less/],
    ['has no room for the content', { kind: 'content', at: 0, length: 2 }, /3 bytes do not fit 2; give more/],
    ['has too large a number', { kind: 'number', at: 0, width: 1, value: 256 }, /256 does not fit 8 bits/],
    ['has a negative number', { kind: 'number', at: 0, width: 4, value: -1 }, /-1 does not fit 32 bits/],
    [
      'has too large a landmark',
      { kind: 'edit', field: 'coffHeader.machine', value: { of: 'fileSize', plus: 65536 } },
      /\d+ does not fit coffHeader.machine; give a number/,
    ],
    [
      'repeats nothing',
      { kind: 'repeat', section: 1, times: 0, step: 1 },
      /cannot be repeated 0 times; give 1 to 65535/,
    ],
    ['repeats no section', { kind: 'repeat', section: 2, times: 1, step: 1 }, /has no field sections\[2\]\.name/],
    [
      'repeats beyond the addresses',
      { kind: 'repeat', section: 1, times: 1, step: '0xffffffff' },
      /does not fit 32 bits/,
    ],
  ])('is refused when it %s', (_, mutation, message) => {
    expect(() => after(mutation)).toThrow(RangeError);
    expect(() => after(mutation)).toThrow(message);
  });

  it('is refused when it edits what is cut, or names a section too long', () => {
    const late: ListedMutation = { kind: 'edit', field: 'sections[0].name', value: 'x' };
    expect(() => after({ kind: 'truncate', length: 64 }, late)).toThrow(/is past the 64 bytes that are left/);
    const amounts = { virtualSize: 0, virtualAddress: 0, sizeOfRawData: 0, pointerToRawData: 0, characteristics: 0 };
    expect(() => after({ kind: 'section', at: 0, name: '.toolong!', ...amounts })).toThrow(
      /does not fit; give at most 8/,
    );
  });
});

describe('the image of a hostile case', () => {
  it('is the valid image when there are no changes', () => {
    const { bytes, before, mutations, request } = hostileCaseImage(VARIANT);
    expect([Buffer.from(bytes), before, mutations, request]).toEqual([VALID, null, [], IMAGE.request]);
  });

  it('comes with what the bad rewriter was handed when it is an output', () => {
    const { bytes, before } = hostileCaseImage({
      ...VARIANT,
      kind: 'output',
      mutations: [{ kind: 'truncate', length: 9 }],
    });
    expect([bytes.length, Buffer.compare(before ?? Buffer.of(), VALID)]).toEqual([9, 0]);
  });

  it('comes with the request that the variant wants', () => {
    const { request } = hostileCaseImage({ ...VARIANT, request: { name: '.reloc', length: 1 } });
    expect(request).toEqual({ ...IMAGE.request, name: '.reloc', content: IMAGE.request.content.slice(0, 1) });
  });

  it('has its id in the message when it cannot be made', () => {
    const mutations: readonly ListedMutation[] = [{ kind: 'edit', field: 'coffHeader.colour', value: 1 }];
    expect(() => hostileCaseImage({ ...VARIANT, mutations })).toThrow(/^hostile case H-000: its image has no field/);
  });
});
