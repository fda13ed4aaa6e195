/**
 * What attacks on headers once brought to light: bytes that are found by their place, directories that firmware walks, and
 * file offsets that lead nowhere. Each was rewritten wrongly, or moved without a word from any rule.
 */
import { describe, expect, it } from 'vitest';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { append, buildImage, outcome, request, tightImage, u32, withBytes, withDebug } from '../unit/rewriter/image.ts';
import { withU16, withU32 } from '../unit/rewriter/image.ts';
import { callOf } from '../support/calls.ts';

const TABLE_END = 0x148;
const HEADERS_END = 0x1000;
const SLOT = 40;
const [X86_64, ARM64, ARM32] = [0x8664, 0xaa64, 0x1c4];
const [RESOURCES, EXCEPTIONS] = [0xd8, 0xe0];
const LIVE = Array.from({ length: 64 }, (_, index) => (index * 37 + 11) & 0xff || 1);

/** The rules of level error that fail on an append. */
function errors(input: Uint8Array, output: Uint8Array, asked: readonly [AppendRequest, ...AppendRequest[]]): RuleId[] {
  const before = readImage(input);
  if (!before.ok) throw new Error('the input can be read');
  const answer = { kind: 'rewritten', bytes: output } as const;
  const call = callOf({ before: before.image, requests: asked, answer, after: readImage(output) });
  return RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error')
    .filter((rule) => judgeCall(rule, call).kind === 'fail')
    .map(({ id }) => id);
}

/** The rules that fail when all that stands after the section table is moved by one header. */
function movedSlack(input: Uint8Array, plain: Uint8Array): readonly RuleId[] {
  const output = append(plain).slice();
  output.set(input.subarray(TABLE_END, HEADERS_END - SLOT), TABLE_END + SLOT);
  return errors(input, output, [request()]);
}

describe('bytes that are found by their place', () => {
  it('are the setup_header and the boot code of an x86 kernel', () => {
    const plain = withU16(buildImage(), 0x44, X86_64);
    const filled = withBytes(plain, TABLE_END, new Array<number>(0x1f1 - TABLE_END).fill(0xff));
    const kernel = withBytes(withBytes(filled, 0x200, [0xeb, 0x6a, 0x48, 0x64, 0x72, 0x53]), 0x26c, LIVE);
    expect(outcome(kernel)).toBe('header-slack-in-use');
    expect(movedSlack(kernel, plain)).toContain('PR-NEW-010');
    // Without the magic they are bytes like any others, and may move.
    const other = withBytes(kernel, 0x202, [0]);
    expect(movedSlack(other, plain)).not.toContain('PR-NEW-010');
  });

  it('are those that a directory names by their address', () => {
    const plain = withU16(buildImage(), 0x44, ARM64);
    const live = withBytes(withBytes(plain, TABLE_END, LIVE.slice(0, 16)), 0x180, LIVE.slice(0, 32));
    const named = { [EXCEPTIONS]: 0x180, [EXCEPTIONS + 4]: 0x20 };
    expect(movedSlack(withU32(live, named), withU32(plain, named))).toContain('PR-FIL-001');
    expect(movedSlack(live, plain)).toEqual([]);
  });
});

describe('the data of a kernel that other loaders find by file offsets', () => {
  const CROWDED = { directoryCount: 7, peOffset: 0x80 } as const;
  /** After the table, which ends at 0x190, all is debug data, and a header more would need a block more. */
  const crowded = withDebug(tightImage(CROWDED), { offset: 0x400, address: 0x1200 }, [
    { sizeOfData: 0x70, pointerToRawData: 0x190 },
  ]);

  it.each([
    ['an arm64 Image', ARM64, { 0x38: 0x644d_5241 }],
    ['an arm zImage', ARM32, { 0x24: 0x016f_2818 }],
  ])('may not move where debug data makes headers grow: %s', (_, machine, magic) => {
    const plain = withU16(crowded, 0x84, machine);
    const output = append(plain);
    expect(u32(output, 8)).toBe(u32(plain, 8) + 0x200);
    const kernel = withU32(plain, magic);
    expect(outcome(kernel)).toBe('no-header-room');
    expect(errors(kernel, withU32(output, magic), [request()])).toContain('PR-REF-001');
  });
});

describe('resources', () => {
  it.each([
    [0x4fff, 'rewritten'],
    [0x5000, 'malformed-headers'],
    [0x53e7, 'malformed-headers'],
    [0x53e8, 'rewritten'],
  ] as const)('at %i, where nothing is, are not made of the new section', (address, expected) => {
    const image = withU32(buildImage(), { [RESOURCES]: address, [RESOURCES + 4]: 0x100 });
    expect(outcome(image)).toBe(expected);
    const output = withU32(append(buildImage()), { [RESOURCES]: address, [RESOURCES + 4]: 0x100 });
    const found = errors(image, output, [request()]);
    expect(found.includes('PR-REF-001')).toBe(expected !== 'rewritten');
  });
});

describe('a file offset that leads behind the file and to no bytes', () => {
  const two = [request({ content: new Uint8Array(10) }), request({ name: '.b', content: new Uint8Array(10) })] as const;
  const overlay = new Uint8Array(100).fill(0x41);

  it('stays the same however many sections come', () => {
    const image = withU32(buildImage({ overlay }), { [0xf8 + 24]: 0x3400 });
    const answer = appendSections(image, two);
    if (answer.kind !== 'rewritten') throw new Error(answer.detail);
    expect(u32(answer.bytes, 0xf8 + 24)).toBe(0x3400);
    expect(errors(image, answer.bytes, two)).toEqual([]);
  });

  it('stays the same in a debug entry too', () => {
    const plain = buildImage({ directoryCount: 7, overlay });
    const image = withDebug(plain, { offset: 0x1100, address: 0x1100 }, [{ sizeOfData: 0, pointerToRawData: 0x3400 }]);
    const answer = appendSections(image, two);
    if (answer.kind !== 'rewritten') throw new Error(answer.detail);
    expect(u32(answer.bytes, 0x1118)).toBe(0x3400);
    expect(answer.bytes.subarray(0x1000, 0x3200)).toEqual(image.subarray(0x1000, 0x3200));
  });
});
