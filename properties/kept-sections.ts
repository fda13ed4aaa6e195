/** Which sections of an output are those of the input, and which an append added. Rewriters reorder and move sections. */
import type { AppendRequest } from '../src/contract/index.ts';
import type { Section } from '../src/reader/index.ts';
import type { Append } from './rule.ts';

/** A section that an append added, beside what was asked for. */
export interface NewSection {
  readonly section: Section;
  readonly request: AppendRequest;
  /** The position of the request among all. */
  readonly rank: number;
  /** The new sections of the requests before. */
  readonly earlier: readonly Section[];
}

/** Every old section beside what it is in the output, in the input's order; sections that the output lacks are left out. */
export function sectionPairs(append: Append): readonly (readonly [Section, Section])[] {
  return sectionsOf(append).pairs;
}

/** What the old sections are in the output, in the input's order; those that it lacks are left out. */
export function keptSections(append: Append): readonly Section[] {
  return sectionPairs(append).map(([, kept]) => kept);
}

/** What an old section is in the output; `undefined` where the output lacks it. */
export function keptSection(append: Append, { index }: Section): Section | undefined {
  return sectionsOf(append).kept.get(index);
}

/** The sections of the output that are none of the old ones, in table order, whether they were asked for or not. */
export function addedSections(append: Append): readonly Section[] {
  return sectionsOf(append).added;
}

/** The sections that were asked for, in the order of the requests; fewer where the output lacks some. */
export function newSections(append: Append): readonly NewSection[] {
  return sectionsOf(append).asked;
}

/** The new section of the last request, or `null` when the output lacks one of the new sections. */
export function lastNewSection(append: Append): Section | null {
  const asked = newSections(append);
  return asked.length === append.requests.length ? (asked.at(-1)?.section ?? null) : null;
}

interface Sections {
  readonly kept: ReadonlyMap<number, Section>;
  readonly pairs: readonly (readonly [Section, Section])[];
  readonly added: readonly Section[];
  readonly asked: readonly NewSection[];
}

/** Kept for each append: most rules on an append ask for them. */
const known = new WeakMap<Append, Sections>();

function sectionsOf(append: Append): Sections {
  const sections = known.get(append) ?? matchedSections(append);
  known.set(append, sections);
  return sections;
}

function matchedSections(append: Append): Sections {
  const { before, after, requests } = append;
  const kept = matchedByNumber(append);
  const old = new Set(kept.values());
  const added = after.sections.filter((section) => !old.has(section));
  const pairs = before.sections.flatMap((section) => {
    const now = kept.get(section.index);
    return now === undefined ? [] : [[section, now] as const];
  });
  return { kept, pairs, added, asked: answered(added, requests) };
}

/** What two headers of one section agree in; the surest sign first. */
export const SECTION_SIGNS: readonly ((section: Section) => string)[] = [
  ({ name, virtualAddress }) => `${virtualAddress.value} ${name.value}`,
  ({ virtualAddress }) => `${virtualAddress.value}`,
  ({ name }) => name.value,
  ({ index }) => `${index}`,
];

/**
 * The old sections by their number in the input. By each sign a section is first looked for in its own place, so that
 * nothing that was left alone is taken for something else, and then anywhere.
 */
function matchedByNumber({ before, after }: Append): ReadonlyMap<number, Section> {
  const kept = new Map<number, Section>();
  const free = new Set(after.sections);
  const take = (section: Section, found: Section | undefined): void => {
    if (found === undefined) return;
    free.delete(found);
    kept.set(section.index, found);
  };
  for (const sign of SECTION_SIGNS) {
    const left = before.sections.filter(({ index }) => !kept.has(index));
    if (left.length === 0) break;
    for (const section of left) {
      const found = after.sections[section.index];
      if (found !== undefined && free.has(found) && sign(found) === sign(section)) take(section, found);
    }
    const places = lastFirst(free, sign);
    for (const section of left) if (!kept.has(section.index)) take(section, places.get(sign(section))?.pop());
  }
  return kept;
}

/** Sections by what they agree in, each list from its end: the first in the table is taken first. */
function lastFirst(sections: ReadonlySet<Section>, sign: (section: Section) => string): Map<string, Section[]> {
  const places = new Map<string, Section[]>();
  for (const section of [...sections].reverse()) {
    const same = places.get(sign(section));
    if (same === undefined) places.set(sign(section), [section]);
    else same.push(section);
  }
  return places;
}

/** Every request beside the new section of its name, in its own place first, or beside one that no request names. */
function answered(added: readonly Section[], requests: Append['requests']): readonly NewSection[] {
  const left = new Set(added);
  const found = new Map<number, Section>();
  const take = (rank: number, section: Section | undefined): void => {
    if (section === undefined || found.has(rank)) return;
    left.delete(section);
    found.set(rank, section);
  };
  for (const [rank, { name }] of requests.entries()) if (added[rank]?.name.value === name) take(rank, added[rank]);
  for (const [rank, request] of requests.entries()) {
    take(
      rank,
      [...left].find(({ name }) => name.value === request.name),
    );
  }
  for (const rank of requests.keys()) take(rank, [...left][0]);
  const asked: NewSection[] = [];
  for (const [rank, request] of requests.entries()) {
    const section = found.get(rank);
    if (section !== undefined) asked.push({ section, request, rank, earlier: asked.map((other) => other.section) });
  }
  return asked;
}
