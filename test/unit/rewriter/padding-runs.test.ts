/** Padding that claims part into several runs, or that is longer than what is looked at in one go. */
import { describe, expect, it } from 'vitest';
import { isPadding } from '../../../src/rewriter/admit/padding.ts';
import type { Run } from '../../../src/rewriter/admit/padding.ts';
import { memoryAccess } from '../../../src/rewriter/admit/random-access.ts';
import { withBytes } from './image.ts';

const [ARM64, LOONGARCH64, X86_64] = [0xaa64, 0x6264, 0x8664];
const NOP = [0x1f, 0x20, 0x03, 0xd5];
const ANDI = [0, 0, 0x40, 0x03];

interface Fill extends Run {
  readonly word: readonly number[];
}

/** Zeros with a machine in a file header at 0 and words at multiples of their length. */
function bytesOf(machine: number, fills: readonly Fill[], length = 0x1000): Uint8Array {
  const bytes = withBytes(new Uint8Array(length), 4, [machine & 0xff, machine >>> 8]);
  for (const { word, start, end } of fills) {
    for (let at = start; at < end; at += 1) bytes[at] = word[at % word.length] ?? 0;
  }
  return bytes;
}

function judge(bytes: Uint8Array, runs: readonly Run[], extent: 'whole' | 'partial' = 'partial'): boolean {
  return isPadding(memoryAccess(bytes), { peOffset: 0 }, runs, extent);
}

const run = (start: number, end: number): Run => ({ start, end });
const fill = (word: readonly number[], start: number, end: number): Fill => ({ word, start, end });

describe('runs of padding', () => {
  it('are looked at one by one: in each, zeros may lie before and behind the words', () => {
    const fills = [fill([0xcc], 0x110, 0x200), fill([0xcc], 0x810, 0xa00)];
    const runs = [run(0x100, 0x300), run(0x800, 0xb00)];
    expect(judge(bytesOf(X86_64, fills), runs)).toBe(true);
    // As one run they would be two blocks.
    expect(judge(bytesOf(X86_64, fills), [run(0x100, 0xb00)])).toBe(false);
  });

  it('are all of one word', () => {
    const runs = [run(0x100, 0x200), run(0x800, 0xa00)];
    const one = bytesOf(X86_64, [fill([0xcc], 0x100, 0x200), fill([0xcc], 0x800, 0xa00)]);
    const two = bytesOf(X86_64, [fill([0xcc], 0x100, 0x200), fill([0x90], 0x800, 0xa00)]);
    expect([judge(one, runs), judge(two, runs)]).toEqual([true, false]);
  });

  it('may be shorter than a value if padding is all that they hold and another is long', () => {
    const runs = [run(0x100, 0x10f), run(0x200, 0x300)];
    const long = fill([0xcc], 0x200, 0x300);
    expect(judge(bytesOf(X86_64, [fill([0xcc], 0x100, 0x10f), long]), runs)).toBe(true);
    expect(judge(bytesOf(X86_64, [fill([0xcc], 0x101, 0x10f), long]), runs)).toBe(false);
    expect(judge(bytesOf(X86_64, [fill([0xcc], 0x100, 0x10f)]), [run(0x100, 0x10f)])).toBe(false);
    expect(judge(bytesOf(X86_64, [fill([0xcc], 0x100, 0x110)]), [run(0x100, 0x110)])).toBe(true);
  });

  it('are no padding where one holds a short block between zeros, however long another is', () => {
    const runs = [run(0x200, 0x300), run(0x400, 0x800)];
    const long = fill([0xcc], 0x200, 0x300);
    expect(judge(bytesOf(X86_64, [long, fill([0xcc], 0x5f0, 0x600)]), runs)).toBe(true);
    expect(judge(bytesOf(X86_64, [long, fill([0xcc], 0x5f1, 0x600)]), runs)).toBe(false);
  });

  it('of zeros alone are none, and do not make a short block long', () => {
    expect(judge(bytesOf(X86_64, []), [run(0x100, 0x300)])).toBe(false);
    const short = bytesOf(X86_64, [fill([0xcc], 0x100, 0x108)]);
    expect(judge(short, [run(0x100, 0x108), run(0x200, 0x300)])).toBe(false);
    expect(judge(short, [run(0x200, 0x300), run(0x100, 0x108)])).toBe(false);
  });

  it.each([
    ['in front of the block', 0x110],
    ['at the start of the run', 0x100],
    ['behind the block', 0x200],
    ['at the end of the run', 0x2ff],
  ])('hold neither words nor zeros where another byte is: %s', (_, at) => {
    const bytes = bytesOf(X86_64, [fill([0xcc], 0x120, 0x200)]);
    expect(judge(bytes, [run(0x100, 0x300)])).toBe(true);
    expect(judge(withBytes(bytes, at, [1]), [run(0x100, 0x300)])).toBe(false);
  });
});

describe('a filler', () => {
  it('of 0xff has to be all there is; any other may lie between claims', () => {
    const ones = bytesOf(X86_64, [fill([0xff], 0x100, 0x200)]);
    const nops = bytesOf(ARM64, [fill(NOP, 0x100, 0x200)]);
    const runs = [run(0x100, 0x200)];
    expect([judge(ones, runs, 'whole'), judge(ones, runs, 'partial')]).toEqual([true, false]);
    expect([judge(nops, runs, 'whole'), judge(nops, runs, 'partial')]).toEqual([true, true]);
  });

  it.each([
    ['NOPs of arm64', ARM64, NOP],
    ['NOPs of LoongArch', LOONGARCH64, ANDI],
  ])('whose words are cut by the ends of a run is compared byte by byte: %s', (_, machine, word) => {
    const bytes = bytesOf(machine, [fill(word, 0x100, 0x200)]);
    const runs = [run(0x102, 0x1ff)];
    expect(judge(bytes, runs)).toBe(true);
    expect(judge(withBytes(bytes, 0x102, [1]), runs)).toBe(false);
    expect(judge(withBytes(bytes, 0x103, [1]), runs)).toBe(false);
    expect(judge(withBytes(bytes, 0x1fe, [1]), runs)).toBe(false);
    expect(judge(withBytes(withBytes(bytes, 0x101, [1]), 0x1ff, [1]), runs)).toBe(true);
  });
});

describe('padding of more than 64 KiB', () => {
  const length = 0x3_0000;
  const runs = [run(0x148, length)];
  const bytes = bytesOf(ARM64, [fill(NOP, 0x148, length)], length);

  it('is looked at to its last byte', () => {
    expect(judge(bytes, runs)).toBe(true);
  });

  it.each([0xffff, 0x1_0000, 0x1_0147, 0x1_0148, 0x1_0200, 0x1_ffff, 0x2_0000, 0x2_0148, length - 1])(
    'holds no other byte: at %i',
    (at) => {
      expect(judge(withBytes(bytes, at, [1]), runs)).toBe(false);
    },
  );
});
