import type { Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, firstNonZero, firstNonZeroIn } from '../bytes/bytes.ts';
import { HARMLESS, inProfiles, misreads, refuses } from '../effects.ts';
import { equals, place, wrong } from '../findings.ts';
import { tableEnd } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { without } from '../bytes/spans.ts';
import { isPadded } from '../image/padding.ts';
import { SECTION_HEADER_SIZE, differentBytes, movedTo, overlayOf } from './facts.ts';
import { lastNewSection } from '../kept-sections.ts';
import { onLastSection } from './on-new-section.ts';
import { lostBytes } from './overwritten-slack.ts';
import { keptSlack } from './slack.ts';

/** What certificate tables are aligned to. [PE format, The Attribute Certificate Table (Image Only)] */
const CERTIFICATE_ALIGNMENT = 8;

/** Rules on the bytes of the file that no section holds. */
export const APPEND_FILE_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-FIL-001',
    name: 'slack-bytes',
    levels: 'EEEEEE',
    title: 'The bytes after the section table are unchanged, either in place or moved as a whole.',
    references: [REFERENCES.sectionTable, REFERENCES.appendPolicy],
    rationale: 'A tool that does not clear its output leaves what it held before: builds differ and data leaks.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'reads the wrong bytes as debug data')),
      shim: misreads('objdump', 'shows the wrong bytes as debug data'),
    },
    brokenBy: ['an output file that already had content', 'data after the table that is neither kept nor cleared'],
    knownViolations: [
      "The kexec list's builder does not truncate its output, and old bytes show through the header slack.",
    ],
    vacuous: (append) =>
      slackOf(append, 'before').length + slackOf(append, 'after').length === 0
        ? 'the headers end with their section table'
        : undefined,
    *check(append) {
      const { elsewhere } = keptSlack(append).lost;
      if (elsewhere !== null) yield lostBytes('header slack', { offset: elsewhere, length: 1 }, 'lost');
      yield* strayHeaderSlack(append);
      for (const entry of append.before.debugEntries) {
        const kept = append.after.debugEntries[entry.index];
        if (kept === undefined || !contains(slackOf(append, 'before'), entry.data)) continue;
        yield* differentBytes(`debugEntries[${entry.index}] data`, append, entry.data, kept.data);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-FIL-002',
    name: 'gap-bytes',
    levels: 'EWEWEW',
    title: 'Bytes in the gaps between sections move with them, unchanged.',
    references: [REFERENCES.appendPolicy],
    rationale: 'No header accounts for them, but somebody put them there.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a rewriter that copies only sections'],
    knownViolations: ["The kexec list's builder drops the bytes between sections."],
    inapplicable: ({ before }) =>
      before.regionMap.regions.some(({ kind }) => kind === 'gap') ? undefined : 'the input has no gap',
    vacuous: (append) =>
      append.before.regionMap.regions.every((region) => region.kind !== 'gap' || isNowHeaders(append, region))
        ? 'the headers grew over the only gap of the input'
        : undefined,
    *check(append) {
      for (const region of append.before.regionMap.regions) {
        if (region.kind !== 'gap' || isNowHeaders(append, region)) continue;
        const to: Span = { offset: movedTo(append, region.offset), length: region.length };
        yield* differentBytes('gap', append, region, to);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-FIL-003',
    name: 'overlay',
    levels: 'EEEEEE',
    title: 'Whatever follows the last section is kept, after the new section.',
    references: [REFERENCES.imageHash, REFERENCES.appendPolicy],
    rationale:
      'Overlays and symbol tables are there; they are signed with the rest, and tools that copy only sections lose them.',
    severity: 'mishandled',
    effects: inProfiles(
      ['edk2', 'shim', 'zboot'],
      misreads('objdump', 'shows the wrong bytes as symbols, if the symbols were there'),
    ),
    brokenBy: ['bytes after the last section', 'a symbol table', 'a rewriter that copies only sections'],
    knownViolations: ["The kexec list's builder drops what follows the last section."],
    inapplicable: ({ before }) => (keptOverlay(before).length === 0 ? 'the input has no overlay' : undefined),
    *check(append) {
      const from = keptOverlay(append.before);
      const end = endOf(overlayOf(append.after));
      const section = lastNewSection(append);
      const behind = section === null ? null : { offset: endOf(section.rawData), length: from.length };
      // How long the file may be is for another rule.
      if (behind !== null && differentBytes('overlay', append, from, behind).length === 0) return;
      const slack = append.before.certificateTable === null ? 0 : CERTIFICATE_ALIGNMENT - 1;
      if (section !== null && endOf(section.rawData) > end - from.length) {
        const expected = { kind: 'at-most', value: end - from.length } as const;
        yield wrong('end of the new section', expected, endOf(section.rawData), place(section.sizeOfRawData, 'after'));
      }
      // Zeros that align a certificate table come and go with it, so there the overlay is looked for from its start.
      const start = slack > 0 && section !== null ? endOf(section.rawData) : end - from.length;
      yield* differentBytes('overlay', append, from, { offset: Math.max(0, start), length: from.length });
    },
  },
  onLastSection({
    id: 'PR-FIL-004',
    name: 'length',
    levels: 'EEEEEE',
    title: 'The file ends with the last new section, the old overlay and zeros that align a signature.',
    references: [REFERENCES.appendPolicy],
    rationale: 'Different tools hash a file that is cut at the unrounded end, or padded beyond it, differently.',
    severity: 'untidy',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if the file ends before its last section does')),
      shim: refuses('shim', ' if the file ends before its last section does'),
    },
    brokenBy: ['a file that ends where the content ends', 'an output that is larger than what is written to it'],
    knownViolations: ["The kexec list's builder truncates the file at the end of the content."],
    *check(last, append) {
      const expected = endOf(last.rawData) + keptOverlay(append.before).length;
      const end = endOf(overlayOf(append.after));
      const slack = append.before.certificateTable === null ? 0 : CERTIFICATE_ALIGNMENT - 1;
      // Bytes after a certificate table belong to nobody, so they may stay where the table goes.
      const ends = [expected, expected + behindCertificates(append.before)];
      const allowed = ends.filter((each) => end >= each && end <= each + slack);
      if (allowed.length > 0) {
        const [dirt] = allowed
          .map((start) => dirtyAlignment(append, start, end))
          .toSorted((a, b) => a.length - b.length);
        yield* dirt ?? [];
        return;
      }
      const at = place({ offset: Math.min(end, expected), length: Math.abs(end - expected) }, 'after');
      yield wrong('file size', equals(expected), end, place(last.sizeOfRawData, 'after'), at);
    },
  }),
];

/**
 * What aligns a certificate table that was kept, or what is left of that when the table went: it follows the new data or
 * the overlay, and says nothing.
 */
function dirtyAlignment({ after }: Append, start: number, end: number): readonly Finding[] {
  const index = firstNonZero(bytesOf(after, { offset: start, length: end - start }));
  if (index === -1) return [];
  const at = place({ offset: start + index, length: 1 }, 'after');
  const about = `bytes ${after.certificateTable === null ? 'after the overlay' : 'before the certificate table'}`;
  return [wrong(about, { kind: 'zero-bytes' }, bytesOf(after, at)[0] ?? 0, at)];
}

/** Whether a gap of zeros right after the headers became a part of them, which is what it looked like. */
function isNowHeaders({ before, after }: Append, gap: Span): boolean {
  const grown = { offset: gap.offset, length: after.optionalHeader.sizeOfHeaders.value - gap.offset };
  return gap.offset === before.optionalHeader.sizeOfHeaders.value && grown.length > 0 && isZeroIn(before, gap);
}

function isZeroIn(image: Image, span: Span): boolean {
  return firstNonZeroIn(image, span) === null;
}

/** The overlay that an append has to keep: without the zeros that only align a certificate table after it. */
function keptOverlay(image: Image): Span {
  const overlay = overlayOf(image);
  if (image.certificateTable === null) return overlay;
  const bytes = bytesOf(image, overlay);
  let { length } = overlay;
  while (length > 0 && overlay.length - length < CERTIFICATE_ALIGNMENT - 1 && bytes[length - 1] === 0) length -= 1;
  return { offset: overlay.offset, length };
}

/** How many bytes follow the certificate table; 0 without one, and where it leaves the file. */
function behindCertificates({ certificateTable, fileSize }: Image): number {
  return certificateTable === null ? 0 : Math.max(0, fileSize - endOf(certificateTable.span));
}

function slackOf(append: Append, side: 'before' | 'after'): Span {
  const image = append[side];
  const start = tableEnd(image);
  return { offset: start, length: Math.max(0, image.optionalHeader.sizeOfHeaders.value - start) };
}

/** A byte of the output's header slack that nobody claims, is not zero and was not there in the input. */
function* strayHeaderSlack(append: Append): Generator<Finding> {
  const { before, after, requests } = append;
  const slack = slackOf(append, 'after');
  const bytes = bytesOf(after, slack);
  // Padding may stay or move with what is among it.
  const steps = requests.map((_, rank) => SECTION_HEADER_SIZE * (rank + 1));
  const distances = isPadded(before) ? [0, ...steps] : [0, keptSlack(append).distance];
  const sources = distances.map((distance) => {
    return { distance, old: bytesOf(before, { offset: slack.offset - distance, length: slack.length }) };
  });
  const claimed = after.regionMap.regions.filter(({ kind }) => kind === 'claimed-slack');
  const oldEnd = endOf(slackOf(append, 'before'));
  for (const stretch of without({ offset: slack.offset, length: bytes.length }, claimed)) {
    const end = endOf(stretch) - slack.offset;
    // Most slack is zeros up to its end, which one comparison tells; the others are looked at byte by byte.
    const start = firstNonZero(bytes.subarray(0, end), stretch.offset - slack.offset);
    for (let index = start === -1 ? end : start; index < end; index += 1) {
      const byte = bytes[index] ?? 0;
      const offset = slack.offset + index;
      if (byte === 0 || sources.some(({ distance, old }) => offset - distance < oldEnd && old[index] === byte))
        continue;
      yield wrong('header slack', { kind: 'zero-bytes' }, byte, place({ offset, length: 1 }, 'after'));
      return;
    }
  }
}
