import { relocationEntries } from '../../src/reader/index.ts';
import type { Image, RelocationBlock } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { place, wrong } from '../findings.ts';

/** Bytes that a relocation changes, by its type. [PE format, Base Relocation Types] */
type Widths = Readonly<Record<number, number>>;

/** Adjusts the high half of a word; the entry after it is the low half. [PE format, Base Relocation Types] */
const HIGH_ADJUST = 4;

/** HIGH, LOW, HIGHLOW, HIGHADJ and DIR64. Type 0 fills a block up and has no target. */
const COMMON: Widths = { 1: 2, 2: 2, 3: 4, [HIGH_ADJUST]: 2, 10: 8 };
/** ARM_MOV32 and THUMB_MOV32: two instructions of four bytes. */
const ARM: Widths = { ...COMMON, 5: 8, 7: 8 };
/** RISCV_HIGH20, RISCV_LOW12I and RISCV_LOW12S: one instruction each. */
const RISC_V: Widths = { ...COMMON, 5: 4, 7: 4, 8: 4 };
/** LOONGARCH32_MARK_LA: two instructions; LOONGARCH64_MARK_LA: four. */
const LOONGARCH32: Widths = { ...COMMON, 8: 8 };
const LOONGARCH64: Widths = { ...COMMON, 8: 16 };

/** Machines on which a type means more than on others. [PE format, Machine Types] */
const BY_MACHINE: ReadonlyMap<number, Widths> = new Map([
  [0x1c0, ARM],
  [0x1c2, ARM],
  [0x1c4, ARM],
  [0x5032, RISC_V],
  [0x5064, RISC_V],
  [0x5128, RISC_V],
  [0x6232, LOONGARCH32],
  [0x6264, LOONGARCH64],
]);

/**
 * The relocations of a block that change bytes outside the image or the relocations themselves, and those that lack the
 * entry after them which they need. A type that has no meaning on the machine is not judged.
 *
 * @param own the addresses of all relocations
 */
export function* wrongTargets(image: Image, block: RelocationBlock, own: Span): Iterable<Finding> {
  const widths = BY_MACHINE.get(image.coffHeader.machine.value) ?? COMMON;
  const limit = image.optionalHeader.sizeOfImage.value;
  let index = -1;
  for (const { at, type, address, parameter } of relocationEntries(image, block)) {
    index += 1;
    const length = widths[type];
    if (length === undefined) continue;
    const isOutside = address + length > limit;
    const isOwn = address < endOf(own) && address + length > own.offset;
    const lacksLow = type === HIGH_ADJUST && parameter === null;
    // A block may have very many entries, so sentences are made of the wrong ones alone.
    if (!isOutside && !isOwn && !lacksLow) continue;
    const about = `relocationBlocks[${block.index}].entries[${index}]`;
    const actual = formatSpan({ offset: address, length });
    const places = [place(at), place(block.pageRva)] as const;
    if (isOutside) {
      yield wrong(about, { kind: 'within', what: 'SizeOfImage', start: 0, end: limit }, actual, ...places);
    }
    if (isOwn) {
      const expected = { kind: 'apart-from', what: 'the relocations', start: own.offset, end: endOf(own) } as const;
      yield wrong(about, expected, actual, ...places);
    }
    if (lacksLow) {
      const expected = { kind: 'form', name: 'an entry after it that is its low half' } as const;
      yield wrong(about, expected, 'the end of the block', place(at), place(block.blockSize));
    }
  }
}
