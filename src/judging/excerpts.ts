import type { Call } from '../../properties/index.ts';
import type { Excerpt, FileRole, Finding, Place } from '../results/index.ts';

/** Bytes of a line of a hex dump, where excerpts start and end. */
const LINE = 16;
/** Lines of one excerpt at most. */
const LINE_LIMIT = 4;
/** Excerpts for one rule at most; the rest of the findings name their bytes. */
const EXCERPT_LIMIT = 3;

/** Fetches bytes of one of the files that a finding may point at; shortened where the file ends. */
export type FetchBytes = (file: FileRole, offset: number, length: number) => Uint8Array;

/** The files of a call by the roles that findings use: a rule on one image speaks of the output. */
export function filesOfCall({ before, steps }: Call): FetchBytes {
  const [{ requests, answer, after: reading }] = steps;
  const after = reading?.ok === true ? reading.image : null;
  const output = answer.kind === 'rewritten' ? answer.bytes : new Uint8Array(0);
  return (file, offset, length) => {
    if (file === 'before') return before.ok ? before.image.source.slice(offset, length) : new Uint8Array(0);
    if (file === 'content') return requests[0].content.subarray(offset, offset + length);
    return after === null ? output.subarray(offset, offset + length) : after.source.slice(offset, length);
  };
}

/** A few lines of bytes around what the findings point at, each stretch once, with everything at fault in it marked. */
export function excerptsOf(findings: readonly Finding[], fetch: FetchBytes): Excerpt[] {
  const places = findings.flatMap(({ at }) => at);
  const excerpts: Excerpt[] = [];
  for (const place of places) {
    if (excerpts.length >= EXCERPT_LIMIT) break;
    if (place.length === 0 || excerpts.some((excerpt) => covers(excerpt, place))) continue;
    const start = Math.floor(place.offset / LINE) * LINE;
    const lines = Math.min(LINE_LIMIT, Math.ceil((place.offset + place.length - start) / LINE));
    const bytes = fetch(place.file, start, lines * LINE);
    if (bytes.length <= place.offset - start) continue;
    const marks = places.filter((other) => other.file === place.file && touches(other, start, bytes.length));
    excerpts.push({
      file: place.file,
      offset: start,
      hex: Buffer.from(bytes).toString('hex'),
      marks: distinct(marks).map(({ offset, length }) => ({ offset, length })),
    });
  }
  return excerpts;
}

function covers(excerpt: Excerpt, place: Place): boolean {
  const inside = place.offset >= excerpt.offset && place.offset < excerpt.offset + excerpt.hex.length / 2;
  return excerpt.file === place.file && inside;
}

function touches({ offset, length }: Place, start: number, size: number): boolean {
  return length > 0 && offset < start + size && offset + length > start;
}

function distinct(places: readonly Place[]): Place[] {
  const seen = new Map(places.map((place) => [`${place.offset} ${place.length}`, place]));
  return [...seen.values()].sort((a, b) => a.offset - b.offset || a.length - b.length);
}
