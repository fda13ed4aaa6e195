import type { Field, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { firstRawData, nameOf, withRawData } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import {
  SECTION_HEADER_SIZE,
  changedField,
  differentBytes,
  headerLimit,
  lostSection,
  movedTo,
  rawShift,
  slotIsFree,
  slotOf,
} from './facts.ts';
import { keptSection, newSections, sectionPairs } from '../kept-sections.ts';
import { sameData } from './same-bytes.ts';

/** Page size that file and memory layout of kernel images agree in. */
const PAGE = 4096;

/** Fields of a section header that never change. */
const KEPT_FIELDS = [
  'name',
  'virtualSize',
  'virtualAddress',
  'sizeOfRawData',
  'numberOfRelocations',
  'numberOfLinenumbers',
  'characteristics',
] as const;

/** Rules on the sections that were there before. */
export const APPEND_SECTION_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-SEC-001',
    name: 'old-headers',
    levels: 'EEEEEE',
    title: 'Old section headers are unchanged except for file pointers, which follow the data.',
    references: [REFERENCES.sectionTable],
    rationale: 'The code refers to its sections by address; no other field depends on an append.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        misreads(
          'edk2',
          'loads old sections to the wrong addresses, or with the wrong permissions, where addresses, sizes or flags differ',
        ),
      ),
      shim: misreads(
        'shim',
        'loads old sections to the wrong addresses, or with the wrong permissions, where addresses, sizes or flags differ',
      ),
    },
    brokenBy: ['headers written from scratch', 'a bss section that gains a SizeOfRawData'],
    vacuous: ({ before }) => (before.sections.length === 0 ? 'the input has no section' : undefined),
    *check(append) {
      for (const old of append.before.sections) {
        const kept = keptSection(append, old);
        if (kept === undefined) {
          yield lostSection(append, old);
          continue;
        }
        for (const name of KEPT_FIELDS) {
          yield* changedField<number | string>(old[name], kept[name]);
        }
        if (old.name.value === kept.name.value) {
          yield* differentBytes(`padding of ${old.name.path}`, append, old.name, kept.name);
        }
        yield* strayPointer(append, old.pointerToRelocations, kept.pointerToRelocations, old.numberOfRelocations.value);
        yield* strayPointer(append, old.pointerToLinenumbers, kept.pointerToLinenumbers, old.numberOfLinenumbers.value);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-SEC-002',
    name: 'raw-shift-uniform',
    levels: 'EEEEEE',
    title: 'All section data moves by the same number of whole blocks.',
    references: [REFERENCES.sectionTable, REFERENCES.sectionData],
    rationale:
      'A rewriter that lays the data out afresh, by table order and size, loses gaps, order and whatever points into the data.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'starts it under Secure Boot after the new gap was edited')),
      shim: misreads('shim', 'verifies it after the new gap was edited'),
    },
    brokenBy: [
      'data in an order other than that of the table',
      'raw sizes that are not multiples of FileAlignment',
      'gaps between sections',
    ],
    knownViolations: [
      "The kexec list's builder lays the data out afresh, by table order and raw size, when the headers grow.",
    ],
    vacuous: (append) => {
      const count = withRawData(append.before).length;
      if (count === 0) return 'no section of the input has data';
      return count === 1 && rawShift(append) === 0 ? 'the only section of the input with data stayed' : undefined;
    },
    *check(append) {
      const shift = rawShift(append);
      const { fileAlignment } = append.before.optionalHeader;
      const pairs = sectionPairs(append).filter(([old]) => old.rawData.length > 0);
      for (const [old, kept] of pairs) {
        const expected = old.rawData.offset + shift;
        if (kept.rawData.offset !== expected) yield wrongValue(kept.pointerToRawData, equals(expected), 'after');
      }
      const first = pairs[0]?.[1];
      if (first === undefined || shift === 0) return;
      const congruent = pairs.every(([old]) => wasCongruent(old, 0)) && !growsWithoutCongruence(append);
      const blocks = [fileAlignment.value, congruent ? PAGE : 1].filter((block) => block > 0 && shift % block !== 0);
      for (const value of blocks) {
        yield wrong(
          'shift of the section data',
          { kind: 'multiple-of', value },
          shift,
          place(first.pointerToRawData, 'after'),
        );
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-SEC-003',
    name: 'zero-raw-pointer',
    levels: 'EWEEEE',
    title: 'Pointers of sections without data stay, or move with the data around them.',
    references: [REFERENCES.sectionTable],
    rationale: 'Linux 6.1 points them at the end of the data, and shim refuses a pointer into the headers.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Section %d is inside image headers"')),
    },
    enforcedBy: ['shim pe.c:835,844: "Section %d is inside image headers"'],
    brokenBy: ['headers that grow past such a pointer', 'a rewriter that lays out all sections alike'],
    knownViolations: [
      "The kexec list's builder gives a section without data the pointer of the next one when the headers grow.",
    ],
    inapplicable: ({ before }) =>
      before.sections.some(({ rawData }) => rawData.length === 0) ? undefined : 'every section of the input has data',
    vacuous: (append) =>
      rawShift(append) === 0 &&
      append.before.sections.every(({ rawData }) => rawData.length > 0 || rawData.offset === 0)
        ? 'all such pointers of the input are 0, and nothing moved'
        : undefined,
    *check(append) {
      const { sizeOfHeaders } = append.before.optionalHeader;
      const firstMoved = Math.min(sizeOfHeaders.value, firstRawData(append.before) ?? Infinity);
      const shift = rawShift(append);
      for (const [old, kept] of sectionPairs(append)) {
        if (old.rawData.length > 0) continue;
        const stays = old.rawData.offset === 0 || old.rawData.offset < firstMoved;
        const expected = stays ? old.rawData.offset : old.rawData.offset + shift;
        if (kept.pointerToRawData.value !== expected)
          yield wrongValue(kept.pointerToRawData, equals(expected), 'after');
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-SEC-004',
    name: 'old-bytes',
    levels: 'EEEEEE',
    title: "Every old section's data is the same, byte for byte.",
    references: [REFERENCES.sectionData],
    rationale: 'An append only adds; nothing but the file pointers of debug entries may change inside old data.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        misreads('edk2', 'loads bytes that the image did not have, if VirtualSize reaches them'),
      ),
      shim: misreads('shim', 'loads bytes that the image did not have'),
    },
    brokenBy: ['new data on top of old', 'a file truncated after the new data'],
    knownViolations: [
      "The kexec list's builder overwrites and truncates the data of sections that are stored after that of the last table entry.",
    ],
    vacuous: ({ before }) => (withRawData(before).length === 0 ? 'no section of the input has data' : undefined),
    *check(append) {
      for (const old of append.before.sections) {
        if (old.rawData.length === 0) continue;
        const kept = keptSection(append, old);
        if (kept === undefined) {
          yield lostSection(append, old);
          continue;
        }
        if (sameData(append, old.rawData, kept.rawData)) continue;
        yield* differentBytes(`data of ${nameOf(old)}`, append, old.rawData, kept.rawData);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-SEC-005',
    name: 'order-kept',
    levels: 'EEEEEE',
    title:
      'Old sections keep their places in the table, and new ones follow in the order in which they were asked for.',
    references: [REFERENCES.sectionTable],
    rationale: 'objcopy without an address puts the new section first, at address 0; firmware refuses it.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if the new section comes first, at address 0')),
      'audk-strict': refuses('audk'),
      shim: refuses('shim', ' if the new section comes first, at address 0'),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c: refuses address 0',
      'shim: refuses address 0',
      'AUDK PeCoffInit.c: refuses addresses that do not ascend',
    ],
    brokenBy: ['a table that is sorted by address, with a new section at address 0'],
    knownViolations: [
      'GNU objcopy 2.40 puts the new section first, at address 0, unless --change-section-vma is used.',
    ],
    vacuous: ({ before, requests }) =>
      before.sections.length === 0 && requests.length === 1 ? 'there is no other section' : undefined,
    *check(append) {
      const { before, after } = append;
      for (const { index, name, virtualAddress } of before.sections) {
        const kept = after.sections[index];
        if (kept === undefined) {
          yield wrong(
            `sections[${index}]`,
            equals(name.value),
            'no section',
            place(after.coffHeader.numberOfSections, 'after'),
          );
        } else if (kept.name.value !== name.value) {
          yield wrong(`sections[${index}]`, equals(name.value), kept.name.value, place(kept.header, 'after'));
        } else {
          // Names may repeat, so a section of the right name at another address is another section.
          yield* changedField(virtualAddress, kept.virtualAddress);
        }
      }
      yield* misplacedNew(append);
    },
  },
];

/** New sections that stand elsewhere than behind the old ones, in the order of their requests. */
function* misplacedNew(append: Append): Generator<Finding> {
  for (const { section, rank } of newSections(append)) {
    const index = append.before.sections.length + rank;
    if (section.index === index) continue;
    const about = `place of ${nameOf(section)}`;
    yield wrong(about, equals(`sections[${index}]`), `sections[${section.index}]`, place(section.header, 'after'));
  }
}

/** Whether a section lay in the file as in memory, up to whole pages, before its data moved by so many bytes. */
function wasCongruent({ rawData, virtualAddress }: Section, shift: number): boolean {
  return (rawData.offset - shift - virtualAddress.value) % PAGE === 0;
}

/**
 * Whether an earlier new section may have ended the agreement of file and memory before the headers grew: one section
 * is appended after the other, and what the first leaves is the input of the second.
 */
function growsWithoutCongruence(append: Append): boolean {
  const { before, requests } = append;
  if (slotIsFree(before, requests.length)) return false;
  // While everything agrees the headers grow by a page at once, which is enough for so many more.
  if (SECTION_HEADER_SIZE * requests.length > PAGE) return true;
  const shift = rawShift(append);
  const earlier = newSections(append).slice(0, requests.length - 1);
  return earlier.some(({ section }, rank) => {
    const hadRoom = endOf(slotOf(before, rank + 1)) <= headerLimit(before);
    return hadRoom && !wasCongruent(section, shift);
  });
}

/** A pointer that did not follow its bytes. One that names no bytes may stay, or move with what is around it. */
function* strayPointer(append: Append, old: Field<number>, kept: Field<number>, count: number): Generator<Finding> {
  const moved = old.value === 0 ? 0 : movedTo(append, old.value);
  const steps = Array.from({ length: append.requests.length + 1 }, (_, step) => old.value + SECTION_HEADER_SIZE * step);
  const allowed = count > 0 || old.value === 0 ? [moved] : [moved, ...steps];
  if (!allowed.includes(kept.value)) yield wrongValue(kept, equals(moved), 'after', place(old, 'before'));
}
