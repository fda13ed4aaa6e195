import { isZboot } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { alignUp } from '../bytes/arithmetic.ts';
import { bytesOf, firstNonZeroIn } from '../bytes/bytes.ts';
import { inProfiles, misreads } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { addressEnd, addressField, nameOf } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { joined, without } from '../bytes/spans.ts';
import { differenceBetween } from './edited-bytes.ts';
import { CERTIFICATE_DIRECTORY } from './facts.ts';
import { loadImage, stretchesBelow } from './memory-model.ts';
import type { Stretch } from './memory-model.ts';
import { editedSlack } from './slack.ts';

/** Number of the directory that leads to the debug entries. [PE format, Optional Header Data Directories] */
const DEBUG_DIRECTORY = 6;
/** Bytes of an entry, and where its file pointer is in it. [PE format, Debug Directory (Image Only)] */
const DEBUG_ENTRY_SIZE = 28;
const DEBUG_POINTER_AT = 24;
const POINTER_SIZE = 4;

/** The addresses of every field that an append may edit; headers are loaded at their own offsets. */
function editedAddresses(append: Append): readonly Span[] {
  const { before } = append;
  const { coffHeader, optionalHeader, sections, directories, debugEntries } = before;
  const debug = directories[DEBUG_DIRECTORY]?.virtualAddress.value ?? 0;
  const certificates = directories[CERTIFICATE_DIRECTORY];
  return joined([
    ...(isZboot(before) ? [before.zbootHeader.payloadOffset] : []),
    coffHeader.numberOfSections,
    coffHeader.pointerToSymbolTable,
    optionalHeader.sizeOfInitializedData,
    optionalHeader.sizeOfImage,
    optionalHeader.sizeOfHeaders,
    optionalHeader.checkSum,
    ...(certificates === undefined ? [] : [certificates.virtualAddress, certificates.size]),
    ...sections.flatMap(({ pointerToRawData, pointerToRelocations, pointerToLinenumbers }) => [
      pointerToRawData,
      pointerToRelocations,
      pointerToLinenumbers,
    ]),
    ...debugEntries.map(({ index }) => ({
      offset: debug + DEBUG_ENTRY_SIZE * index + DEBUG_POINTER_AT,
      length: POINTER_SIZE,
    })),
    ...editedSlack(append),
  ]);
}

/** Bytes at the same address that differ, one finding for each stretch. */
function* otherBytes({ before, after }: Append, stretch: Stretch, edited: readonly Span[]): Generator<Finding> {
  for (const { offset, length } of without(stretch, edited)) {
    const within = offset - stretch.offset;
    const from = stretch.before === null ? null : stretch.before + within;
    const to = stretch.after === null ? null : stretch.after + within;
    const finding = otherByte(before, after, from, to, length);
    if (finding !== null) yield finding;
  }
}

function otherByte(
  before: Image,
  after: Image,
  from: number | null,
  to: number | null,
  length: number,
): Finding | null {
  const at = (offset: number): Span => ({ offset, length: 1 });
  const about = 'memory of the old image';
  if (from !== null && to !== null) {
    const index = differenceBetween(before, after, from, to, length);
    if (index === null) return null;
    const old = place(at(from + index), 'before');
    return wrong(about, { kind: 'same-bytes', as: old }, 'a different byte', place(at(to + index), 'after'), old);
  }
  if (from !== null) {
    const offset = firstNonZeroIn(before, { offset: from, length });
    if (offset === null) return null;
    const old = place(at(offset), 'before');
    return wrong(about, { kind: 'same-bytes', as: old }, 'zeros', old);
  }
  const offset = to === null ? null : firstNonZeroIn(after, { offset: to, length });
  if (offset === null) return null;
  const found = bytesOf(after, at(offset))[0] ?? 0;
  return wrong(about, { kind: 'zero-bytes' }, found, place(at(offset), 'after'));
}

/** The address after the last page of the input's sections. */
function imageEnd(before: Image): number {
  const end = addressEnd(before);
  return alignUp(end, before.optionalHeader.sectionAlignment.value) ?? end;
}

/** The rule on what is in memory when both images are loaded. */
export const MEMORY_IMAGE_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-META-004',
    name: 'memory-image',
    levels: 'EEEEEE',
    title: 'Every address of the old image holds the same byte when the output is loaded.',
    references: [REFERENCES.sectionTable, REFERENCES.appendPolicy],
    rationale:
      'The kernel runs from memory: whatever was done to the file, the kernel must find itself there as it was built.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'loads the wrong bytes where the image expects its own')),
      shim: misreads('shim', 'loads the wrong bytes where the image expects its own'),
    },
    brokenBy: [
      'a section whose data moved although its pointer did not',
      'a new section at the address of an old one',
      'headers that grow into the first section',
    ],
    knownViolations: ['GNU objcopy 2.40 gives the new section address 0, where the headers are loaded.'],
    inapplicable: ({ before }) =>
      loadImage(before).kind === 'ambiguous' ? 'two parts of the input share an address' : undefined,
    *check(append) {
      const [old, kept] = [loadImage(append.before), loadImage(append.after)];
      if (old.kind === 'ambiguous') return;
      if (kept.kind === 'ambiguous') {
        const { section } = kept;
        const expected = { kind: 'form', name: 'addresses that nothing else uses' } as const;
        const about = `addresses of ${nameOf(section)}`;
        yield wrong(about, expected, section.extent.offset, place(addressField(section), 'after'));
        return;
      }
      const edited = editedAddresses(append);
      for (const stretch of stretchesBelow(imageEnd(append.before), old.runs, kept.runs)) {
        yield* otherBytes(append, stretch, edited);
      }
    },
  },
];
