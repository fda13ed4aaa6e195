import { isZboot } from '../../src/reader/index.ts';
import type { Span } from '../../src/results/index.ts';
import { HARMLESS, inProfiles, misreads, refuses, stops } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { AppendRule } from '../rule.ts';
import { changedField, changedFields, differentBytes, movedTo } from './facts.ts';
import { sectionPairs } from '../kept-sections.ts';

/** COFF fields that an append may change, each under a rule of its own. */
const APPEND_COFF_FIELDS: ReadonlySet<string> = new Set(['numberOfSections', 'pointerToSymbolTable']);

/** Rules on the DOS header and the COFF header. */
export const APPEND_HEADER_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-DOS-001',
    name: 'stub-bytes',
    levels: 'EWEWEW',
    title: 'The DOS stub and the position of the PE header are unchanged.',
    references: [REFERENCES.dosStub],
    rationale: 'A stub may hold anything, and a tool that copies only 64 bytes leaves stale bytes in its place.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['an image with a DOS stub', 'a rewriter that copies only the 64 bytes of the DOS header'],
    knownViolations: [
      "The kexec list's builder does not copy the stub.",
      'GNU objcopy 2.40 moves the PE header to 0x80.',
    ],
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
    name: 'dos-header',
    levels: 'EEEEEE',
    title: 'The DOS header is unchanged except for the payload offset.',
    references: [REFERENCES.dosStub, REFERENCES.zbootHeader],
    rationale: 'In a zboot image the DOS header describes the kernel; a fresh header erases the description.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'shim'],
        refuses('linux', ' for kexec if it is an arm64 kernel whose Image header is lost'),
      ),
      zboot: stops('kexec', 'finds no zboot image'),
    },
    brokenBy: ['a DOS header written from scratch'],
    knownViolations: ['GNU objcopy 2.40 writes a new DOS header.'],
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
    name: 'nsec-plus-one',
    levels: 'EEEEEE',
    title: 'NumberOfSections grows by one for each new section.',
    references: [REFERENCES.coffHeader],
    rationale:
      'A count that does not match the table hides the new section or invents one; at 65,535 it wraps to zero.',
    severity: 'rejected',
    effects: {
      edk2: misreads('edk2', 'does not load a section that is not counted'),
      'audk-strict': refuses('audk', ' if the count becomes 0'),
      shim: misreads('shim', 'does not load a section that is not counted'),
      zboot: misreads('bpfReader', 'does not find a section that is not counted'),
    },
    enforcedBy: ['AUDK: refuses a count of 0', 'systemd verify_pe: refuses a count of 0'],
    brokenBy: ['an image of 65,535 sections, whose count wraps to 0', 'a header that is written but not counted'],
    knownViolations: ["The kexec list's builder lets the count wrap to 0 and writes past its buffer."],
    *check({ before, after, requests }) {
      const { numberOfSections } = after.coffHeader;
      const expected = before.coffHeader.numberOfSections.value + requests.length;
      if (numberOfSections.value !== expected) yield wrongValue(numberOfSections, equals(expected), 'after');
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-002',
    name: 'coff-rest',
    levels: 'EEEEEE',
    title: 'The rest of the COFF header is unchanged.',
    references: [REFERENCES.coffHeader],
    rationale: 'A new timestamp makes builds differ, and different flags change what loaders accept.',
    severity: 'untidy',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if Machine changes or RELOCS_STRIPPED is set')),
      shim: refuses('shim', ' if Machine changes or RELOCS_STRIPPED is set'),
    },
    brokenBy: ['a rewriter that writes the current time', 'a rewriter that writes the header from scratch'],
    knownViolations: [
      'GNU objcopy 2.40 writes the current time, enlarges the optional header and sets LOCAL_SYMS_STRIPPED.',
    ],
    *check({ before, after }) {
      yield* changedFields(before.coffHeader, after.coffHeader, APPEND_COFF_FIELDS);
    },
  },
  {
    scope: 'append',
    id: 'PR-COF-003',
    name: 'symtab-pointer',
    levels: 'EEEEEE',
    title: 'The symbol table and its strings are kept and can still be found.',
    references: [REFERENCES.symbolTable, REFERENCES.stringTable],
    rationale:
      'PointerToSymbolTable is a file offset: when the table moves and the pointer does not, every tool reads garbage.',
    severity: 'mishandled',
    effects: inProfiles(['edk2', 'shim', 'zboot'], misreads('objdump', 'shows the wrong bytes as symbols')),
    brokenBy: ['a MinGW image, which has symbols, and whose data moves', 'a rewriter that copies only sections'],
    knownViolations: [
      "The kexec list's builder drops the symbols and does not clear the pointer.",
      'ukify strips symbols from the end of the file on purpose.',
    ],
    vacuous: ({ before: { symbolTable } }) => (symbolTable === null ? 'the input has no symbol table' : undefined),
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
    name: 'long-names',
    levels: 'EEEEEE',
    title: 'Every long section name still resolves to the same string.',
    references: [REFERENCES.stringTable],
    rationale: 'Names such as /4 point into the string table; without it the section has no name.',
    severity: 'disputed',
    effects: inProfiles(['edk2', 'shim', 'zboot'], misreads('pesign', 'mistakes the sections for others')),
    enforcedBy: ['pesign', 'objdump'],
    brokenBy: ['a string table that was lost', 'a string table that moved away from the symbols'],
    knownViolations: ["The kexec list's builder drops the strings with everything else after the last section."],
    inapplicable: ({ before }) =>
      before.sections.some(({ longName }) => longName !== null) ? undefined : 'the input has no long section name',
    *check(append) {
      for (const [{ longName }, kept] of sectionPairs(append)) {
        if (longName === null || kept.longName === longName) continue;
        yield wrong(kept.name.path, equals(longName), kept.longName ?? kept.name.value, place(kept.name, 'after'));
      }
    },
  },
];
