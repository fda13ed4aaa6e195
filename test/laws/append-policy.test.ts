/**
 * Goal: every row of the policy of an append holds for every output.
 * Method: an oracle of plain reads, which shares nothing with rewriter and rules, says what each row expects of two
 * thousand generated images, of kernels and of images aimed at what is rare; then outputs are spoilt in one place each, and the row
 * that speaks of the place has to object.
 */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../src/rewriter/index.ts';
import { aimedCases, generatedCase, kernelCases, withObjectTables } from '../support/append-cases.ts';
import type { AppendCase } from '../support/append-cases.ts';
import { POLICY, rewriteOf } from '../support/append-oracle.ts';
import type { Rewrite } from '../support/append-oracle.ts';
import { viewPe } from '../support/pe-view.ts';
import type { PeView } from '../support/pe-view.ts';

const SEED = 1;
const GENERATED = 2000;
/** Every so many generated images are also judged with relocations and line numbers. */
const OBJECTS_EVERY = 4;

/** What was seen of the circumstances in which a row can go wrong. */
const SEEN = {
  rewritten: (): boolean => true,
  'grown headers': ({ expected }: Rewrite) => expected.growth > 0,
  'growth by whole pages': ({ before, expected }: Rewrite) => expected.growth >= 4096 && before.fileAlignment < 4096,
  'moved slack': ({ before, expected }: Rewrite) => expected.liveEnd > before.tableEnd,
  'moved slack and grown headers': ({ before, expected }: Rewrite) =>
    expected.liveEnd > before.tableEnd && expected.growth > 0,
  'debug data': ({ before }: Rewrite) => before.debugEntries.length > 0,
  symbols: ({ before }: Rewrite) => before.pointerToSymbolTable > 0,
  'an overlay': ({ before, expected }: Rewrite) => before.bytes.length > expected.dataEnd,
  'unaligned data': ({ before, expected }: Rewrite) => expected.dataEnd % before.fileAlignment > 0,
  'a CheckSum': ({ before }: Rewrite) => before.checkSum > 0,
  relocations: ({ before }: Rewrite) => before.sections.some(({ numberOfRelocations }) => numberOfRelocations > 0),
  'padding that gives way': ({ before, expected }: Rewrite) =>
    expected.isPadded && before.bytes.subarray(expected.liveEnd, expected.liveEnd + 40).some((byte) => byte !== 0),
  'debug data in the overlay': ({ before, expected }: Rewrite) =>
    before.debugEntries.some(({ pointerToRawData }) => pointerToRawData >= expected.dataEnd),
  'a SectionAlignment below a page': ({ before }: Rewrite) => before.sectionAlignment < 4096,
  'a gap before the first data': ({ before }: Rewrite) => firstData(before) > before.sizeOfHeaders,
  'unordered addresses': ({ before }: Rewrite) =>
    before.sections.some((each, index) => each.virtualAddress < (before.sections[index - 1]?.virtualAddress ?? 0)),
  'a VirtualSize of 0 at the end of memory': ({ before }: Rewrite) =>
    before.sections.some((each) => each.virtualSize === 0 && each.virtualAddress === highestAddress(before)),
  'memory reserved behind all sections': ({ before, expected }: Rewrite) =>
    expected.virtualAddress > highestAddress(before) + 0x1_0000,
} as const satisfies Readonly<Record<string, (rewrite: Rewrite) => boolean>>;

/** The least number of cases of each circumstance that makes the laws worth anything. */
const LEAST: Readonly<Record<keyof typeof SEEN, number>> = {
  rewritten: 1500,
  'grown headers': 40,
  'growth by whole pages': 10,
  'moved slack': 50,
  'moved slack and grown headers': 5,
  'debug data': 150,
  symbols: 60,
  'an overlay': 100,
  'unaligned data': 40,
  'a CheckSum': 200,
  relocations: 200,
  'padding that gives way': 15,
  'debug data in the overlay': 30,
  'a SectionAlignment below a page': 5,
  'a gap before the first data': 10,
  'unordered addresses': 40,
  'a VirtualSize of 0 at the end of memory': 20,
  'memory reserved behind all sections': 100,
};

function firstData({ sections }: PeView): number {
  const filled = sections.filter(({ sizeOfRawData }) => sizeOfRawData > 0);
  return Math.min(...filled.map(({ pointerToRawData }) => pointerToRawData));
}

function highestAddress({ sections }: PeView): number {
  return Math.max(...sections.map(({ virtualAddress }) => virtualAddress));
}

/** What the rows object to, row by row, and how often each circumstance was met. */
interface Judgement {
  readonly objections: Map<string, string[]>;
  readonly seen: Map<string, number>;
}

function* allCases(): Generator<AppendCase> {
  for (const each of [...aimedCases(), ...kernelCases(SEED)]) {
    yield each;
    yield withObjectTables(each);
  }
  for (let index = 0; index < GENERATED; index += 1) {
    const each = generatedCase(SEED, index);
    yield each;
    if (index % OBJECTS_EVERY === 0) yield withObjectTables(each);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function judgeAll(): Judgement {
  const objections = new Map<string, string[]>();
  const seen = new Map<string, number>();
  for (const { title, image, request } of allCases()) {
    const answer = appendSections(image, [request]);
    if (answer.kind === 'refused') continue;
    const rewrite = rewriteOf(viewPe(image), request, answer.bytes);
    for (const { name, objections: ask } of POLICY) {
      const found = ask(rewrite).map((objection) => `${title}: ${objection}`);
      objections.set(name, [...(objections.get(name) ?? []), ...found]);
    }
    for (const [name, met] of Object.entries(SEEN)) if (met(rewrite)) count(seen, name);
  }
  return { objections, seen };
}

describe('an append to generated and to aimed images', () => {
  const { objections, seen } = judgeAll();

  it.each(POLICY.map(({ name }) => name))('keeps the policy on %s', (name) => {
    expect(objections.get(name)).toEqual([]);
  });

  it.each(Object.entries(LEAST))('is judged with %s at least %i times', (name, least) => {
    expect(seen.get(name) ?? 0).toBeGreaterThanOrEqual(least);
  });
});
