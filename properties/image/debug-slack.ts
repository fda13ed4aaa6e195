import type { DebugEntry, Image, Region } from '../../src/reader/index.ts';
import { contains, endOf, formatSpan, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { LOADED, misreads } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { DEBUG_ENTRY_SIZE, MANY_ENTRIES, untrusted } from './debug-facts.ts';
import { tableEnd } from './facts.ts';
import { unlessThereAre } from '../vacuity.ts';

/** The bytes between the section table and the end of the headers; of no length or less where there are none. */
function slackOf(image: Image): Span {
  const offset = tableEnd(image);
  return { offset, length: image.optionalHeader.sizeOfHeaders.value - offset };
}

function about({ index }: DebugEntry): string {
  return `data of debugEntries[${index}]`;
}

/** Data that lies partly in the slack and partly outside it, or on the debug directory. */
function* wrongPlaces(image: Image, directory: Span): Iterable<Finding> {
  const slack = slackOf(image);
  for (const entry of image.debugEntries) {
    const { data, pointerToRawData } = entry;
    if (!overlaps(data, slack)) continue;
    if (!contains(slack, data)) {
      const within = { kind: 'within', what: 'header slack', start: slack.offset, end: endOf(slack) } as const;
      yield wrong(about(entry), within, formatSpan(data), place(pointerToRawData));
    }
    if (overlaps(data, directory)) {
      const { offset: start } = directory;
      const apart = { kind: 'apart-from', what: 'the debug directory', start, end: endOf(directory) } as const;
      yield wrong(about(entry), apart, formatSpan(data), place(pointerToRawData));
    }
  }
}

/** Claims on the slack that clash with another claim on the same bytes. */
function* sharedClaims({ regionMap }: Image): Iterable<Finding> {
  for (const { first, second } of regionMap.clashes) {
    if (!isClaimed(first) && !isClaimed(second)) continue;
    const [claim, other] = isClaimed(second) ? [second, first] : [first, second];
    const apart = { kind: 'apart-from', what: other.owner, start: other.offset, end: endOf(other) } as const;
    yield wrong(`data of ${claim.owner}`, apart, formatSpan(claim), place(second));
  }
}

/** Data that starts in the headers and ends past them crosses the slack too, as soon as there is any. */
function acrossHeaders(before: Image, fresh: readonly Finding[]): string | undefined {
  const { sizeOfHeaders } = before.optionalHeader;
  const across = before.debugEntries
    .filter(({ data }) => data.offset < sizeOfHeaders.value && endOf(data) > sizeOfHeaders.value)
    .map(about);
  return fresh.length > 0 && fresh.every((finding) => across.includes(finding.about))
    ? 'debug data of the input crosses the end of its headers'
    : undefined;
}

function isClaimed({ kind }: Region): boolean {
  return kind === 'claimed-slack';
}

/** The rule on debug data after the section table. */
export const DEBUG_SLACK_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-033',
    name: 'debug-in-header-slack',
    levels: 'WWWWWE',
    title: 'Debug data that starts or ends in the header slack is entirely within it and belongs to a single entry.',
    references: [REFERENCES.debugDirectory, REFERENCES.windowsFields],
    rationale:
      'Slack that an entry points to is live: real arm64 kernels keep a flag directly after the section table, which is not a fault. A tool that uses or moves the slack must treat each such range as a unit, and can if it crosses no boundary and no other range.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: misreads('edk2', 'reads another part of the file as debug data') },
    brokenBy: ['a section header written over the data', 'data that runs on into the first section'],
    knownViolations: [
      "The kexec list's builder overwrites this data: the flags of a real arm64 kernel, which promise control-flow integrity, became the first letters of a section name.",
    ],
    undecided: MANY_ENTRIES,
    unavoidable: (before, _after, fresh) => untrusted(before) ?? acrossHeaders(before, fresh),
    vacuous: unlessThereAre(
      1,
      (image: Image) => image.debugEntries.filter(({ data }) => overlaps(data, slackOf(image))),
      'no debug data is in the header slack',
    ),
    *check(image) {
      const [first] = image.debugEntries;
      if (first === undefined) return;
      const length = image.debugEntries.length * DEBUG_ENTRY_SIZE;
      yield* wrongPlaces(image, { offset: first.characteristics.offset, length });
      yield* sharedClaims(image);
    },
  },
];
