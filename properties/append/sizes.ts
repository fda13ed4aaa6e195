import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import { alignUp } from '../bytes/arithmetic.ts';
import { REFUSED_BY_LOADERS, UNHASHED_GAP, inProfiles, refuses } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { byAddress, firstRawData } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { AppendRequests, AppendRule } from '../rule.ts';
import { headerLimit, moreHeaders, rawShift, slotIsFree, slotOf } from './facts.ts';
import { onLastSection } from './on-new-section.ts';

/** Whether the headers have no room for so many more section headers, whatever lies there. */
function mustGrow(before: Image, requests: AppendRequests): boolean {
  return endOf(slotOf(before, requests.length)) > headerLimit(before);
}

/** Rules on the sizes that an append has to change, and on those that it may not. */
export const APPEND_SIZE_RULES: readonly AppendRule[] = [
  onLastSection({
    id: 'PR-OPT-003',
    name: 'soi-grows',
    levels: 'EEEEEE',
    title: 'SizeOfImage covers the last new section, is rounded up to SectionAlignment and is never less than it was.',
    references: [REFERENCES.windowsFields, REFERENCES.appendPolicy],
    rationale:
      "Loaders allocate SizeOfImage bytes: without the growth EDK2 and shim refuse the image, and if the field shrinks, a program that uses memory reserved by its image overwrites somebody else's.",
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ' if the size does not cover the section')),
      shim: refuses('shim', ' if the size does not cover the section'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c', 'shim'],
    brokenBy: [
      'an unchanged SizeOfImage',
      'a SizeOfImage rounded to 512, as in the input',
      'a SizeOfImage computed from the sections although the image reserves more',
    ],
    *check(last, { before, after, requests }) {
      const { sizeOfImage } = after.optionalHeader;
      const { sectionAlignment, fileAlignment, sizeOfImage: old } = before.optionalHeader;
      const length = Math.max(1, requests.at(-1)?.content.length ?? 0);
      const rounded = (memory: number): number => {
        const end = Math.max(last.virtualAddress.value + memory, old.value);
        return alignUp(end, sectionAlignment.value) ?? end;
      };
      const expected = rounded(length);
      // Blocks larger than pages are covered as a whole, or not.
      if ([expected, rounded(alignUp(length, fileAlignment.value) ?? length)].includes(sizeOfImage.value)) return;
      yield wrongValue(sizeOfImage, equals(expected), 'after', place(last.header, 'after'));
    },
  }),
  {
    scope: 'append',
    id: 'PR-OPT-004',
    name: 'soh-keeps',
    levels: 'WWWWEE',
    title: 'SizeOfHeaders stays when there is room for the new header, and never shrinks.',
    references: [REFERENCES.windowsFields, REFERENCES.imageHash],
    rationale: 'A smaller value opens a gap after the headers that no signature covers: 3.5 KiB in a kernel image.',
    severity: 'mishandled',
    effects: UNHASHED_GAP,
    enforcedBy: [
      'sbsign: warns, "gap in section table"',
      'osslsigncode: computes a different digest',
      'U-Boot: computes a different digest',
    ],
    brokenBy: ['a SizeOfHeaders recomputed from the length of the table'],
    knownViolations: [
      "The kexec list's builder reduces it from 0x1000 to 0x200 in each of eleven kernel images tried.",
      'GNU objcopy 2.40 also reduces it from 0x1000 to 0x200.',
    ],
    *check({ before, after, requests }) {
      const old = before.optionalHeader.sizeOfHeaders;
      const now = after.optionalHeader.sizeOfHeaders;
      if (slotIsFree(before, requests.length) && now.value !== old.value)
        yield wrongValue(now, equals(old.value), 'after', place(old, 'before'));
      else if (now.value < old.value)
        yield wrongValue(now, { kind: 'at-least', value: old.value }, 'after', place(old, 'before'));
    },
  },
  {
    scope: 'append',
    id: 'PR-OPT-005',
    name: 'soh-grows',
    levels: 'EEEEEE',
    title: "Headers without room grow by whole blocks, moving the data, and stay below the first section's address.",
    references: [REFERENCES.windowsFields, REFERENCES.sectionTable],
    rationale:
      'A table that runs into the data destroys it; every loader refuses headers that run into the first section.',
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: ['EDK2 BasePeCoff.c', 'shim'],
    brokenBy: [
      'a first section at 0x200, directly after full headers',
      'a section other than the first with the lowest data',
      'a table that ends where the headers end',
    ],
    knownViolations: [
      "The kexec list's builder lets the headers grow past the first address, and the table run into the data of any section but the first.",
    ],
    vacuous: ({ before, requests }) =>
      mustGrow(before, requests) ? undefined : `the headers have room for ${moreHeaders(requests.length)}`,
    atStake: mustGrow,
    *check(append) {
      const { before, after, requests } = append;
      if (!mustGrow(before, requests)) return;
      const { sizeOfHeaders, fileAlignment } = after.optionalHeader;
      const end = endOf(slotOf(before, requests.length));
      if (sizeOfHeaders.value < end) yield wrongValue(sizeOfHeaders, { kind: 'at-least', value: end }, 'after');
      // Headers that did not end on a block before grow by whole blocks and still do not.
      const aligned = before.optionalHeader.sizeOfHeaders.value % fileAlignment.value === 0;
      if (fileAlignment.value > 0 && aligned && sizeOfHeaders.value % fileAlignment.value !== 0) {
        yield wrongValue(sizeOfHeaders, { kind: 'multiple-of', value: fileAlignment.value }, 'after');
      }
      const growth = sizeOfHeaders.value - before.optionalHeader.sizeOfHeaders.value;
      if (firstRawData(before) === before.optionalHeader.sizeOfHeaders.value && growth !== rawShift(append)) {
        const expected = before.optionalHeader.sizeOfHeaders.value + rawShift(append);
        yield wrongValue(sizeOfHeaders, equals(expected), 'after');
      }
      // A blank table entry takes no address and sets no limit.
      const lowest = byAddress(after).find(({ extent }) => extent.length > 0)?.virtualAddress;
      if (lowest !== undefined && sizeOfHeaders.value > lowest.value) {
        yield wrongValue(sizeOfHeaders, { kind: 'at-most', value: lowest.value }, 'after', place(lowest, 'after'));
      }
    },
  },
];
