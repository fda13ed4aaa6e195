/**
 * What attacks on rewriter and rules once brought to light. The first half is about the rewriter: what it has to refuse or
 * to keep; the second about rules: losses that hide among equal bytes, and agreement on images that only look odd.
 */
import { describe, expect, it } from 'vitest';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendOptions } from '../../src/rewriter/index.ts';
import {
  DATA,
  TEXT,
  append,
  buildImage,
  outcome,
  request,
  tightImage,
  u32,
  withBytes,
  withDebug,
  withU16,
  withU32,
} from '../unit/rewriter/image.ts';
import { callOf } from '../support/calls.ts';

const TABLE_END = 0x148;
const HEADERS_END = 0x1000;
const [X86_64, ARM64] = [0x8664, 0xaa64];
const RELOCATIONS = 0xf0;
const CERTIFICATES = 0xe8;

/** The rules of level error that fail on an append. */
function errors(input: Uint8Array, output: Uint8Array, asked: AppendRequest = request()): readonly RuleId[] {
  const before = readImage(input);
  if (!before.ok) throw new Error('the input can be read');
  const answer = { kind: 'rewritten', bytes: output } as const;
  const call = callOf({ before: before.image, requests: [asked], answer, after: readImage(output) });
  return RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error')
    .filter((rule) => judgeCall(rule, call).kind === 'fail')
    .map(({ id }) => id);
}

/** What the rules find wrong with what the rewriter makes of an image, or the code of its refusal. */
function judged(input: Uint8Array, options: AppendOptions = {}): readonly string[] {
  const answer = appendSections(input, [request()], options);
  return answer.kind === 'refused' ? [answer.code] : errors(input, answer.bytes);
}

describe('the rewriter', () => {
  it('refuses to move the data of a kernel that other loaders find by file offsets', () => {
    const tight = tightImage();
    for (const magic of [0x644d5241, 0x05435352]) {
      expect(outcome(withU32(tight, { 0x38: magic }))).toBe('no-header-room');
    }
    expect(outcome(tight)).toBe('rewritten');
    expect(outcome(withU32(buildImage(), { 0x38: 0x644d5241 }))).toBe('rewritten');
  });

  it('refuses relocations that the image would grow over, and keeps those far outside', () => {
    const reaching = (size: number): string => outcome(withU32(buildImage(), { [RELOCATIONS + 4]: size }));
    expect(reaching(0x4800)).toBe('rewritten');
    expect(reaching(0x4801)).toBe('malformed-headers');
    expect(outcome(withU32(buildImage(), { [RELOCATIONS]: 0x100000, [RELOCATIONS + 4]: 8 }))).toBe('rewritten');
  });

  it('takes a certificate directory with a size and no place for what firmware takes it', () => {
    const image = withU32(buildImage(), { [CERTIFICATES + 4]: 0x80 });
    expect(outcome(image)).toBe('malformed-certificates');
    const answer = appendSections(image, [request()], { stripSignature: true });
    expect(answer.kind === 'rewritten' ? u32(answer.bytes, CERTIFICATES + 4) : answer.code).toBe(0);
  });

  it('covers all of the data with SizeOfImage where blocks are larger than pages', () => {
    const output = append(buildImage({ sectionAlignment: 0x200, fileAlignment: 0x1000 }));
    const at = TABLE_END;
    expect(u32(output, 0x90)).toBeGreaterThanOrEqual(u32(output, at + 12) + u32(output, at + 16));
  });

  it('says of each part of an overlay that it moves', () => {
    const overlay = new Uint8Array(0x18 + 300).fill(0x41);
    const image = withU32(buildImage({ overlay }), { [CERTIFICATES]: 0x3200, [CERTIFICATES + 4]: 0x18 });
    const options = { stripSignature: true, keepOverlayOffset: true };
    expect(judged(image, options)).toEqual(['overlay-would-move']);
  });

  it('pads no debug directory that it cannot read', () => {
    const image = withU16(buildImage({ directoryCount: 7 }), 0x44, ARM64);
    const padded = withBytes(image, 0x150, new Array<number>(HEADERS_END - 0x150).fill(0xff));
    const cut = withU32(withDebug(padded, { offset: 0x2ff0, address: 0x2ff0 }, []), { 0xfc: 28 });
    expect(outcome(cut)).toBe('header-slack-in-use');
    expect(outcome(padded)).toBe('rewritten');
  });
});

describe('a header that was written over live bytes', () => {
  const live = Array.from({ length: 64 }, (_, index) => (index * 37 + 11) & 0xff || 1);

  it.each([
    ['a run of one byte', X86_64, [0x41], 200],
    ['0xff in front of code', X86_64, [0xff], 100],
    ['NOPs in front of code', ARM64, [0x1f, 0x20, 0x03, 0xd5], 120],
    ['0x90 in front of code', X86_64, [0x90], 80],
    ['a table as long as headers', X86_64, Array.from({ length: 40 }, (_, index) => index + 1), 400],
  ])('is found among equal bytes: %s', (_, machine, word, length) => {
    const run = Array.from({ length }, (__, index) => word[(TABLE_END + index) % word.length] ?? 0);
    const input = withBytes(withU16(buildImage(), 0x44, machine), TABLE_END, [...run, ...live]);
    expect(outcome(input)).toBe('header-slack-in-use');
    const output = append(withU16(buildImage(), 0x44, machine)).slice();
    output.set(input.subarray(TABLE_END + 40, HEADERS_END), TABLE_END + 40);
    expect(errors(input, output)).toContain('PR-NEW-010');
  });

  it('is none where the rewriter moves or keeps all of them', () => {
    const nops = (from: number, to: number, bytes: Uint8Array): Uint8Array => {
      const copy = bytes.slice();
      for (let at = from; at < to; at += 1) copy[at] = [0x1f, 0x20, 0x03, 0xd5][at % 4] ?? 0;
      return copy;
    };
    const debug = withDebug(
      withU16(buildImage({ directoryCount: 7 }), 0x44, ARM64),
      { offset: 0x1100, address: 0x1100 },
      [{ sizeOfData: 4, pointerToRawData: 0x168 }],
    );
    expect(judged(withBytes(nops(0x150, 0x168, debug), 0x168, [0x40]))).toEqual([]);
    const directory = withU32(withU16(buildImage(), 0x44, ARM64), { 0xd8: 0x800, 0xdc: 64 });
    expect(judged(withBytes(nops(TABLE_END, 0x200, directory), 0x800, live))).toEqual([]);
  });
});

describe('flags of any kind', () => {
  const FLAGS = [0x40000040, 0x40000000, 0xc0000040].flatMap((base) =>
    Array.from({ length: 32 }, (_, bit) => (base ^ (1 << bit)) >>> 0),
  );

  it('are nobody else’s fault when they were asked for and set', () => {
    const output = append(buildImage());
    const accused = FLAGS.flatMap((characteristics) => {
      const obeyed = withU32(output, { [TABLE_END + 36]: characteristics });
      const found = errors(buildImage(), obeyed, request({ characteristics }));
      return found.length === 0 ? [] : [`0x${characteristics.toString(16)}: ${found.join(', ')}`];
    });
    expect(accused).toEqual([]);
  });
});

describe('a new fault beside an old one', () => {
  it('is found in a gap that moves by half its length', () => {
    const sections = [TEXT, { ...DATA, pointerToRawData: 0x3200 }];
    const input = buildImage({ sections });
    const output = append(input);
    const shifted = withU32(output, { [0x120 + 20]: 0x3300 });
    expect(errors(input, shifted)).toContain('PE-NX-013');
  });

  it('is found in the certificate directory of an unsigned image', () => {
    const input = buildImage();
    expect(errors(input, withU32(append(input), { [CERTIFICATES + 4]: 0x1f8 }))).toContain('PR-DIR-002');
  });

  it('is found in another digest than the one that the input divides', () => {
    const sections = [TEXT, { ...DATA, pointerToRawData: 0x3200 }];
    const input = buildImage({ sections });
    const output = append(input);
    const cutShort = withU32(output.slice(0, output.length - 0x18), { [TABLE_END + 16]: 0x3e8 });
    expect(errors(input, cutShort)).toContain('PR-NEW-004');
  });
});
