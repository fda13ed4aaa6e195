/** Header slack that holds nothing but what an assembler puts there to reach an alignment. */
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { chunksOf, firstNonZeroIn } from '../bytes.ts';
import { joined, without } from '../spans.ts';
import { DIRECTORY } from './directories-facts.ts';

/** Machines by the instruction that does nothing, as a number of so many bytes. [PE format, Machine Types] */
const NOPS: ReadonlyMap<number, readonly (readonly [width: number, value: number])[]> = new Map([
  // [Arm Architecture Reference Manual, NOP]
  [0xaa64, [[4, 0xd503201f]]],
  // [RISC-V Unprivileged ISA, NOP and C.NOP]
  [
    0x5032,
    [
      [4, 0x13],
      [2, 1],
    ],
  ],
  [
    0x5064,
    [
      [4, 0x13],
      [2, 1],
    ],
  ],
  // [LoongArch Reference Manual, NOP]
  [0x6232, [[4, 0x03400000]]],
  [0x6264, [[4, 0x03400000]]],
]);

/** Bytes that fill on any machine: INT3 and NOP of x86, and what is left of an erased place. */
const INT3 = 0xcc;
const X86_NOP = 0x90;
const ERASED = 0xff;
/** What is longer, 64 MiB, nobody takes for padding, and looking through it would only cost time. */
const SLACK_MAX = 2 ** 26;

/** The parts of the slack between section table and SizeOfHeaders that no file offset claims. */
export function unclaimedSlack({ regionMap }: Image): readonly Span[] {
  return regionMap.regions.filter(({ kind }) => kind === 'header-slack');
}

/** The parts of it that are known by their addresses, which are their offsets in the headers. */
export function addressedSlack(image: Image): readonly Span[] {
  const named = [
    ...image.directories
      .filter(({ index }) => index !== DIRECTORY.certificates)
      .map(({ virtualAddress, size }) => ({ offset: virtualAddress.value, length: size.value })),
    ...image.debugEntries.map(({ addressOfRawData, data }) => ({
      offset: addressOfRawData.value,
      length: data.length,
    })),
  ].filter(({ offset }) => offset > 0);
  const spans = joined(named);
  return unclaimedSlack(image).flatMap((stretch) =>
    spans.flatMap((span) => {
      const offset = Math.max(span.offset, stretch.offset);
      const length = Math.min(endOf(span), endOf(stretch)) - offset;
      return length > 0 ? [{ offset, length }] : [];
    }),
  );
}

/** The parts of it that nothing names in any way. */
export function unnamedSlack(image: Image): readonly Span[] {
  const addressed = addressedSlack(image);
  return unclaimedSlack(image).flatMap((stretch) => [...without(stretch, addressed)]);
}

const known = new WeakMap<Image, boolean>();

/**
 * Whether one padding word, over and over, is all that stands in what nothing claims of the header slack: then it may be
 * written over. Zeros may stand between; 0xff has to be all there is, for it is data as often as padding.
 */
export function isPadded(image: Image): boolean {
  const answer = known.get(image) ?? findPadding(image);
  known.set(image, answer);
  return answer;
}

function findPadding(image: Image): boolean {
  const slack = unnamedSlack(image);
  const length = slack.reduce((sum, stretch) => sum + stretch.length, 0);
  if (length > SLACK_MAX || slack.every((stretch) => firstNonZeroIn(image, stretch) === null)) return false;
  const own = NOPS.get(image.coffHeader.machine.value) ?? [];
  const words = [...own, [1, INT3] as const, [1, X86_NOP] as const];
  if (words.some(([width, value]) => consistsOf(image, slack, bytesOfWord(width, value), 'zeros'))) return true;
  const [only] = slack;
  const { sectionTable, optionalHeader } = image;
  const isAll = only?.offset === endOf(sectionTable) && endOf(only) === optionalHeader.sizeOfHeaders.value;
  return isAll && consistsOf(image, slack, [ERASED], 'nothing');
}

/** The bytes of a word as they stand in the file, the lowest first. */
function bytesOfWord(width: number, value: number): readonly number[] {
  return Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
}

/** Whether stretches hold one word at multiples of its length, and `zeros` or `nothing` beside it. */
function consistsOf(
  image: Image,
  stretches: readonly Span[],
  word: readonly number[],
  beside: 'zeros' | 'nothing',
): boolean {
  let isThere = false;
  for (const stretch of stretches) {
    for (const { offset, bytes } of chunksOf(image, stretch)) {
      const whole = matchesIn(bytes, offset, word);
      if (whole === null || (beside === 'nothing' && whole.zeros > 0)) return false;
      if (whole.words > 0) isThere = true;
    }
  }
  return isThere;
}

/** How many words and zero words some bytes hold, those at the ends in part; `null` when there is anything else. */
function matchesIn(
  bytes: Uint8Array,
  offset: number,
  word: readonly number[],
): { readonly words: number; readonly zeros: number } | null {
  let [words, zeros] = [0, 0];
  for (let start = 0; start < bytes.length;) {
    const phase = (offset + start) % word.length;
    const length = Math.min(word.length - phase, bytes.length - start);
    const unit = bytes.subarray(start, start + length);
    if (unit.every((byte, index) => byte === word[phase + index])) words += 1;
    else if (unit.every((byte) => byte === 0)) zeros += 1;
    else return null;
    start += length;
  }
  return { words, zeros };
}
