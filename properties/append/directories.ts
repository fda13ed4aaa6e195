import type { DataDirectory, DebugEntry, Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { inProfiles, misreads, refuses } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { tableEnd } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { joined, without } from '../bytes/spans.ts';
import { CERTIFICATE_DIRECTORY, changedField, differentBytes, movedTo } from './facts.ts';
import type { ReasonToDecline } from './reason.ts';

/** Number of the directory that leads to the debug entries. [PE format, Optional Header Data Directories] */
const DEBUG_DIRECTORY = 6;
/** Bytes of one debug directory entry. [PE format, Debug Directory (Image Only)] */
const DEBUG_ENTRY_SIZE = 28;

/** The input's entries but for those on top of the headers: what they hold are fields that every append changes. */
function entriesBehindHeaders({ before }: Append): readonly DebugEntry[] {
  return before.debugEntries.filter(({ characteristics }) => characteristics.offset >= tableEnd(before));
}

function withoutDebugData(append: Append): string | undefined {
  const { fileSize } = append.before;
  return entriesBehindHeaders(append).some(({ data }) => data.length > 0 && endOf(data) <= fileSize)
    ? undefined
    : 'the input has no debug data';
}

/**
 * The bytes after the section table that are loaded at an entry's address, whatever its file pointer says; empty when
 * none are. Headers are loaded at their own offsets and addresses stay as they are, so these bytes cannot move.
 */
function loadedSlack({ before }: Append, { addressOfRawData, data }: DebugEntry): Span {
  const offset = addressOfRawData.value;
  const end = Math.min(offset + data.length, before.optionalHeader.sizeOfHeaders.value);
  const span: Span = { offset, length: offset < tableEnd(before) ? 0 : Math.max(0, end - offset) };
  const [free] = span.length === 0 ? [] : without(span, takenAddresses(before));
  return free?.offset === offset && free.length === span.length ? span : { offset, length: 0 };
}

const taken = new WeakMap<Image, readonly Span[]>();

/** The addresses that sections take, put together once: an image may have very many of them and of debug entries. */
function takenAddresses(image: Image): readonly Span[] {
  const spans = taken.get(image) ?? joined(image.sections.map(({ extent }) => extent));
  taken.set(image, spans);
  return spans;
}

/** Where an entry's data is in the output, by the output's own debug directory. */
function keptEntry({ after }: Append, entry: DebugEntry): DebugEntry | null {
  return after.debugEntries[entry.index] ?? null;
}

function lostEntry(append: Append, entry: DebugEntry): Finding {
  const directory = append.after.directories[DEBUG_DIRECTORY];
  const at = directory?.size ?? append.after.optionalHeader.numberOfRvaAndSizes;
  const expected = { kind: 'form', name: 'an entry of the debug directory' } as const;
  return wrong(`debugEntries[${entry.index}]`, expected, 'no entry', place(at, 'after'));
}

/** A debug directory that a rewriter may not be able to read, or may not want to trust; one reason for each oddity. */
export function* oddDebugDirectory(before: Image): Generator<ReasonToDecline> {
  const debug = before.directories[DEBUG_DIRECTORY];
  if (debug === undefined) return;
  if (debug.size.value % DEBUG_ENTRY_SIZE !== 0) {
    yield {
      because: 'the debug directory is not a whole number of entries',
      policy: 'images whose debug directory is not a whole number of entries',
      at: place(debug.size, 'before'),
    };
  }
  const cut = before.anomalies.find(({ path }) => path === 'debugDirectory');
  if (cut !== undefined) {
    const policy = 'images whose debug directory cannot be read completely';
    yield { because: 'the debug directory cannot be read completely', policy, at: place(cut.at, 'before') };
  }
  if (before.debugEntries.length > 0 && !isInOnePlace(before, debug)) {
    const because = 'the debug directory crosses the end of a section or of the headers';
    const policy = 'images whose debug directory crosses the end of a section or of the headers';
    yield { because, policy, at: place(debug.virtualAddress, 'before') };
  }
}

/** Whether a directory is entirely in the headers or in the data of one section, by its addresses. */
function isInOnePlace({ sections, optionalHeader }: Image, { virtualAddress, size }: DataDirectory): boolean {
  const wanted: Span = { offset: virtualAddress.value, length: size.value };
  if (endOf(wanted) <= optionalHeader.sizeOfHeaders.value) return true;
  return sections.some((section) =>
    contains({ offset: section.virtualAddress.value, length: section.rawData.length }, wanted),
  );
}

/** Rules on the data directories and on what they lead to. */
export const APPEND_DIRECTORY_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-DIR-001',
    name: 'rva-dirs',
    levels: 'EEEEEE',
    title: 'All directories that hold addresses are unchanged, and so is their number.',
    references: [REFERENCES.dataDirectories],
    rationale:
      'Addresses do not move, so the directories stay as they are; objcopy sets their number to 16 and moves the section table.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if their number no longer fits the header')),
      shim: refuses('shim', ' if their number no longer fits the header'),
    },
    brokenBy: [
      'a header with a different number of directories',
      'addresses that were mistaken for file offsets and moved',
    ],
    knownViolations: ['GNU objcopy 2.40 writes 16 directories.'],
    vacuous: ({ before }) => (before.directories.length === 0 ? 'the input has no directories' : undefined),
    *check({ before, after }) {
      yield* changedField(before.optionalHeader.numberOfRvaAndSizes, after.optionalHeader.numberOfRvaAndSizes);
      for (const old of before.directories) {
        const kept = after.directories[old.index];
        if (old.index === CERTIFICATE_DIRECTORY || kept === undefined) continue;
        yield* changedField(old.virtualAddress, kept.virtualAddress);
        yield* changedField(old.size, kept.size);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-DIR-003',
    name: 'debug-pointers',
    levels: 'EEEEEE',
    title: "Every debug entry's file pointer follows its data, and nothing else in the entry changes.",
    references: [REFERENCES.debugDirectory],
    rationale: 'The pointer is a file offset stored in section data, so tools that move bytes forget it.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'reads the wrong bytes as debug data')),
      shim: misreads('objdump', 'shows the wrong bytes as debug data'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c', 'AUDK PeCoffDebug.c'],
    brokenBy: ['section data that moves', 'headers that grow'],
    knownViolations: ["The kexec list's builder updates no file offsets but those of sections."],
    inapplicable: withoutDebugData,
    *check(append) {
      for (const entry of entriesBehindHeaders(append)) {
        const kept = keptEntry(append, entry);
        if (kept === null) {
          yield lostEntry(append, entry);
          continue;
        }
        yield* changedEntryFields(append, entry, kept);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-DIR-004',
    name: 'debug-bytes',
    levels: 'EEEEEE',
    title: 'The bytes that every debug entry points to are unchanged.',
    references: [REFERENCES.debugDirectory, REFERENCES.zbootHeader],
    rationale: 'arm64 kernels keep their forward-CFI flag directly after the section table, where a new header goes.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'reads the wrong bytes as debug data')),
      shim: misreads('objdump', 'shows the wrong bytes as debug data'),
    },
    enforcedBy: ['EDK2 Image.c:1412: reads DllCharacteristicsEx there'],
    brokenBy: ['debug data directly after the section table, where the new header goes'],
    knownViolations: [
      "The kexec list's builder turns the forward-CFI flag 0x40 of an arm64 kernel into the letters .bpf.",
    ],
    inapplicable: (append) =>
      entriesBehindHeaders(append).some((entry) => loadedSlack(append, entry).length > 0)
        ? undefined
        : withoutDebugData(append),
    *check(append) {
      for (const entry of entriesBehindHeaders(append)) {
        const findings = changedEntryData(append, entry);
        yield* findings;
        if (findings.length > 0) continue;
        const loaded = loadedSlack(append, entry);
        yield* differentBytes(`debugEntries[${entry.index}] data at its address`, append, loaded, loaded);
      }
    },
  },
];

/** What became of the bytes that an entry's file pointer leads to. */
function changedEntryData(append: Append, entry: DebugEntry): readonly Finding[] {
  // Data that is not in the file is in no output either, and headers are no data: an append has to change them.
  if (endOf(entry.data) > append.before.fileSize || entry.data.offset < tableEnd(append.before)) return [];
  const kept = keptEntry(append, entry);
  if (kept === null) return [lostEntry(append, entry)];
  return differentBytes(`debugEntries[${entry.index}] data`, append, entry.data, kept.data);
}

function* changedEntryFields(append: Append, entry: DebugEntry, kept: DebugEntry): Generator<Finding> {
  const names = [
    'characteristics',
    'timeDateStamp',
    'majorVersion',
    'minorVersion',
    'type',
    'sizeOfData',
    'addressOfRawData',
  ] as const;
  for (const name of names) {
    yield* changedField(entry[name], kept[name]);
  }
  const { before, after } = append;
  const slack = {
    offset: tableEnd(before),
    length: Math.max(0, before.optionalHeader.sizeOfHeaders.value - tableEnd(before)),
  };
  if (contains(slack, entry.data)) {
    // A pointer to no bytes may stay, whatever becomes of those around it.
    if (entry.data.length === 0 && kept.data.offset === entry.data.offset) return;
    // Slack data may move within the headers; that its bytes are the same is a rule of its own.
    const [start, end] = [tableEnd(after), after.optionalHeader.sizeOfHeaders.value];
    if (kept.data.offset >= start && endOf(kept.data) <= end) return;
    yield wrongValue(
      kept.pointerToRawData,
      { kind: 'within', what: 'the headers after the section table', start, end },
      'after',
    );
    return;
  }
  const expected = movedTo(append, entry.data.offset);
  if (kept.data.offset !== expected)
    yield wrongValue(kept.pointerToRawData, equals(expected), 'after', place(entry.pointerToRawData, 'before'));
}
