import { fileOffsetOf } from '../../src/reader/index.ts';
import type { Field } from '../../src/reader/index.ts';
import { contains } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { isZboot } from '../image/zboot-facts.ts';
import { REFERENCES } from '../references.ts';
import type { AppendRule } from '../rule.ts';
import { changedField, differentBytes, movedTo } from './facts.ts';

type Fields = Readonly<Record<string, Field<number | bigint | string> | null>>;

/** Findings for every field of a header that changed, but for those named. */
function* changedFields(old: Fields, kept: Fields, allowed: ReadonlySet<string>): Generator<Finding> {
  for (const name in old) {
    const [field, now] = [old[name], kept[name]];
    // A field that only 32-bit images have is null or missing in others; the magic tells the two apart.
    if (field === undefined || field === null || now === undefined || now === null || allowed.has(name)) continue;
    yield* changedField(field, now);
  }
}

/** COFF fields that an append may change, each under a rule of its own. */
const APPEND_COFF_FIELDS: ReadonlySet<string> = new Set(['numberOfSections', 'pointerToSymbolTable']);

/** Rules on the DOS header and the COFF header. */
export const APPEND_HEADER_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-DOS-001',
    title: 'The DOS stub and the place of the PE header are unchanged.',
    references: [REFERENCES.dosStub],
    rationale: 'A stub may hold anything, and a tool that copies 64 bytes only leaves stale bytes in its place.',
    *check(append) {
      const { before, after } = append;
      yield* changedField(before.dosHeader.peHeaderOffset, after.dosHeader.peHeaderOffset);
      const stub: Span = { offset: 64, length: Math.max(0, before.peSignature.offset - 64) };
      yield* differentBytes('dosStub', append, stub, stub);
    },
  },
  {
    scope: 'append',
    id: 'PR-DOS-002',
    title: 'The DOS header is unchanged but for the payload offset.',
    references: [REFERENCES.dosStub, REFERENCES.zbootHeader],
    rationale: 'In a zboot image the DOS header is where the kernel is described; a fresh one erases it.',
    *check(append) {
      const ranges: readonly Span[] = isZboot(append.before)
        ? [
            { offset: 0, length: 8 },
            { offset: 12, length: 52 },
          ]
        : [{ offset: 0, length: 64 }];
      for (const range of ranges) {
        yield* differentBytes('dosHeader', append, range, range);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-001',
    title: 'NumberOfSections grows by one for each new section.',
    references: [REFERENCES.coffHeader],
    rationale: 'A count that does not match the table hides the new section or invents one; at 65535 it wraps to zero.',
    *check({ before, after, requests }) {
      const { numberOfSections } = after.coffHeader;
      const expected = before.coffHeader.numberOfSections.value + requests.length;
      if (numberOfSections.value !== expected) yield wrongValue(numberOfSections, equals(expected), 'after');
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-002',
    title: 'The rest of the COFF header is unchanged.',
    references: [REFERENCES.coffHeader],
    rationale: 'A new timestamp makes builds differ, and changed flags change what loaders accept.',
    *check({ before, after }) {
      yield* changedFields(before.coffHeader, after.coffHeader, APPEND_COFF_FIELDS);
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-003',
    title: 'The symbol table and its strings are kept and still found.',
    references: [REFERENCES.symbolTable, REFERENCES.stringTable],
    rationale:
      'PointerToSymbolTable is a file offset: when the table moves and the pointer stays, every tool reads noise.',
    *check(append) {
      const { before, after } = append;
      const pointer = after.coffHeader.pointerToSymbolTable;
      const table = before.symbolTable;
      if (table === null) {
        if (pointer.value !== 0) yield wrongValue(pointer, equals(0), 'after');
        return;
      }
      const expected = movedTo(append, table.symbols.offset);
      if (pointer.value !== expected) {
        yield wrongValue(pointer, equals(expected), 'after');
        return;
      }
      const length = table.symbols.length + (table.strings?.length ?? 0);
      yield* differentBytes('symbolTable', append, { ...table.symbols, length }, { offset: expected, length });
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-004',
    title: 'Every long section name still resolves to the same string.',
    references: [REFERENCES.stringTable],
    rationale: 'Names such as /4 point into the string table; without it the section has no name.',
    inapplicable: ({ before }) =>
      before.sections.some(({ longName }) => longName !== null) ? undefined : 'the input has no long section name',
    *check({ before, after }) {
      for (const { index, longName } of before.sections) {
        const kept = after.sections[index];
        if (longName === null || kept === undefined || kept.longName === longName) continue;
        yield wrong(kept.name.path, equals(longName), kept.longName ?? kept.name.value, place(kept.name, 'after'));
      }
    },
  },
];

/** Optional-header fields that an append may change, each under a rule of its own. */
const APPEND_OPTIONAL_FIELDS: ReadonlySet<string> = new Set([
  'sizeOfInitializedData',
  'sizeOfImage',
  'sizeOfHeaders',
  'checkSum',
]);

/** Directories that must be zero: Architecture and the last. [PE format, Optional Header Data Directories] */
const RESERVED_DIRECTORIES = [7, 15];

/** Rules on fields of the optional header that stay as they are. */
export const APPEND_KEPT_FIELD_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-OPT-001',
    title: 'The rest of the optional header is unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale:
      'Versions, alignments, flags and sizes say how the kernel is loaded, and an append changes none of that.',
    *check({ before, after }) {
      yield* changedFields(before.optionalHeader, after.optionalHeader, APPEND_OPTIONAL_FIELDS);
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-002',
    title: 'The entry point and the byte there are unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale: 'Firmware jumps there.',
    *check(append) {
      const { before, after } = append;
      yield* changedField(before.optionalHeader.addressOfEntryPoint, after.optionalHeader.addressOfEntryPoint);
      const address = before.optionalHeader.addressOfEntryPoint.value;
      const offset = fileOffsetOf(address, before.sections, 0);
      if (offset === null) return;
      const holder = before.sections.find(({ rawData }) => contains(rawData, { offset, length: 1 }));
      const kept = holder === undefined ? undefined : after.sections[holder.index];
      if (holder === undefined || kept === undefined) return;
      const to: Span = { offset: kept.rawData.offset + offset - holder.rawData.offset, length: 1 };
      yield* differentBytes('entry point', append, { offset, length: 1 }, to);
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-007',
    title: 'The sizes and bases of code and uninitialised data are unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale: 'The new section is data; a tool that recomputes these fields replaces what the linker knew.',
    *check({ before, after }) {
      const [old, kept] = [before.optionalHeader, after.optionalHeader];
      yield* changedField(old.sizeOfCode, kept.sizeOfCode);
      yield* changedField(old.sizeOfUninitializedData, kept.sizeOfUninitializedData);
      yield* changedField(old.baseOfCode, kept.baseOfCode);
      if (old.baseOfData !== null && kept.baseOfData !== null) yield* changedField(old.baseOfData, kept.baseOfData);
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-009',
    title: 'Reserved fields are copied as they are.',
    references: [REFERENCES.windowsFields, REFERENCES.dataDirectories],
    rationale: 'Consumers ignore them, so a rewriter has no reason to repair them either.',
    *check({ before, after }) {
      yield* changedField(before.optionalHeader.win32VersionValue, after.optionalHeader.win32VersionValue);
      yield* changedField(before.optionalHeader.loaderFlags, after.optionalHeader.loaderFlags);
      for (const index of RESERVED_DIRECTORIES) {
        const [old, kept] = [before.directories[index], after.directories[index]];
        if (old === undefined || kept === undefined) continue;
        yield* changedField(old.virtualAddress, kept.virtualAddress);
        yield* changedField(old.size, kept.size);
      }
    },
  },
];
