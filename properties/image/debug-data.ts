import { fileOffsetsOf } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf, formatSpan, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { HARMLESS, inProfiles, misreads, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { MANY_ENTRIES, untrusted, withDebugData } from './debug-facts.ts';
import { nameOf, tableEnd, withRawData } from './facts.ts';
import { withoutDebugData } from './vacuity.ts';
import { unlessThereAre } from '../vacuity.ts';

/** Bytes of the DOS header. [PE format, MS-DOS Stub (Image Only)] */
const DOS_HEADER_SIZE = 64;

/** CodeView and extended DLL characteristics: what EDK2 reads. [PE format, Debug Type; EDK2 BasePeCoff.c] */
const READ_TYPES: readonly number[] = [2, 20];

/** What debug data must not share bytes with, by its name. */
function otherParts(image: Image): readonly (readonly [string, Span])[] {
  const { offset } = image.peSignature;
  const headers: readonly (readonly [string, Span])[] = [
    ['dosHeader', { offset: 0, length: DOS_HEADER_SIZE }],
    ['the PE headers', { offset, length: tableEnd(image) - offset }],
  ];
  return image.certificateTable === null ? headers : [...headers, ['certificateTable', image.certificateTable.span]];
}

/** Entries with an address at which something else of the file is loaded than their data, or nothing. */
function* wrongAddresses(image: Image): Iterable<Finding> {
  const entries = withDebugData(image).filter(({ addressOfRawData }) => addressOfRawData.value !== 0);
  const offsets = fileOffsetsOf(
    entries.map(({ addressOfRawData }) => addressOfRawData.value),
    image.sections,
    image.optionalHeader.sizeOfHeaders.value,
  );
  for (const [rank, { addressOfRawData, pointerToRawData }] of entries.entries()) {
    const offset = offsets[rank] ?? null;
    if (offset === pointerToRawData.value) continue;
    if (offset === null) {
      const expected = { kind: 'form', name: 'an address to which bytes of the file are loaded' } as const;
      yield wrongValue(addressOfRawData, expected, 'image', place(pointerToRawData));
    } else {
      yield wrongValue(pointerToRawData, equals(offset), 'image', place(addressOfRawData));
    }
  }
}

/**
 * Entries without an address whose data a section loads, so that it has one. Both are gone through together by offset,
 * for there may be very many of both. What a section has in the file beyond its addresses is not loaded.
 */
function* missingAddresses(image: Image): Iterable<Finding> {
  const entries = withDebugData(image).filter(({ addressOfRawData }) => addressOfRawData.value === 0);
  if (entries.length === 0) return;
  const sections = [...withRawData(image)].sort((a, b) => a.rawData.offset - b.rawData.offset);
  let [next, reach] = [0, 0];
  let furthest = sections[0];
  for (const { addressOfRawData, data } of entries.toSorted((a, b) => endOf(a.data) - endOf(b.data))) {
    let section = sections[next];
    while (section !== undefined && section.rawData.offset < endOf(data)) {
      const end = section.rawData.offset + Math.min(section.rawData.length, section.extent.length);
      if (end > reach) [reach, furthest] = [end, section];
      next += 1;
      section = sections[next];
    }
    if (furthest === undefined || reach <= data.offset) continue;
    const expected = { kind: 'form', name: `the address to which ${nameOf(furthest)} loads its data` } as const;
    yield wrongValue(addressOfRawData, expected, 'image', place(data));
  }
}

/** Rules on where the data of debug entries lies. */
export const DEBUG_DATA_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-031',
    name: 'debug-data-in-file',
    levels: 'EWEWWW',
    title: 'The data of every debug entry is within the file and overlaps neither the headers nor the certificates.',
    references: [REFERENCES.debugDirectory],
    rationale:
      'Loaders read it at its file offset to name the image or to learn its characteristics, and trust what they find there.',
    severity: 'mishandled',
    effects: { ...HARMLESS, 'audk-strict': misreads('audk', 'finds no path in it') },
    enforcedBy: ['AUDK PeCoffDebug.c:167', 'EDK2 BasePeCoff.c: reads types 2 and 20 at the file offset'],
    brokenBy: ['a file offset of 0xfffffff0, with which EDK2 loads the image and reads garbage'],
    undecided: MANY_ENTRIES,
    unavoidable: untrusted,
    vacuous: withoutDebugData,
    *check(image) {
      const others = otherParts(image);
      for (const { index, data, pointerToRawData, sizeOfData } of withDebugData(image)) {
        const room = image.fileSize - data.offset;
        if (room <= 0) {
          const below = { kind: 'below', value: image.fileSize } as const;
          yield wrongValue(pointerToRawData, below, 'image', place(sizeOfData));
        } else if (data.length > room) {
          yield wrongValue(sizeOfData, { kind: 'at-most', value: room }, 'image', place(pointerToRawData));
        }
        for (const [what, part] of others) {
          if (!overlaps(data, part)) continue;
          const expected = { kind: 'apart-from', what, start: part.offset, end: endOf(part) } as const;
          yield wrong(`data of debugEntries[${index}]`, expected, formatSpan(data), place(pointerToRawData));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-036',
    name: 'read-debug-data-in-file',
    levels: '-EE--E',
    title: 'The data of the debug entries that loaders read, of types 2 and 20, is within the file.',
    references: [REFERENCES.debugDirectory],
    rationale: 'EDK2 reads the data of these two types while loading an image, and of no other.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'takes whatever is there as the data, or refuses it')),
      'audk-strict': misreads('audk', 'finds no path in it'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c PeCoffLoaderLoadImage: reads types 2 and 20', 'AUDK PeCoffDebug.c:167'],
    brokenBy: ['a file offset of 0xfffffff0, with which EDK2 loads the image and reads garbage'],
    undecided: MANY_ENTRIES,
    unavoidable: untrusted,
    vacuous: unlessThereAre(
      1,
      (image: Image) => withDebugData(image).filter(({ type }) => READ_TYPES.includes(type.value)),
      'there is no debug data of types 2 and 20',
    ),
    *check(image) {
      for (const { type, data, pointerToRawData, sizeOfData } of withDebugData(image)) {
        if (!READ_TYPES.includes(type.value) || endOf(data) <= image.fileSize) continue;
        const most = { kind: 'at-most', value: image.fileSize } as const;
        yield wrong('end of the debug data', most, endOf(data), place(pointerToRawData), place(sizeOfData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-032',
    name: 'debug-rva-matches',
    levels: 'EWWWEE',
    title:
      'AddressOfRawData and PointerToRawData of a debug entry mean the same bytes; data without an address is not loaded.',
    references: [REFERENCES.debugDirectory],
    rationale:
      'Debuggers go by the address and loaders by the offset; once section data has moved they find different bytes.',
    severity: 'disputed',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        misreads('edk2', 'reads the bytes at the file offset, and a debugger those at the address'),
      ),
      shim: untidy('shim'),
    },
    brokenBy: ['section data that moves while the file offsets stored in it do not'],
    undecided:
      'Entries after the first 1,024, and whether data that a section loads needs no address for some other reason.',
    unavoidable: untrusted,
    vacuous: withoutDebugData,
    *check(image) {
      yield* wrongAddresses(image);
      yield* missingAddresses(image);
    },
  },
];
