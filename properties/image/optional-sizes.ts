import { roundUp } from '../bytes/arithmetic.ts';
import { crashes, inProfiles, refuses } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { hex } from '../../src/results/index.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { tableEnd, withoutFileAlignment } from './facts.ts';
import { unlessNonZero } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** The largest number of bytes that an image may take in memory: 2 GiB less one. [PE format, Optional Header] */
const IMAGE_SIZE_MAX = 0x7fffffff;

/** Rules on sizes that nothing but a number limits. */
export const OPTIONAL_SIZE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-015',
    name: 'soh-formula',
    levels: 'i-----',
    title: 'SizeOfHeaders is the end of the section table, rounded up to FileAlignment.',
    references: [REFERENCES.windowsFields],
    rationale:
      'This is how the specification defines the field; it matters more that section data starts where it ends.',
    severity: 'untidy',
    brokenBy: ['headers that fill a page before data that starts at the next'],
    knownViolations: ['Linux kernels have a SizeOfHeaders of 0x1000 where the definition gives 0x200.'],
    inapplicable: withoutFileAlignment,
    *check(image) {
      const { sizeOfHeaders, fileAlignment } = image.optionalHeader;
      const exact = roundUp(tableEnd(image), fileAlignment.value);
      if (sizeOfHeaders.value === exact) return;
      yield wrongValue(sizeOfHeaders, equals(exact), 'image', place(image.sectionTable));
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-027',
    name: 'image-lt-2g',
    levels: 'EEEEEE',
    title: 'SizeOfImage is below 2 GiB.',
    references: [REFERENCES.optionalHeader],
    rationale:
      'The format limits images to 2 GiB, and code that keeps the size in a signed integer sees a negative number.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ': there is not that much memory')),
      shim: crashes('shim', 'writes past its buffer if a 32-bit sum wraps'),
    },
    enforcedBy: ['Windows: at most 0x77000000', 'EDK2', 'shim pe.c:705: wraps at 2^32'],
    brokenBy: ['a SizeOfImage of 0xffffffff'],
    *check({ optionalHeader: { sizeOfImage } }) {
      if (sizeOfImage.value > IMAGE_SIZE_MAX) yield wrongValue(sizeOfImage, { kind: 'at-most', value: IMAGE_SIZE_MAX });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-030',
    name: 'stack-heap',
    levels: 'i-----',
    title: 'Stack and heap commit no more than they reserve.',
    references: [REFERENCES.windowsFields],
    rationale: 'Committed memory is part of reserved memory; firmware ignores all four fields.',
    severity: 'untidy',
    enforcedBy: ['Windows'],
    brokenBy: ['a reserve of 0 with a non-zero commit'],
    vacuous: unlessNonZero(
      ({ optionalHeader: { sizeOfStackCommit, sizeOfHeapCommit } }: Image) => [
        sizeOfStackCommit.value,
        sizeOfHeapCommit.value,
      ],
      'neither stack nor heap is committed',
    ),
    *check({ optionalHeader }) {
      const { sizeOfStackReserve, sizeOfStackCommit, sizeOfHeapReserve, sizeOfHeapCommit } = optionalHeader;
      for (const [reserve, commit] of [
        [sizeOfStackReserve, sizeOfStackCommit],
        [sizeOfHeapReserve, sizeOfHeapCommit],
      ] as const) {
        if (commit.value <= reserve.value) continue;
        // 64-bit numbers are hexadecimal text in findings, which the bound of `at-most` cannot be.
        const most = { kind: 'form', name: `at most ${hex(reserve.value)}` } as const;
        yield wrongValue(commit, most, 'image', place(reserve));
      }
    },
  },
];
