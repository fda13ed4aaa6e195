import { fileOffsetOf } from '../../src/reader/index.ts';
import { contains } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { HARMLESS, crashes, inProfiles, refuses } from '../effects.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { changedField, changedFields, dataOffset, differentBytes, lostSection } from './facts.ts';
import { keptSection } from '../kept-sections.ts';
import { unlessNonZero } from '../vacuity.ts';

/** Optional-header fields that an append may change, each under a rule of its own. */
const APPEND_OPTIONAL_FIELDS: ReadonlySet<string> = new Set([
  'sizeOfInitializedData',
  'sizeOfImage',
  'sizeOfHeaders',
  'checkSum',
]);

/** Directories that must be zero: Architecture and the last. [PE format, Optional Header Data Directories] */
const RESERVED_DIRECTORIES = [7, 15];

/** What the input has in the fields that are reserved. */
function* reservedValues({ before: { optionalHeader, directories } }: Append): Iterable<number> {
  yield optionalHeader.win32VersionValue.value;
  yield optionalHeader.loaderFlags.value;
  for (const index of RESERVED_DIRECTORIES) {
    const directory = directories[index];
    if (directory !== undefined) yield* [directory.virtualAddress.value, directory.size.value];
  }
}

/** Rules on fields of the optional header that stay as they are. */
export const APPEND_KEPT_FIELD_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-OPT-001',
    name: 'opt-rest',
    levels: 'EEEEEE',
    title: 'The rest of the optional header is unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale:
      'Versions, alignments, flags and sizes say how the kernel is loaded, and an append changes none of this.',
    severity: 'untidy',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if Subsystem changes')),
      shim: refuses('shim', ' if NX_COMPAT is lost and its policy requires NX'),
    },
    brokenBy: ['a header written from scratch', 'flags that a rewriter adds or clears'],
    knownViolations: [
      'GNU objcopy 2.40 writes 16 directories.',
      'ukify clears NX_COMPAT when the kernel that it adds lacks it.',
    ],
    *check({ before, after }) {
      yield* changedFields(before.optionalHeader, after.optionalHeader, APPEND_OPTIONAL_FIELDS);
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-002',
    name: 'entry-point',
    levels: 'EEEEEE',
    title: 'The entry point and the byte at it are unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale: 'Firmware jumps there.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2', 'jumps to the wrong place in it')),
      shim: crashes('shim', 'jumps to the wrong place in it'),
    },
    brokenBy: ['a layout that changes addresses', 'an entry point that is recomputed', 'overwritten code'],
    *check(append) {
      const { before, after } = append;
      yield* changedField(before.optionalHeader.addressOfEntryPoint, after.optionalHeader.addressOfEntryPoint);
      const address = before.optionalHeader.addressOfEntryPoint.value;
      const offset = fileOffsetOf(address, before.sections, 0);
      if (offset === null) return;
      const holder = before.sections.find(({ rawData }) => contains(rawData, { offset, length: 1 }));
      const kept = holder === undefined ? undefined : keptSection(append, holder);
      if (holder === undefined) return;
      if (kept === undefined) {
        yield lostSection(append, holder);
        return;
      }
      const to: Span = { offset: dataOffset(append, holder, kept) + offset - holder.rawData.offset, length: 1 };
      yield* differentBytes('entry point', append, { offset, length: 1 }, to);
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-007',
    name: 'code-bss-sizes',
    levels: 'EWEWEW',
    title: 'The sizes and bases of code and uninitialised data are unchanged.',
    references: [REFERENCES.optionalHeader],
    rationale: 'The new section is data; a tool that recomputes these fields discards what the linker knew.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['sums that are recomputed from the sections', 'new data that is counted as code'],
    vacuous: unlessNonZero(
      ({ before: { optionalHeader } }: Append) => [
        optionalHeader.sizeOfCode.value,
        optionalHeader.sizeOfUninitializedData.value,
        optionalHeader.baseOfCode.value,
        optionalHeader.baseOfData?.value ?? 0,
      ],
      'all these fields of the input are 0',
    ),
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
    name: 'reserved-preserved',
    levels: 'WWWWWW',
    title: 'Reserved fields are copied as they are.',
    references: [REFERENCES.windowsFields, REFERENCES.dataDirectories],
    rationale: 'Consumers ignore them, so a rewriter has no reason to repair them either.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a rewriter that clears fields it does not know'],
    vacuous: unlessNonZero(reservedValues, 'all reserved fields of the input are 0'),
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
