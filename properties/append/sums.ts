import type { Finding } from '../../src/results/index.ts';
import { U32_LIMIT } from '../bytes/arithmetic.ts';
import { checksumOf } from '../bytes/checksum.ts';
import { HARMLESS, LOADED, misreads, untidy } from '../effects.ts';
import { equals, wrongValue } from '../findings.ts';
import { INITIALIZED_DATA } from '../image/section-content.ts';
import { sumsOf } from '../image/section-sums.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { contentLength } from './facts.ts';
import { newSections } from '../kept-sections.ts';
import { onLastSection, withoutContent } from './on-new-section.ts';
import { unlessNonZero } from '../vacuity.ts';

/**
 * What SizeOfInitializedData becomes when every new section is counted: all by raw or all by virtual size, for a sum
 * that counts some in each way counts nothing.
 */
function countedSums(append: Append): readonly number[] {
  const old = append.before.optionalHeader.sizeOfInitializedData.value;
  const raw = newSections(append).reduce((sum, { section }) => sum + section.sizeOfRawData.value, 0);
  return [old + raw, old + contentLength(append.requests)].filter((sum) => sum < U32_LIMIT);
}

/**
 * What tools are known to write that do not count every new section: the old value, the old one and some of the first or
 * last sections, as when two tools take turns, or a new sum of all sections.
 */
function otherSums(append: Append): readonly number[] {
  const { before, after, requests } = append;
  const old = before.optionalHeader.sizeOfInitializedData.value;
  const added = newSections(append);
  const partial = added.flatMap((_, count) => {
    const first = { raw: added.slice(0, count), length: requests.slice(0, count) };
    const last = { raw: added.slice(count), length: requests.slice(count) };
    return [first, last].flatMap(({ raw, length }) => [
      old + raw.reduce((sum, { section }) => sum + section.sizeOfRawData.value, 0),
      old + length.reduce((sum, { content }) => sum + content.length, 0),
    ]);
  });
  const { file, fileRounded, memory, memoryRounded } = sumsOf(after, INITIALIZED_DATA);
  return [old, ...partial, file, fileRounded, memory, memoryRounded];
}

/** A finding on SizeOfInitializedData unless it is one of some sums. */
function* unlessOneOf({ after }: Append, sums: readonly number[]): Generator<Finding> {
  const { sizeOfInitializedData } = after.optionalHeader;
  if (sums.includes(sizeOfInitializedData.value)) return;
  yield wrongValue(sizeOfInitializedData, { kind: 'one-of', values: [...new Set(sums)] }, 'after');
}

/** Rules on the sums over the sections and over the file. */
export const APPEND_SUM_RULES: readonly AppendRule[] = [
  onLastSection({
    id: 'PR-OPT-006',
    name: 'init-data',
    levels: 'E---EE',
    title: 'SizeOfInitializedData is a sum that some way of counting gives.',
    references: [REFERENCES.optionalHeader],
    rationale:
      'A tool may count the new sections, leave the field or add up all sections again; any other value is a mistake, and whatever goes by the field, as debuggers and packers do, sees more or less data than there is.',
    severity: 'mishandled',
    effects: { zboot: misreads('pefile', 'shows a wrong size of the data') },
    enforcedBy: ['pefile: prints it as the size of the data', 'Windows debuggers: use it as the size of the data'],
    brokenBy: ['a section counted twice', 'a section counted by its address'],
    *check(_last, append) {
      yield* unlessOneOf(append, [...countedSums(append), ...otherSums(append)]);
    },
  }),
  onLastSection({
    id: 'PR-OPT-010',
    name: 'init-data-counted',
    levels: 'W---WW',
    title: 'SizeOfInitializedData grows by the size of every new section.',
    references: [REFERENCES.optionalHeader],
    rationale: 'The field is the sum over all data sections; both raw and virtual sizes are in use.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a rewriter that does not update the field', 'a rewriter that computes a new sum'],
    knownViolations: [
      "The kexec list's builder does not update the field.",
      'GNU objcopy 2.40 computes a new sum, though kernels count bss in it.',
    ],
    vacuous: withoutContent,
    *check(_last, append) {
      yield* unlessOneOf(append, countedSums(append));
    },
  }),
  {
    scope: 'append',
    id: 'PR-OPT-008',
    name: 'checksum-iff',
    levels: 'WWWWWW',
    title: 'CheckSum is zero or that of the output.',
    references: [REFERENCES.windowsFields],
    rationale: 'A stale checksum is worse than none: a tool that verifies it reports the file as damaged.',
    severity: 'disputed',
    effects: { ...LOADED, zboot: untidy('osslsigncode', 'warns of it') },
    enforcedBy: ['Windows: refuses drivers and boot programs', 'sbsign: warns', 'osslsigncode: warns'],
    brokenBy: ['an unchanged checksum', 'a checksum of the file before its last byte was written'],
    knownViolations: ["The kexec list's builder keeps the old checksum."],
    vacuous: unlessNonZero(({ after }: Append) => [after.optionalHeader.checkSum.value], 'CheckSum is 0'),
    *check({ after }) {
      const { checkSum } = after.optionalHeader;
      const expected = checkSum.value === 0 ? 0 : checksumOf(after);
      if (checkSum.value !== expected) yield wrongValue(checkSum, equals(expected), 'after');
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-011',
    name: 'checksum-kept',
    levels: 'WWWWWW',
    title: 'CheckSum is set in the output exactly when it was set in the input.',
    references: [REFERENCES.windowsFields],
    rationale: 'Dropping it harms only those who verify it, and adding one changes a reproducible build.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a checksum that is dropped', 'a checksum added where there was none'],
    knownViolations: ['GNU objcopy 2.40 always computes one.', 'ukify and peln always write zero.'],
    *check({ before, after }) {
      const { checkSum } = after.optionalHeader;
      if (before.optionalHeader.checkSum.value === 0) {
        if (checkSum.value !== 0) yield wrongValue(checkSum, equals(0), 'after');
      } else if (checkSum.value === 0) {
        yield wrongValue(checkSum, equals(checksumOf(after)), 'after');
      }
    },
  },
];
