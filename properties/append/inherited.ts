/** Which findings on an output its input had already, and which it asked for: the rewriter is to blame for the rest. */
import type { Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { FINDING_LIMIT } from '../findings.ts';
import type { Append } from '../rule.ts';
import { joined } from '../bytes/spans.ts';
import { SECTION_HEADER_SIZE, movedTo, rawShift } from './facts.ts';
import { addedSections, keptSection, newSections, sectionPairs } from '../kept-sections.ts';

/** The findings on an output that the same rule does not find on the input at the place where they come from. */
export function freshFindings(append: Append, old: readonly Finding[], now: readonly Finding[]): readonly Finding[] {
  // Where not all of the input's were counted, only what is about a new section cannot be one of them.
  if (old.length >= FINDING_LIMIT) return now.filter((finding) => isAboutNewSection(append, finding));
  const places = new Map<string, readonly Span[]>();
  for (const finding of old) {
    const kind = kindInOutput(append, finding);
    places.set(kind, [...(places.get(kind) ?? []), ...finding.at.map(({ offset, length }) => ({ offset, length }))]);
  }
  const known = new Map(
    [...places].map(([kind, spans]) => [kind, joined(spans).flatMap((span) => inOutput(append, span))]),
  );
  return now.filter((finding) => {
    const [place] = finding.at;
    return !(known.get(kindOf(finding)) ?? []).some((span) => contains(span, place));
  });
}

/** Findings but for those on flags of a new section that the request asked for and that the section got. */
export function withoutRequested(append: Append, findings: readonly Finding[]): readonly Finding[] {
  const asked = newSections(append)
    .filter(({ section, request }) => section.characteristics.value === request.characteristics)
    .map(({ section }) => section.characteristics);
  return findings.filter(({ at }) => !asked.some((field) => at.some((place) => contains(field, place))));
}

/** What two findings of one rule have to agree in. Bytes that are hashed too often are not those that are not hashed. */
function kindOf({ about, actual }: Finding): string {
  return typeof actual === 'string' && actual.startsWith('bytes that are hashed') ? `${about}: ${actual}` : about;
}

/**
 * Sections that did not move as all others did: who sorts the table moves each header by itself, and who lays the data out
 * afresh each section's data. Mostly there are none, and there may be very many sections and findings.
 */
function strayPairs(append: Append): readonly (readonly [Section, Section])[] {
  const known = strays.get(append);
  if (known !== undefined) return known;
  const shift = rawShift(append);
  const found = sectionPairs(append).filter(
    ([old, kept]) => old.index !== kept.index || kept.rawData.offset - old.rawData.offset !== shift,
  );
  strays.set(append, found);
  return found;
}

const strays = new WeakMap<Append, readonly (readonly [Section, Section])[]>();

/** The same of a finding on the input, with the numbers that its sections have in the output. */
function kindInOutput(append: Append, finding: Finding): string {
  return kindOf(finding).replaceAll(/sections\[(\d+)\]/g, (path, index: string) => {
    const section = append.before.sections[Number(index)];
    const kept = section === undefined ? undefined : keptSection(append, section);
    return kept === undefined ? path : `sections[${kept.index}]`;
  });
}

/**
 * Where bytes of the input may stand in the output. The section table has grown by the new headers, and the slack after it
 * may have moved by some of them. What follows the certificates may be the end of the file still, though they are gone.
 */
function inOutput(append: Append, { offset, length }: Span): readonly Span[] {
  const { before, after } = append;
  const { sectionTable, optionalHeader, certificateTable } = before;
  const isTable = offset === sectionTable.offset && length === sectionTable.length;
  const growth = isTable ? SECTION_HEADER_SIZE * append.requests.length : 0;
  const isSlack = offset >= endOf(sectionTable) && offset < optionalHeader.sizeOfHeaders.value;
  const steps = isSlack ? append.requests.map((_, rank) => SECTION_HEADER_SIZE * (rank + 1)) : [];
  // Who writes another DOS stub moves the headers, and what was wrong in them is wrong there.
  const [start, moved] = [before, after].map(({ dosHeader }) => dosHeader.peHeaderOffset.value);
  const isHeader = start !== undefined && moved !== undefined && offset >= start && offset < endOf(sectionTable);
  const headers = isHeader ? [offset + moved - start] : [];
  const sorted = strayPairs(append).flatMap(([old, kept]) => [
    ...(contains(old.header, { offset, length }) ? [offset + kept.header.offset - old.header.offset] : []),
    ...(contains(old.rawData, { offset, length }) ? [offset + kept.rawData.offset - old.rawData.offset] : []),
  ]);
  const isTail = certificateTable !== null && offset >= endOf(certificateTable.span) && offset < before.fileSize;
  const tail = isTail ? [offset + after.fileSize - before.fileSize] : [];
  return [movedTo(append, offset), ...steps.map((step) => offset + step), ...headers, ...sorted, ...tail].map(
    (place) => {
      return { offset: place, length: length + growth };
    },
  );
}

function isAboutNewSection(append: Append, { at: [place] }: Finding): boolean {
  return addedSections(append).some(({ header, rawData }) =>
    [header, rawData].some((span) => place.offset >= span.offset && place.offset < endOf(span)),
  );
}
