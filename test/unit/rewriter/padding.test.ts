/** What may be written over after the section table, and what looks like it and may not. */
import { describe, expect, it } from 'vitest';
import { isPadding } from '../../../src/rewriter/admit/padding.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { isPadded } from '../../../properties/image/padding.ts';
import { buildImage, outcome, request, withBytes, withU16, withU32 } from './image.ts';

const TABLE_END = 0x148;
const HEADERS_END = 0x1000;
const ARM64 = 0xaa64;
const RISCV64 = 0x5064;
const LOONGARCH64 = 0x6264;
const X86_64 = 0x8664;

/** An image of a machine whose header slack is filled with a word, from `start` on. */
function filled(machine: number, word: readonly number[], start = TABLE_END, end = HEADERS_END): Uint8Array {
  const image = withU16(buildImage(), 0x44, machine);
  for (let at = start; at < end; at += 1) image[at] = word[at % word.length] ?? 0;
  return image;
}

const NOP = {
  arm64: [0x1f, 0x20, 0x03, 0xd5],
  riscv: [0x13, 0, 0, 0],
  compressed: [1, 0],
  loongarch: [0, 0, 0x40, 0x03],
} as const;

/** What the reader makes of the same slack, by code that shares nothing with the rewriter's. */
function isPaddedForRules(image: Uint8Array): boolean {
  const reading = readImage(image);
  return reading.ok && isPadded(reading.image);
}

describe('padding of an assembler', () => {
  it.each([
    ['NOPs of arm64', ARM64, NOP.arm64],
    ['NOPs of RISC-V', RISCV64, NOP.riscv],
    ['NOPs of LoongArch', LOONGARCH64, NOP.loongarch],
    ['0x90', X86_64, [0x90]],
    ['0xcc', X86_64, [0xcc]],
    ['0x90 on another machine', ARM64, [0x90]],
    ['0xff', ARM64, [0xff]],
  ] as const)('may be written over: %s', (_, machine, word) => {
    const image = filled(machine, word);
    const answer = appendSections(image, [request()]);
    expect(answer.kind).toBe('rewritten');
    if (answer.kind !== 'rewritten') return;
    expect(Buffer.from(answer.bytes.subarray(TABLE_END, TABLE_END + 4)).toString()).toBe('.bpf');
    expect(answer.bytes.subarray(TABLE_END + 40, HEADERS_END)).toEqual(image.subarray(TABLE_END + 40, HEADERS_END));
    expect(isPaddedForRules(image)).toBe(true);
  });

  it.each([
    ['NOPs of another machine', filled(X86_64, NOP.arm64)],
    ['NOPs that are out of step', filled(ARM64, [0x20, 0x03, 0xd5, 0x1f])],
    ['a word that is no instruction', filled(ARM64, [1, 2, 3, 4])],
    ['NOPs with one other byte, far away', withBytes(filled(ARM64, NOP.arm64), 0xff3, [1])],
    ['half a NOP', withBytes(filled(ARM64, NOP.arm64), 0x802, [0, 0])],
    ['0xff that ends in zeros', filled(ARM64, [0xff], TABLE_END, 0x200)],
    ['compressed NOPs of RISC-V, which fill two bytes only', filled(RISCV64, NOP.compressed)],
    ['two kinds of padding', withBytes(filled(ARM64, NOP.arm64), 0x800, [0x90, 0x90, 0x90, 0x90])],
  ])('is told from what may be in use: %s', (_, image) => {
    expect(outcome(image)).toBe('header-slack-in-use');
    expect(isPaddedForRules(image)).toBe(false);
  });

  it.each([
    ['a NOP of RISC-V, which is also the number 19', RISCV64, NOP.riscv, 0x148, 0x14c, false],
    ['a flag of one in front of zeros', RISCV64, NOP.compressed, 0x148, 0x14a, false],
    ['one 0xcc', X86_64, [0xcc], 0x150, 0x151, false],
    ['one 0x90 at the end of a block', ARM64, [0x90], 0x1ff, 0x200, false],
    ['fifteen bytes at the end of a block', X86_64, [0xcc], 0x1f1, 0x200, false],
    ['sixteen bytes at the end of a block', X86_64, [0xcc], 0x1f0, 0x200, true],
    ['many bytes that end inside a block', X86_64, [0xcc], 0x148, 0x1f8, false],
    ['many bytes that end with a block', ARM64, NOP.arm64, 0x150, 0x800, true],
    ['sixteen bytes that end with the headers', ARM64, NOP.arm64, 0xff0, 0x1000, true],
    ['two blocks of them', ARM64, NOP.arm64, 0x148, 0x1000, false, 0x200],
  ] as const)('between zeros is told from a value: %s', (_, machine, word, start, end, isFill, hole?: number) => {
    const whole = filled(machine, word, start, end);
    const image = hole === undefined ? whole : withBytes(whole, hole, new Array<number>(512).fill(0));
    const run = { start: TABLE_END, end: HEADERS_END };
    expect(isPadding(memoryAccess(image), { peOffset: 0x40 }, [run], 'whole')).toBe(isFill);
    expect(isPaddedForRules(image)).toBe(isFill);
  });

  it('is none in front of code that starts among the headers', () => {
    const image = withU32(withBytes(filled(ARM64, NOP.arm64), 0x400, [0xaa]), { 0x68: 0x400 });
    expect(outcome(image)).toBe('header-slack-in-use');
    expect(outcome(withU32(buildImage(), { 0x68: TABLE_END + 39 }))).toBe('header-slack-in-use');
    expect(outcome(withU32(buildImage(), { 0x68: TABLE_END + 40 }))).toBe('rewritten');
  });

  it('is looked for again after an append, step by step', () => {
    const names = ['.a', '.b', '.c'].map((name) => request({ name }));
    const answer = appendSections(filled(ARM64, NOP.arm64), names);
    expect(answer.kind).toBe('rewritten');
  });
});

describe('the x86 setup_header', () => {
  const kernel = (machine: number): Uint8Array => {
    const image = filled(machine, [0xff], TABLE_END, 0x1f1);
    const jump = withBytes(image, 0x200, [0xeb, 0x6a, 0x48, 0x64, 0x72, 0x53]);
    return withBytes(jump, 0x26c, [0x55]);
  };

  it('is named in a refusal that does not tell to clear it', () => {
    const answer = appendSections(kernel(X86_64), [request()]);
    expect(answer).toMatchObject({ kind: 'refused', code: 'header-slack-in-use' });
    if (answer.kind !== 'refused') return;
    expect(answer.detail).toContain('the x86 setup_header [0x1f1, 0x26c) and boot code follow');
    expect(answer.detail).not.toContain('clear');
  });

  it('is named where the table would reach it', () => {
    const sections = Array.from({ length: 5 }, (_, index) => ({
      name: `.s${index}`,
      virtualSize: 0x1000,
      virtualAddress: 0x1000 * (index + 1),
      sizeOfRawData: index === 0 ? 0x1000 : 0,
      pointerToRawData: index === 0 ? 0x1000 : 0,
      characteristics: 0x40000040,
    }));
    const image = withU16(
      buildImage({ sections, sizeOfImage: 0x6000, payloadOffset: 0x1000, payloadSize: 16 }),
      0x44,
      X86_64,
    );
    const answer = appendSections(withBytes(image, 0x200, [0xeb, 0x6a, 0x48, 0x64, 0x72, 0x53]), [
      request(),
      request({ name: '.b' }),
    ]);
    expect(answer).toMatchObject({ kind: 'refused', code: 'header-slack-in-use' });
    expect(answer.kind === 'refused' ? answer.detail : '').toMatch(
      /^The x86 setup_header, .*, takes bytes \[0x1f1, 0x26c\)/,
    );
  });

  it('is none on another machine', () => {
    const answer = appendSections(kernel(ARM64), [request()]);
    expect(answer.kind === 'refused' ? answer.detail : '').toContain('its use is unknown');
  });
});

describe('header slack', () => {
  it('of more than 64 MiB is refused', () => {
    const length = 0x4000000 + 0x1000;
    const image = new Uint8Array(length + 0x3000);
    image.set(buildImage());
    const far = withU32(image, { 0x94: length, 0x90: length + 0x8000, 0x68: length, 8: length });
    const sections = [0xf8, 0x120].flatMap((at, index) => [
      [at + 12, length + 0x2000 * index],
      [at + 20, length + 0x2000 * index],
    ]);
    expect(outcome(withU32(far, Object.fromEntries(sections) as Record<number, number>))).toBe('malformed-headers');
  });
});
