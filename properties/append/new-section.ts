import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { alignUp } from '../bytes/arithmetic.ts';
import { bytesOf, firstNonZero, toHex } from '../bytes/bytes.ts';
import { UNHASHED_GAP, inProfiles, misreads, refuses, refusesUnderSecureBoot, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { firstAddressAfter, firstFreeAddress } from '../image/facts.ts';
import { repeatedNames } from '../image/repeated-names.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { keptSection, newSections, sectionPairs } from '../kept-sections.ts';
import { wrongContent } from './new-content.ts';
import { onNewSection, withoutContent } from './on-new-section.ts';
import { hasLiveSlots, overwrittenSlack, withoutLiveSlots } from './overwritten-slack.ts';

/** The header of the new section and where its data should be. */
export const APPEND_NEW_SECTION_RULES: readonly AppendRule[] = [
  onNewSection({
    id: 'PR-NEW-001',
    name: 'new-name',
    levels: 'EEEEEE',
    title: 'The new section has the requested name, padded with zeros.',
    references: [REFERENCES.sectionTable],
    rationale: 'Consumers look the section up by name; a truncated name is a different section.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('systemdStub', 'does not find the section'),
      shim: misreads('shim', 'does not find the section if it is .sbat'),
      zboot: misreads('bpfReader', 'does not find the section'),
    },
    brokenBy: ['a name of nine bytes', 'five two-byte characters', 'a name truncated by strncpy'],
    *check({ section, request }, { after }) {
      if (section.name.value !== request.name) {
        yield wrongValue(section.name, equals(request.name), 'after');
        return;
      }
      const bytes = bytesOf(after, section.name);
      if (firstNonZero(bytes.subarray(section.name.value.length)) === -1) return;
      const about = `padding of ${section.name.path}`;
      yield wrong(about, { kind: 'zero-bytes' }, toHex(bytes), place(section.name, 'after'));
    },
  }),
  {
    scope: 'append',
    id: 'PR-NEW-002',
    name: 'new-name-fresh',
    levels: 'EEEEEE',
    title: 'No other section has the name of a new one, unless it is one that a unified kernel image may repeat.',
    references: [REFERENCES.sectionTable, REFERENCES.unifiedKernelImage],
    rationale: 'Consumers take the first section with a given name, so a second one is never read.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('systemdStub', 'takes the first section with that name'),
      shim: refuses('shim', ' if the name is .sbat or .reloc'),
      zboot: misreads('bpfReader', 'takes the first section with that name'),
    },
    enforcedBy: [
      'Linux kexec BPF series kernel/kexec_pe_image.c pe_get_section: takes the first',
      'systemd src/boot/pe.c: takes the first',
    ],
    brokenBy: ['the same append twice'],
    knownViolations: ["The kexec list's builder adds a second .bpf section, and the kernel reads the first."],
    vacuous: ({ before, requests }) =>
      before.sections.length === 0 && requests.length === 1 ? 'there is no other section' : undefined,
    check: takenNames,
  },
  onNewSection({
    id: 'PR-NEW-003',
    name: 'new-vs',
    levels: 'EEEEEE',
    title: "The new section's VirtualSize is the length of its content.",
    references: [REFERENCES.sectionTable],
    rationale: 'It is the only field that gives the length of the content, because SizeOfRawData is rounded.',
    severity: 'rejected',
    effects: {
      edk2: misreads('systemdStub', 'uses it as the length of the content'),
      shim: refuses('shim', ' if it is 0'),
      zboot: misreads('kexec', 'uses it as the length of the content'),
    },
    enforcedBy: ['shim pe.c: refuses 0', 'kexec-tools kexec-uki.c: uses it as the length of the content'],
    brokenBy: ['empty content', 'a VirtualSize that is rounded up'],
    knownViolations: ['ukify 257 padded VirtualSize, which broke the signature of the embedded kernel.'],
    vacuous: withoutContent,
    *check({ section, request }) {
      const { length } = request.content;
      if (section.virtualSize.value !== length) yield wrongValue(section.virtualSize, equals(length), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-004',
    name: 'new-rs',
    levels: 'EEEEEE',
    title: "The new section's SizeOfRawData is its length rounded up to FileAlignment.",
    references: [REFERENCES.sectionTable],
    rationale:
      'If it is not rounded, U-Boot hashes past the end of the section, and its signature check fails where others pass.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('edk2', 'loads only part of the content if it is too small'),
      shim: misreads('shim', 'loads only part of the content if it is too small'),
      zboot: refusesUnderSecureBoot('uBoot', ': it hashes bytes past the section'),
    },
    enforcedBy: [
      'U-Boot efi_image_loader.c:458: hashes the rounded size',
      'sbsign: warns, "file-aligned section %s extends beyond end of file"',
    ],
    brokenBy: ['content whose length is not a multiple of FileAlignment'],
    knownViolations: ["The kexec list's builder writes the length of the content."],
    vacuous: withoutContent,
    *check({ section, request }, { before }) {
      const { length } = request.content;
      const expected = alignUp(length, before.optionalHeader.fileAlignment.value) ?? length;
      if (section.sizeOfRawData.value !== expected) yield wrongValue(section.sizeOfRawData, equals(expected), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-005',
    name: 'new-bytes',
    levels: 'EEEEEE',
    title: "The new section's data is the content, then zeros.",
    references: [REFERENCES.sectionData],
    rationale: 'Consumers that go by SizeOfRawData read the padding too, and stale bytes in it leak.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('edk2', 'loads something other than the content'),
      shim: misreads('shim', 'loads something other than the content'),
      zboot: misreads('bpfReader', 'takes something else as the content'),
    },
    enforcedBy: ['Linux kexec BPF series kernel/kexec_pe_image.c pe_get_section: reads the padding as content'],
    brokenBy: ['padding that was never written', 'content that was truncated or converted'],
    vacuous: withoutContent,
    *check(added, append) {
      const finding = wrongContent(added, append);
      if (finding !== null) yield finding;
    },
  }),
  onNewSection({
    id: 'PR-NEW-006',
    name: 'new-flags',
    levels: 'EEEEEE',
    title: 'The new section has the requested flags.',
    references: [REFERENCES.sectionFlags],
    rationale:
      'Without a content flag tools treat the section as empty, and shim does not keep it for later stages. The caller answers for the flags it requests: a rewriter sets exactly those or refuses, and no rule on section flags blames it for complying.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('edk2', 'gives the section permissions other than those requested'),
      ...inProfiles(['shim', 'zboot'], misreads('shim', 'does not load the section if it lacks MEM_READ')),
    },
    enforcedBy: ['shim pe.c: keeps only code and initialised data for later stages'],
    brokenBy: ['flags without a content type', 'flags that a tool chooses itself'],
    knownViolations: ["The kexec list's builder writes 0x40000000: MEM_READ without a content flag."],
    *check({ section, request: { characteristics } }) {
      if (section.characteristics.value === characteristics) return;
      yield wrongValue(section.characteristics, equals(characteristics), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-007',
    name: 'new-va',
    levels: 'EEEEEE',
    title: 'The new section starts at the first aligned address after everything that the image occupies or reserves.',
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale:
      'Strict loaders compute this address; a lower one overlaps uninitialised data or memory that SizeOfImage reserves, a higher one leaves a hole.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'loads it over memory that the image uses')),
      'audk-strict': refuses('audk', ' in strict mode'),
      shim: misreads('shim', 'loads it over memory that the image uses'),
    },
    enforcedBy: ['AUDK PeCoffInit.c:122: in strict mode', 'Windows'],
    brokenBy: [
      'an address computed from raw sizes',
      'an address computed only from the last entry of the table',
      'a VirtualSize of 0 that is taken to mean no memory',
      'an address in the memory that SizeOfImage reserves after the sections',
    ],
    knownViolations: [
      'GNU objcopy 2.40 chooses address 0 unless --change-section-vma is used.',
      "The kexec list's builder takes a VirtualSize of 0 to mean no memory.",
    ],
    *check({ section, earlier }, { before, after }) {
      const { sectionAlignment } = before.optionalHeader;
      const rounded = (address: number): number => alignUp(address, sectionAlignment.value) ?? address;
      const sectionsEnd = rounded(firstFreeAddress([...before.sections, ...earlier]));
      const reserved = rounded(Math.max(firstAddressAfter(before), after.optionalHeader.sizeOfHeaders.value));
      const expected = Math.max(sectionsEnd, reserved);
      const { virtualAddress } = section;
      if (virtualAddress.value === expected) return;
      // Less than SectionAlignment beyond the sections is no more than another way to round SizeOfImage.
      const isRounding =
        before.optionalHeader.sizeOfImage.value < sectionsEnd + sectionAlignment.value &&
        sectionsEnd >= after.optionalHeader.sizeOfHeaders.value;
      if (isRounding && virtualAddress.value === sectionsEnd) return;
      // Blocks larger than pages may be kept apart from the next section as a whole.
      const blocksEnd = earlier.reduce((end, { extent, rawData }) => Math.max(end, extent.offset + rawData.length), 0);
      if (virtualAddress.value === Math.max(expected, rounded(blocksEnd))) return;
      yield wrongValue(virtualAddress, equals(expected), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-008',
    name: 'new-rp',
    levels: 'EEEEEE',
    title: "The new section's data follows all other section data without a gap.",
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale:
      'No signature covers a gap; data placed after that of the last table entry may overwrite another section.',
    severity: 'mishandled',
    effects: UNHASHED_GAP,
    enforcedBy: ['sbsign: warns, "gap in section table"', 'osslsigncode: computes a different digest'],
    brokenBy: [
      'a pointer computed from the last entry of the table',
      'bss without a pointer at the end of the table',
      'a pointer that is rounded up although the old data ends inside a FileAlignment block',
    ],
    knownViolations: [
      "The kexec list's builder computes it from the last entry of the table, wherever that section's data is.",
    ],
    *check({ section, earlier }, append) {
      const { optionalHeader } = append.after;
      const others = [...sectionPairs(append).map(([, kept]) => kept), ...earlier];
      const end = others
        .filter(({ rawData }) => rawData.length > 0)
        .reduce((high, { rawData }) => Math.max(high, endOf(rawData)), optionalHeader.sizeOfHeaders.value);
      if (section.pointerToRawData.value !== end) yield wrongValue(section.pointerToRawData, equals(end), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-009',
    name: 'new-object-fields',
    levels: 'EWEEEE',
    title: "The new section's relocation and line-number fields are zero.",
    references: [REFERENCES.sectionTable],
    rationale: 'They belong to object files, and systemd refuses an image that sets them.',
    severity: 'untidy',
    effects: {
      edk2: untidy('edk2'),
      shim: refuses('shim', ' if the section is .sbat'),
      zboot: refuses('systemdStub', ' as the kernel of a unified kernel image'),
    },
    enforcedBy: ['systemd src/boot/linux.c: refuses PointerToRelocations'],
    brokenBy: ['a header that is written field by field over old bytes'],
    *check({ section }) {
      const { pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers } = section;
      for (const field of [pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers]) {
        if (field.value !== 0) yield wrongValue(field, equals(0), 'after');
      }
    },
  }),
  {
    scope: 'append',
    id: 'PR-NEW-010',
    name: 'slot-free',
    levels: 'EEEEEE',
    title: 'The new header overwrites nothing that was in use.',
    references: [REFERENCES.sectionTable, REFERENCES.debugDirectory],
    rationale:
      'arm64 kernels with branch protection, and kernels with EFI debugging, keep live data right after the table.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'reads the new header as debug data')),
      shim: misreads('objdump', 'shows the new header as debug data'),
    },
    brokenBy: ['kernels with CONFIG_ARM64_BTI_KERNEL or CONFIG_DEBUG_EFI'],
    knownViolations: ["The kexec list's builder writes its header over whatever is there."],
    undecided: 'Non-zero bytes that nothing refers to may be in use or left over; they count as in use.',
    vacuous: withoutLiveSlots,
    atStake: hasLiveSlots,
    check: overwrittenSlack,
  },
];

/** Names that an old section has, or an earlier new one, and may not have again. */
function* takenNames(append: Append): Generator<Finding> {
  const { before, after, requests } = append;
  const expected = { kind: 'form', name: 'a name that no other section has' } as const;
  const added = newSections(append);
  const names = [...before.sections.map(({ name }) => name.value), ...requests.map(({ name }) => name)];
  for (const [position, earlier] of repeatedNames(names)) {
    if (position < before.sections.length) continue;
    const twin = before.sections[earlier];
    const kept =
      twin === undefined
        ? added.find(({ rank }) => rank === earlier - before.sections.length)?.section
        : keptSection(append, twin);
    const old = twin === undefined ? place(after.coffHeader.numberOfSections, 'after') : place(twin.name, 'before');
    const at = kept === undefined ? old : place(kept.name, 'after');
    yield wrong('name of the new section', expected, names[position] ?? '', at);
  }
}
