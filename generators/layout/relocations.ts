import { firstWord } from '../bytes/fill.ts';
import { roundDown } from '../bytes/round.ts';
import { PAGE } from '../plan/grain.ts';
import type { Plan } from '../plan/plan.ts';

/** One block of the base relocation table. PE format, "Base Relocation Block". */
export interface RelocationBlock {
  /** The address of the page that the block is about. */
  readonly pageRva: number;
  /** Offsets in the page, ascending, at which a word of the image is an address; the other slots are padding. */
  readonly offsets: readonly number[];
  /** Entries, counting those that are padding: an even number, so that blocks end at multiples of four. */
  readonly slots: number;
}

const BLOCK_HEADER = 8;
const ENTRY = 2;
/** Bytes from one possible fixup to the next: no two of them meet. */
const STEP = 8;

/** Bytes of one block with so many entries. */
export function blockLength(slots: number): number {
  return BLOCK_HEADER + ENTRY * slots;
}

/** What a plan says of the table. */
type RelocationsPlan = Pick<Plan, 'relocations' | 'relocationSlots'>;

/** Bytes before the table in its section: mostly none, and never what would part the words of the table. */
export function relocationsLead({ seed }: Pick<Plan, 'seed'>): number {
  return STEP * (seed % 3);
}

/** Bytes of a plan's table. */
export function relocationsLength({ relocations, relocationSlots }: RelocationsPlan): number {
  return relocations * blockLength(relocationSlots);
}

/** Pages that are looked at, and fixups of one page, at most. */
const PAGES_MAX = 4096;
const OFFSETS_MAX = 200;

/** Loaded bytes whose words may be addresses, for nothing reads them. */
export interface Fixable {
  readonly address: number;
  readonly length: number;
}

/**
 * The blocks of a table: one for each page of what can be fixed, in ascending order, and for those that are left over only
 * padding at the last page.
 */
export function relocationBlocks(
  { relocations: count, relocationSlots: slots }: RelocationsPlan,
  fixable: readonly Fixable[],
  seed: number,
): readonly RelocationBlock[] {
  const all = pagesOf(fixable, PAGES_MAX);
  // Tables that start with a later page than the first are as right as others.
  const pages = all.slice(all.length > count ? seeded(seed, 0) % (all.length - count + 1) : 0);
  const last = roundDown(pages.at(-1)?.address ?? 0, PAGE);
  return Array.from({ length: count }, (_, index) => {
    const page = pages[index];
    if (page === undefined) return { pageRva: last, offsets: [], slots };
    const pageRva = roundDown(page.address, PAGE);
    const places = Math.floor(page.length / STEP);
    // One slot at least is padding, as in tables that linkers write.
    const wanted = Math.min(places, slots - 1, OFFSETS_MAX);
    const first = page.address - pageRva;
    const offsets = Array.from({ length: wanted }, (__, rank) => {
      const [from, to] = [Math.floor((places * rank) / wanted), Math.floor((places * (rank + 1)) / wanted)];
      return first + STEP * (from + (seeded(seed, 1 + index * OFFSETS_MAX + rank) % (to - from)));
    });
    return { pageRva, offsets, slots };
  });
}

/** The parts of what can be fixed by pages, at most `most`; addresses that are not multiples of a word are left out. */
function pagesOf(fixable: readonly Fixable[], most: number): readonly Fixable[] {
  const pages: Fixable[] = [];
  for (const { address, length } of [...fixable].sort((a, b) => a.address - b.address)) {
    const end = address + length;
    for (let start = address; end - start >= STEP && pages.length < most; start = roundDown(start, PAGE) + PAGE) {
      pages.push({ address: start, length: Math.min(end, roundDown(start, PAGE) + PAGE) - start });
    }
  }
  return pages;
}

function seeded(seed: number, index: number): number {
  return firstWord(seed + index);
}
