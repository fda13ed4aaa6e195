/** Header slack that holds nothing but what an assembler puts there to reach an alignment. */
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { chunksOf, firstNonZeroIn } from '../bytes/bytes.ts';
import { joined, shared, without } from '../bytes/spans.ts';
import { DIRECTORY } from './directories-facts.ts';

/** Machines by the instruction that does nothing, as a number of so many bytes. [PE format, Machine Types] */
const NOPS: ReadonlyMap<number, readonly (readonly [width: number, value: number])[]> = new Map([
  // [Arm Architecture Reference Manual, NOP]
  [0xaa64, [[4, 0xd503201f]]],
  // [RISC-V Unprivileged ISA, NOP; C.NOP fills no more than its own two bytes]
  [0x5032, [[4, 0x13]]],
  [0x5064, [[4, 0x13]]],
  // [LoongArch Reference Manual, NOP]
  [0x6232, [[4, 0x03400000]]],
  [0x6264, [[4, 0x03400000]]],
]);

/** Bytes that fill on any machine: INT3 and NOP of x86, and what is left of an erased place. */
const INT3 = 0xcc;
const X86_NOP = 0x90;
const ERASED = 0xff;
/** Bytes below which words are values as likely as padding, and the least alignment that the fill of a file ends at. */
const FILL_MIN = 16;
const FILL_END = 512;
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
  return shared(unclaimedSlack(image), joined(named));
}

/** The parts of it that nothing names in any way. */
export function unnamedSlack(image: Image): readonly Span[] {
  const addressed = addressedSlack(image);
  return unclaimedSlack(image).flatMap((stretch) => [...without(stretch, addressed)]);
}

const known = new WeakMap<Image, boolean>();

/**
 * Whether one padding word, over and over, is all that stands in what nothing claims of the header slack: then it may be
 * written over. Zeros may stand around a fill, which ends where its stretch does or where a file may be aligned; 0xff has
 * to be all there is, for it is data as often as padding. What is shorter than 16 bytes shows nothing by itself.
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

/** Whether stretches hold fills of one word at multiples of its length, and `zeros` or `nothing` beside them. */
function consistsOf(
  image: Image,
  stretches: readonly Span[],
  word: readonly number[],
  beside: 'zeros' | 'nothing',
): boolean {
  let longest = 0;
  for (const stretch of stretches) {
    const fill = beside === 'nothing' ? stretch : fillIn(image, stretch, word.length);
    if (fill.length === 0) continue;
    const ends = [endOf(stretch), ...(endOf(fill) % FILL_END === 0 ? [endOf(fill)] : [])];
    const isLong = fill.length >= FILL_MIN || fill.length === stretch.length;
    if (!isLong || !ends.includes(endOf(fill)) || !isFilled(image, fill, word)) return false;
    longest = Math.max(longest, fill.length);
  }
  return longest >= FILL_MIN;
}

/** From the first to the last byte of a stretch that is not zero, as far as whole words of a width go. */
function fillIn(image: Image, stretch: Span, width: number): Span {
  let [first, last] = [Infinity, -1];
  for (const { offset, bytes } of chunksOf(image, stretch)) {
    for (let index = 0; index < bytes.length; index += 1) {
      if (bytes[index] === 0) continue;
      first = Math.min(first, offset + index);
      last = offset + index;
    }
  }
  if (last < 0) return { offset: stretch.offset, length: 0 };
  const start = Math.max(stretch.offset, first - (first % width));
  const end = Math.min(endOf(stretch), last - (last % width) + width);
  return { offset: start, length: end - start };
}

/** Whether every byte of a fill is that of the word at its place. */
function isFilled(image: Image, fill: Span, word: readonly number[]): boolean {
  for (const { offset, bytes } of chunksOf(image, fill)) {
    for (let index = 0; index < bytes.length; index += 1) {
      if (bytes[index] !== word[(offset + index) % word.length]) return false;
    }
  }
  return true;
}
