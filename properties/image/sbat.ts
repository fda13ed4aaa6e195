import type { Image, Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { inProfiles, refusesUnderSecureBoot, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { addedSections } from '../kept-sections.ts';
import type { Allowance, Append, ImageRule } from '../rule.ts';
import { nameOf } from './facts.ts';
import { SBAT_COLUMNS, sbatRows } from './sbat-rows.ts';

/** The names of the two sections. [shim, pe.c; Microsoft UEFI CA, signing requirements] */
const SBAT = '.sbat';
const SBOM = '.sbom';
/** How the first line starts: the generation of the format itself. [shim, SBAT.md] */
const FIRST_LINE = 'sbat,1,';
const OWN_LINE = { kind: 'form', name: `a first line that starts with ${FIRST_LINE}` } as const;
/** shim asks for six columns in each line, and for no line. [shim, sbat.c, parse_sbat_section] */
const WITHOUT_OWN_LINE: Allowance = {
  title: `The first line may differ or be absent.`,
  covers: ({ expected }) => expected.kind === 'form' && expected.name === OWN_LINE.name,
};

function named({ sections }: Image, name: string): readonly Section[] {
  return sections.filter((section) => section.name.value === name);
}

/** Why an append has nothing to do with a section of a name: there was none and none was asked for. */
function withoutSection({ before, requests }: Append, name: string): string | undefined {
  const isThere = named(before, name).length > 0 || requests.some((request) => request.name === name);
  return isThere ? undefined : `the input has no ${name} section and none was requested`;
}

/** The finding that there is no section of a name. */
function absent({ coffHeader }: Image, name: string): Finding {
  const expected = { kind: 'form', name: 'a section with that name' } as const;
  return wrong(name, expected, 'none', place(coffHeader.numberOfSections));
}

/** What keeps shim from looking at the data of the section. */
function* badHeader({ optionalHeader, fileSize }: Image, section: Section): Iterable<Finding> {
  const { sizeOfRawData, virtualSize, pointerToRawData, rawData } = section;
  const { sizeOfHeaders } = optionalHeader;
  for (const field of [section.numberOfRelocations, section.pointerToRelocations]) {
    if (field.value !== 0) yield wrongValue(field, equals(0));
  }
  const least = Math.max(1, virtualSize.value);
  if (rawData.length < least) {
    yield wrongValue(sizeOfRawData, { kind: 'at-least', value: least }, 'image', place(virtualSize));
  }
  if (rawData.offset < sizeOfHeaders.value) {
    const behind = { kind: 'at-least', value: sizeOfHeaders.value } as const;
    yield wrongValue(pointerToRawData, behind, 'image', place(sizeOfHeaders));
  }
  if (endOf(rawData) > fileSize) {
    const most = { kind: 'at-most', value: Math.max(0, fileSize - rawData.offset) } as const;
    yield wrongValue(sizeOfRawData, most, 'image', place(pointerToRawData));
  }
}

/** What is wrong with the lines. */
function* badRows(image: Image, section: Section): Iterable<Finding> {
  const what = `data of ${nameOf(section)}`;
  let isFirst = true;
  for (const { at, columns, hasEmptyColumn, head } of sbatRows(image, section.rawData)) {
    if (isFirst && head !== FIRST_LINE) yield wrong(what, OWN_LINE, head, place(at));
    isFirst = false;
    if (columns < SBAT_COLUMNS) {
      yield wrong(`columns in the ${what}`, { kind: 'at-least', value: SBAT_COLUMNS }, columns, place(at));
    } else if (hasEmptyColumn) {
      yield wrong(what, { kind: 'form', name: `${SBAT_COLUMNS} non-empty columns` }, 'an empty one', place(at));
    }
  }
  if (isFirst) yield wrong(what, OWN_LINE, 'none', place(section.rawData));
}

/** Rules on the sections in which an image says what it is made of. */
export const SBAT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-NX-008',
    name: 'sbat-section',
    levels: '---WEi',
    title: 'There is a .sbat section.',
    references: [REFERENCES.sbat],
    rationale:
      'Under Secure Boot shim loads nothing without it: this is how a program with a vulnerability is revoked.',
    severity: 'rejected',
    effects: {
      shim: refusesUnderSecureBoot('shim', ' unless a boot loader asks for it'),
      zboot: untidy('shim', 'accepts it if a boot loader asks, and does not start it itself under Secure Boot'),
    },
    enforcedBy: ['shim pe.c verify_sbat_section: a security violation without the section'],
    brokenBy: ['a kernel without CONFIG_EFI_SBAT'],
    notOfAppend: (append) => withoutSection(append, SBAT),
    *check(image) {
      if (named(image, SBAT).length === 0) yield absent(image, SBAT);
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-015',
    name: 'sbat-readable',
    levels: '---EEE',
    title: 'There is only one .sbat section, and shim can read it.',
    references: [REFERENCES.sbat],
    rationale: 'Under Secure Boot shim reads it before it loads anything, and gives up if it cannot.',
    severity: 'rejected',
    effects: inProfiles(['shim', 'uefi-ca', 'zboot'], refusesUnderSecureBoot('shim')),
    enforcedBy: [
      'shim pe.c verify_buffer_sbat: "Image has multiple SBAT sections", "SBAT section has relocations"',
      'shim pe.c verify_sbat_section: a security violation without data or with lines that it cannot read',
    ],
    brokenBy: [
      'a .sbat that holds some other text',
      'a .sbat of 0xffffffff bytes, which once overflowed 32 bits in shim (CVE-2023-40548)',
      'a .sbat past the end of the file (CVE-2023-40550)',
      'a VirtualSize above SizeOfRawData, with which shim skips the section',
    ],
    allowances: { shim: WITHOUT_OWN_LINE, zboot: WITHOUT_OWN_LINE },
    knownViolations: ["Debian's memtest86+ 6 has a line of five columns in its .sbat."],
    undecided: 'Whether a generation is revoked is recorded in the firmware, not in the image.',
    unavoidable: (_before, _after, fresh, append) =>
      fresh.every(({ at: [first] }) => addedSections(append).some(({ rawData }) => contains(rawData, first)))
        ? 'the content of the new section is that of the request'
        : undefined,
    inapplicable: (image) => (named(image, SBAT).length === 0 ? `there is no ${SBAT} section` : undefined),
    *check(image) {
      const [section, second] = named(image, SBAT);
      if (section === undefined) return;
      if (second !== undefined) {
        const only = { kind: 'form', name: `no second section named ${SBAT}` } as const;
        yield wrong(second.name.path, only, SBAT, place(second.name), place(section.name));
      }
      yield* badHeader(image, section);
      if (section.rawData.length > 0) yield* badRows(image, section);
    },
  },
  {
    scope: 'image',
    id: 'PE-NX-009',
    name: 'sbom-section',
    levels: '----W-',
    title: 'There is an .sbom section with data.',
    references: [REFERENCES.caSigning],
    rationale:
      'A CA that signs for everybody wants to know what is in an image when a component turns out to be vulnerable.',
    severity: 'untidy',
    enforcedBy: ['Microsoft UEFI CA: requires it of submissions since October 2025, as quoted by iPXE'],
    brokenBy: ['any kernel as built'],
    undecided: 'Whether the data is a signed SPDX list of components is not checked.',
    notOfAppend: (append) => withoutSection(append, SBOM),
    *check(image) {
      const sections = named(image, SBOM);
      const [section] = sections;
      if (section === undefined) {
        yield absent(image, SBOM);
      } else if (sections.every(({ rawData }) => rawData.length === 0)) {
        yield wrongValue(section.sizeOfRawData, { kind: 'at-least', value: 1 });
      }
    },
  },
];
