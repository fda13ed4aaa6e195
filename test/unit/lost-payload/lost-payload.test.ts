/** Goal: a zboot image that has lost its header is one still, and nothing else is taken for one. */
import { describe, expect, it } from 'vitest';
import { lostPayload } from '../../../src/lost-payload/index.ts';
import { judgeAlone } from '../../../src/judging/index.ts';
import { isZboot } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';
import { imageOf } from '../../support/extract.ts';

const TYPES = ['gzip', 'zstd', 'lz4', 'lzma', 'lzo', 'xzkern'];

/** A generated image of a type, with its DOS header as GNU objcopy makes one. */
function headless(type: string, machine = 'arm64'): { readonly bytes: Buffer; readonly payload: number } {
  const plan = `machine=${machine} compression=${type} payload=100000 sections=.text:code:0:0`;
  const bytes = Buffer.from(caseOf(plan).image);
  const payload = bytes.readUInt32LE(8);
  Buffer.from('900003000000040000 00ffff0000'.replaceAll(' ', ''), 'hex').copy(bytes, 2);
  return { bytes, payload };
}

describe('a zboot image without its header', () => {
  it.each(TYPES)('is found by its payload of type %s', (type) => {
    const { bytes, payload } = headless(type);
    const image = imageOf(bytes);
    expect(isZboot(image)).toBe(false);
    expect(lostPayload(image)).toEqual({ compressionType: type, offset: payload });
  });

  it('is judged as a zboot image, and the first error says what is lost', () => {
    const { bytes, payload } = headless('gzip');
    const [row, ...others] = judgeAlone('in.efi', bytes);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      profile: 'zboot',
      because: `because it is a zboot image that has lost its header (a compressed kernel starts at 0x${payload.toString(16)}, and bytes 4 to 7 are 03 00 00 00, not "zimg")`,
    });
    const [first] = row?.results.filter(({ verdict, level }) => verdict.kind === 'fail' && level === 'error') ?? [];
    expect(first?.id).toBe('ZB-002');
  });

  it.each([
    ['for a machine whose kernels are none', 'x86-64'],
    ['for no machine of zboot', 'i386'],
  ])('is not looked for %s', (_what, machine) => {
    const { bytes } = headless('gzip');
    bytes.writeUInt16LE(machine === 'i386' ? 0x14c : 0x8664, 0x44);
    expect(lostPayload(imageOf(bytes))).toBeNull();
  });

  it('is found behind much that looks like the start of one', () => {
    const { bytes, payload } = headless('gzip');
    const end = payload + 8 * 100;
    const size = bytes.length - payload;
    const moved = Buffer.concat([bytes, Buffer.alloc(4096)]);
    // The section is as long as before; its data starts with false ones, and the stream ends beyond what is decoded.
    moved.copy(moved, end, payload, payload + size - 800);
    for (let at = payload; at < end; at += 8) Buffer.from('5d000000ffffffff', 'hex').copy(moved, at);
    expect(lostPayload(imageOf(moved))).toEqual({ compressionType: 'gzip', offset: end });
  });

  it('is none in a program that starts in another section than the one that has it', () => {
    const { bytes } = headless('gzip');
    bytes.writeUInt32LE(0, 0x68);
    expect(lostPayload(imageOf(bytes))).toBeNull();
  });

  it('is none when what is compressed is no kernel', () => {
    const { bytes, payload } = headless('gzip');
    bytes.writeUInt8((bytes[payload + 12] ?? 0) ^ 0xff, payload + 12);
    expect(lostPayload(imageOf(bytes))).toBeNull();
    const [row] = judgeAlone('in.efi', bytes);
    expect(row).toMatchObject({
      profile: 'edk2',
      because: 'because it is not a zboot image (bytes 4 to 7 are 03 00 00 00)',
    });
  });

  it('is none when the header is there', () => {
    expect(lostPayload(imageOf(caseOf('machine=arm64 sections=.text:code:0:0').image))).toBeNull();
  });

  it('has no reason given for a profile that was asked for', () => {
    const rows = judgeAlone('in.efi', headless('gzip').bytes, ['shim', 'edk2']);
    expect(rows.map(({ profile, because }) => [profile, because])).toEqual([
      ['shim', null],
      ['edk2', null],
    ]);
  });
});

describe('a zboot image whose header leads elsewhere', () => {
  it.each(TYPES)('is told where its payload of type %s is', (type) => {
    const plan = `machine=arm64 compression=${type} payload=100000 sections=.text:code:0:0`;
    const bytes = Buffer.from(caseOf(plan).image);
    const payload = bytes.readUInt32LE(8);
    bytes.writeUInt32LE(payload - 8, 8);
    const [row] = judgeAlone('in.efi', bytes);
    const verdict = row?.results.find(({ id }) => id === 'ZB-011')?.verdict;
    expect(verdict).toMatchObject({
      kind: 'fail',
      findings: [
        { about: 'zbootHeader.payloadOffset', expected: { kind: 'equals', value: payload }, actual: payload - 8 },
        { about: 'payload magic' },
      ],
    });
    expect(lostPayload(imageOf(bytes))).toBeNull();
  });
});
