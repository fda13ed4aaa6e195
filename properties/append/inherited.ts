/** Which findings on an output its input had already, and which it asked for: the rewriter is to blame for the rest. */
import type { Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf } from '../bytes.ts';
import { tableEnd } from '../image/facts.ts';
import type { Append } from '../rule.ts';
import { SECTION_HEADER_SIZE, movedTo, newSections, sourcesOf } from './facts.ts';

/** More findings than this on the input, and there may be others that were not counted. */
const COMPARED_FINDINGS = 256;

/** The findings on an output that the same rule does not find on the input at the place where they come from. */
export function freshFindings(append: Append, old: readonly Finding[], now: readonly Finding[]): readonly Finding[] {
  if (old.length >= COMPARED_FINDINGS) return [];
  const known = new Map<string, Finding[]>();
  for (const finding of old) known.set(finding.about, [...(known.get(finding.about) ?? []), finding]);
  return now.filter((finding) => !(known.get(finding.about) ?? []).some((each) => isSame(append, each, finding)));
}

/** Findings but for those on flags of a new section that the request asked for and that the section got. */
export function withoutRequested(append: Append, findings: readonly Finding[]): readonly Finding[] {
  const asked = newSections(append)
    .filter(({ section, request }) => section.characteristics.value === request.characteristics)
    .map(({ section }) => section.characteristics);
  return findings.filter(({ at: [first] }) => !asked.some((field) => contains(field, first)));
}

/** Whether two findings of one rule are about the same thing at the same place, which may have moved. */
function isSame(append: Append, old: Finding, now: Finding): boolean {
  const [from] = old.at;
  const [to] = now.at;
  if (to.length > from.length + growthOf(append, from)) return false;
  if (movedTo(append, from.offset) === to.offset) return true;
  return origins(append, to.offset).some((offset) => {
    const isInside = old.at.some((place) => offset >= place.offset && offset < endOf(place));
    return isInside && byteAt(append.before, offset) === byteAt(append.after, to.offset);
  });
}

/** By how much a place may be longer in the output: the section table is, and nothing else. */
function growthOf({ before, requests }: Append, { offset, length }: Span): number {
  const { sectionTable } = before;
  const isTable = offset === sectionTable.offset && length === sectionTable.length;
  return isTable ? SECTION_HEADER_SIZE * requests.length : 0;
}

/** Where in the input the byte at an offset of the output may come from; header slack can move by new headers. */
function origins(append: Append, offset: number): readonly number[] {
  const { before, requests } = append;
  const { sizeOfHeaders } = before.optionalHeader;
  const inSlack = requests
    .map((_, rank) => offset - SECTION_HEADER_SIZE * (rank + 1))
    .filter((source) => source >= tableEnd(before) && source < sizeOfHeaders.value);
  return [...sourcesOf(append, offset), ...inSlack];
}

function byteAt(image: Image, offset: number): number | undefined {
  return bytesOf(image, { offset, length: 1 })[0];
}
