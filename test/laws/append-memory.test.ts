/**
 * Goal: a program that ran before the append runs after it: the loaded memory of the old addresses is the same, but for
 * the header fields that an append changes, and no profile that the image met is lost.
 */
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, PROFILES, judgeImage, levelOf } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import type { ProfileName, RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { aimedCases, generatedCase, kernelCases } from '../support/append-cases.ts';
import type { AppendCase } from '../support/append-cases.ts';
import { expectationFor, roundedUp } from '../support/append-expectation.ts';
import { changeableFields } from '../support/append-oracle-bytes.ts';
import type { Range } from '../support/append-oracle-bytes.ts';
import { effort } from '../support/effort.ts';
import { loaded, memoryEndOf } from '../support/memory-model.ts';
import { LENGTHS, viewPe } from '../support/pe-view.ts';
import type { PeView } from '../support/pe-view.ts';

const SEED = 5;
const CASES = effort(1000);
/** Images with more memory than this are left out of the comparison of memories. */
const MEMORY_MAX = 0x100_0000;

interface Pair {
  readonly title: string;
  readonly before: PeView;
  readonly after: PeView;
  readonly liveEnd: number;
  /** What was asked for. */
  readonly request: AppendRequest;
}

function pairOf({ title, image, request }: AppendCase): readonly Pair[] {
  const answer = appendSections(image, [request]);
  if (answer.kind === 'refused') return [];
  const before = viewPe(image);
  const { liveEnd } = expectationFor(before, request);
  return [{ title, before, after: viewPe(answer.bytes), liveEnd, request }];
}

const GENERATED = Array.from({ length: CASES }, (_, index) => generatedCase(SEED, index));
const PAIRS = [...aimedCases(), ...kernelCases(SEED), ...GENERATED].flatMap(pairOf);

/** Where a file offset is loaded; `null` when it is not. */
function addressOf({ sections, sizeOfHeaders }: PeView, offset: number): number | null {
  if (offset < sizeOfHeaders) return offset;
  const home = sections.find(
    (each) => offset >= each.pointerToRawData && offset < each.pointerToRawData + each.sizeOfRawData,
  );
  return home === undefined ? null : home.virtualAddress + offset - home.pointerToRawData;
}

/**
 * Addresses at which the memory may differ: the fields of headers and debug entries that hold counts, totals and file
 * offsets, and the place of the new section header with what makes way for it.
 */
function mayDiffer(before: PeView, liveEnd: number): readonly Range[] {
  const fields = changeableFields(before).flatMap(([start, end]): readonly Range[] => {
    const address = addressOf(before, start);
    return address === null ? [] : [[address, address + end - start]];
  });
  const table: Range = [before.tableEnd, liveEnd + LENGTHS.sectionHeader];
  return [...fields, table].sort(([left], [right]) => left - right);
}

/** The first address of which the memory differs and may not, or `null`. */
function firstDifference(left: Uint8Array, right: Uint8Array, allowed: readonly Range[]): number | null {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  for (const [start, end] of allowed) {
    one.fill(0, start, end);
    other.fill(0, start, end);
  }
  if (one.equals(other)) return null;
  return one.findIndex((byte, address) => byte !== other[address]);
}

function lostMemory({ before, after, liveEnd }: Pair): number | null {
  const end = memoryEndOf(before);
  return firstDifference(loaded(before, end), loaded(after, end), mayDiffer(before, liveEnd));
}

describe('the loaded memory of the old addresses', () => {
  const small = PAIRS.filter(({ before }) => memoryEndOf(before) <= MEMORY_MAX);

  it('is what it was, but for counts, totals, file offsets and the new section header', () => {
    expect(small.length).toBeGreaterThan(CASES / 2);
    const different = small.flatMap((pair) => {
      const address = lostMemory(pair);
      return address === null ? [] : [`${pair.title}: address ${address}`];
    });
    expect(different).toEqual([]);
  });

  it('is found to differ when one loaded byte does', () => {
    const [pair] = small;
    if (pair === undefined) throw new Error('there is an output');
    const bytes = pair.after.bytes.slice();
    const last = pair.after.sections[0];
    const at = (last?.pointerToRawData ?? 0) + 3;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(lostMemory({ ...pair, after: viewPe(bytes) })).toBe((last?.virtualAddress ?? 0) + 3);
  });

  it('lies in front of the new section', () => {
    for (const { title, before, after } of PAIRS) {
      expect(after.sections.at(-1)?.virtualAddress, title).toBeGreaterThanOrEqual(memoryEndOf(before));
    }
  });
});

/** The rules that an image fails. */
function failed(bytes: Uint8Array): readonly RuleId[] {
  const reading = readImage(bytes);
  return IMAGE_RULES.filter((rule) => judgeImage(rule, reading).kind === 'fail').map(({ id }) => id);
}

function errors(ids: readonly RuleId[], profile: ProfileName): readonly RuleId[] {
  return ids.filter((id) => levelOf(id, profile) === 'error');
}

/**
 * Old data that ends inside a block has the new data start there, for in between nothing would be signed; U-Boot, which
 * rounds the size of the old data up, hashes some of the new data with it.
 */
const FORCED: ReadonlySet<RuleId> = new Set(['PE-SEC-014', 'PE-NX-012']);

/** Names that say what a section is for, and the rule that any content under them, or none at all, breaks. */
const FORCED_BY_NAME: Readonly<Record<string, RuleId>> = { '.linux': 'ZB-025', '.sbat': 'PE-NX-015' };

/** Flags of requests, and the rule that a section with them breaks. [PE format, Section Flags] */
const FORCED_BY_FLAGS: readonly (readonly [breaks: (flags: number) => boolean, id: RuleId])[] = [
  // ALIGN_*, for object files alone.
  [(flags) => (flags & 0x00f0_0000) !== 0, 'PE-SEC-008'],
  // None of CNT_CODE, CNT_INITIALIZED_DATA and CNT_UNINITIALIZED_DATA, and no MEM_READ.
  [(flags) => (flags & 0xe0) === 0, 'PE-SEC-009'],
  [(flags) => (flags & 0x4000_0000) === 0, 'PE-SEC-022'],
  // CNT_UNINITIALIZED_DATA, of content that is there all the same.
  [(flags) => (flags & 0x80) !== 0, 'PE-SEC-010'],
  [(flags) => (flags & 0x80) !== 0, 'PE-SEC-027'],
  // LNK_REMOVE, for object files alone.
  [(flags) => (flags & 0x800) !== 0, 'PE-SEC-008'],
];

/** What an image forces by its memory: what it reserves behind its sections stays, and pages may be shared. */
const FORCED_BY_MEMORY: readonly (readonly [forces: (before: PeView) => boolean, id: RuleId])[] = [
  [(view) => view.sizeOfImage > roundedUp(memoryEndOf(view), view.sectionAlignment), 'PE-LAM-003'],
  [({ sectionAlignment }) => sectionAlignment < 4096, 'PE-LAM-005'],
];

/** The rules that whoever appends just what is asked for cannot help breaking. */
function forcedBy(before: PeView, { name, characteristics }: AppendRequest): readonly (RuleId | undefined)[] {
  const flags = FORCED_BY_FLAGS.flatMap(([breaks, id]) => (breaks(characteristics) ? [id] : []));
  const memory = FORCED_BY_MEMORY.flatMap(([forces, id]) => (forces(before) ? [id] : []));
  return [FORCED_BY_NAME[name], ...flags, ...memory];
}

/** How many cases meet a profile at least: uefi-ca wants a section `.sbat`, which few have. */
function metAtLeast(profile: ProfileName): number {
  return profile === 'uefi-ca' ? CASES / 25 : CASES / 4;
}

describe('a profile that the image met before', () => {
  const judged = PAIRS.map(({ title, before, after, request }) => ({
    title,
    before: failed(before.bytes),
    after: failed(after.bytes).filter((id) => !forcedBy(before, request).includes(id)),
    endsInBlock: before.sections.some((each) => each.sizeOfRawData % before.fileAlignment > 0),
  }));

  it.each(PROFILES.map(({ name }) => name))('is met after: %s', (profile) => {
    const met = judged.filter(({ before }) => errors(before, profile).length === 0);
    const lost = met.filter(({ after }) => errors(after, profile).length > 0);
    expect(lost.map(({ title, after }) => `${title}: ${errors(after, profile).join(', ')}`)).toEqual([]);
    expect(met.length).toBeGreaterThan(metAtLeast(profile));
  });

  it('loses no rule: none that held before is broken after, but for one that the input forces', () => {
    const isDecisive = (id: RuleId): boolean => PROFILES.some(({ name }) => levelOf(id, name) === 'error');
    const broken = judged.flatMap(({ title, before, after, endsInBlock }) =>
      after
        .filter((id) => isDecisive(id) && !before.includes(id))
        .filter((id) => !(FORCED.has(id) && endsInBlock))
        .map((id) => `${title}: ${id}`),
    );
    expect(broken).toEqual([]);
  });
});
