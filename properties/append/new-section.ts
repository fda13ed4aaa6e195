import type { Section } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { alignUp } from '../arithmetic.ts';
import { bytesOf, firstDifference, firstNonZero, toHex } from '../bytes.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { addressEnd, byAddress } from '../image/facts.ts';
import { REFERENCES } from '../references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { slotIsFree, slotOf } from './facts.ts';
import { onNewSection } from './on-new-section.ts';

/** The header of the new section and where its data should be. */
export const APPEND_NEW_SECTION_RULES: readonly AppendRule[] = [
  onNewSection({
    id: 'PR-NEW-001',
    title: 'The new section has the requested name, padded with zeros.',
    references: [REFERENCES.sectionTable],
    rationale: 'Consumers look the section up by name; a truncated one is another section.',
    *check(section, append) {
      if (section.name.value !== append.request.name) {
        yield wrongValue(section.name, equals(append.request.name), 'after');
        return;
      }
      const bytes = bytesOf(append.after, section.name);
      if (firstNonZero(bytes.subarray(section.name.value.length)) === -1) return;
      const about = `padding of ${section.name.path}`;
      yield wrong(about, { kind: 'zero-bytes' }, toHex(bytes), place(section.name, 'after'));
    },
  }),
  {
    scope: 'append',
    id: 'PR-NEW-002',
    title: 'No old section has the name of the new one.',
    references: [REFERENCES.sectionTable],
    rationale: 'Consumers take the first section of a name, so a second one is never read.',
    enforcedBy: ['kexec image readers (first match)', 'systemd boot/pe.c (first match)'],
    *check({ before, after, request }) {
      const twin = before.sections.find(({ name }) => name.value === request.name);
      const kept = twin === undefined ? undefined : after.sections[twin.index];
      if (twin === undefined) return;
      const expected = { kind: 'form', name: 'a name that no section has' } as const;
      yield wrong(
        'name of the new section',
        expected,
        request.name,
        place((kept ?? twin).name, kept === undefined ? 'before' : 'after'),
      );
    },
  },
  onNewSection({
    id: 'PR-NEW-003',
    title: "The new section's VirtualSize is the length of its content.",
    references: [REFERENCES.sectionTable],
    rationale: 'It is the only field that tells how long the content is, for SizeOfRawData is rounded.',
    enforcedBy: ['shim pe.c (refuses 0)'],
    *check(section, append) {
      const { length } = append.request.content;
      if (section.virtualSize.value !== length) yield wrongValue(section.virtualSize, equals(length), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-004',
    title: "The new section's SizeOfRawData is the length rounded up to FileAlignment.",
    references: [REFERENCES.sectionTable],
    rationale: 'Unrounded, U-Boot hashes past the end of the section and its signature check fails where others pass.',
    enforcedBy: ['U-Boot efi_image_loader.c'],
    *check(section, append) {
      const { length } = append.request.content;
      const expected = alignUp(length, append.before.optionalHeader.fileAlignment.value) ?? length;
      if (section.sizeOfRawData.value !== expected) yield wrongValue(section.sizeOfRawData, equals(expected), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-005',
    title: "The new section's data is the content, then zeros.",
    references: [REFERENCES.sectionData],
    rationale: 'Consumers that go by SizeOfRawData read the padding too, and stale bytes there leak.',
    *check(section, append) {
      const finding = wrongContent(section, append);
      if (finding !== null) yield finding;
    },
  }),
  onNewSection({
    id: 'PR-NEW-006',
    title: 'The new section has the requested flags.',
    references: [REFERENCES.sectionFlags],
    rationale: 'Without a content flag tools take the section for empty, and shim does not keep it for later stages.',
    enforcedBy: ['shim pe.c'],
    *check(section, append) {
      const { characteristics } = append.request;
      if (section.characteristics.value === characteristics) return;
      yield wrongValue(section.characteristics, equals(characteristics), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-007',
    title: 'The new section starts at the first aligned address after every old section.',
    references: [REFERENCES.sectionTable],
    rationale:
      'Strict loaders compute this address; a lower one overlaps uninitialised data, a higher one leaves a hole.',
    enforcedBy: ['AUDK PeCoffInit.c (strict)', 'Windows'],
    *check(section, append) {
      // Addresses ascend strictly, so a last section that takes no address still has its own to itself.
      const highest = byAddress(append.before).at(-1)?.virtualAddress.value ?? -1;
      const end = Math.max(addressEnd(append.before), highest + 1);
      const expected = alignUp(end, append.before.optionalHeader.sectionAlignment.value) ?? end;
      if (section.virtualAddress.value !== expected)
        yield wrongValue(section.virtualAddress, equals(expected), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-008',
    title: "The new section's data follows all other section data without a gap.",
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale: 'A gap is in no signature; data placed after the last table entry may lie on top of another section.',
    *check(section, append) {
      const { sections, optionalHeader } = append.after;
      const old = sections.slice(0, append.before.sections.length).filter(({ rawData }) => rawData.length > 0);
      const end = old.reduce((high, { rawData }) => Math.max(high, endOf(rawData)), optionalHeader.sizeOfHeaders.value);
      const expected = alignUp(end, append.before.optionalHeader.fileAlignment.value) ?? end;
      if (section.pointerToRawData.value !== expected)
        yield wrongValue(section.pointerToRawData, equals(expected), 'after');
    },
  }),
  onNewSection({
    id: 'PR-NEW-009',
    title: "The new section's relocation and line-number fields are zero.",
    references: [REFERENCES.sectionTable],
    rationale: 'They belong to object files, and systemd refuses an image that sets them.',
    enforcedBy: ['systemd boot/linux.c'],
    *check(section) {
      const { pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers } = section;
      for (const field of [pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers]) {
        if (field.value !== 0) yield wrongValue(field, equals(0), 'after');
      }
    },
  }),
  {
    scope: 'append',
    id: 'PR-NEW-010',
    title: 'The new header overwrites nothing that was in use.',
    references: [REFERENCES.sectionTable, REFERENCES.debugDirectory],
    rationale:
      'arm64 kernels with branch protection, and kernels with EFI debugging, keep live data right behind the table.',
    check: overwrittenSlack,
  },
];

function wrongContent(section: Section, append: Append): Finding | null {
  const { content } = append.request;
  const stored = bytesOf(append.after, section.rawData);
  const index = firstDifference(stored.subarray(0, content.length), content);
  if (index !== -1) {
    const expected = { kind: 'same-bytes', as: { file: 'content', offset: index, length: 1 } } as const;
    const at = place({ offset: section.rawData.offset + index, length: 1 }, 'after');
    return wrong(
      'data of the new section',
      expected,
      index < stored.length ? 'another byte' : `${stored.length} bytes`,
      at,
    );
  }
  const stale = firstNonZero(stored.subarray(content.length));
  if (stale === -1) return null;
  const at = place({ offset: section.rawData.offset + content.length + stale, length: 1 }, 'after');
  return wrong('padding of the new section', { kind: 'zero-bytes' }, stored[content.length + stale] ?? 0, at);
}

/** Bytes of the slot that were in use and cannot be found again, where they were or right behind the longer table. */
function* overwrittenSlack(append: Append): Generator<Finding> {
  const { before, after } = append;
  const slot = slotOf(before);
  // Where the table leaves no slot inside the headers, their growth is judged by a rule of its own.
  if (slotIsFree(before) || endOf(slot) > before.optionalHeader.sizeOfHeaders.value) return;
  for (const { index, data } of before.debugEntries) {
    // An entry that starts among the headers, or leaves the file, names no data that could be kept.
    if (!overlaps(data, slot) || data.offset < slot.offset || endOf(data) > before.fileSize) continue;
    const kept = after.debugEntries[index];
    const same = kept !== undefined && firstDifference(bytesOf(before, data), bytesOf(after, kept.data)) === -1;
    if (!same) yield lost(`debugEntries[${index}] data`, data);
  }
  const claimed = before.regionMap.regions.filter(({ kind }) => kind === 'claimed-slack');
  const bytes = bytesOf(before, slot);
  const moved = bytesOf(after, { offset: endOf(slot), length: slot.length });
  for (const [index, byte] of bytes.entries()) {
    const offset = slot.offset + index;
    const owned = claimed.some((region) => offset >= region.offset && offset < endOf(region));
    if (byte === 0 || owned || moved[index] === byte) continue;
    yield lost('header slack', { offset, length: 1 });
    return;
  }
}

function lost(about: string, span: Span): Finding {
  const expected = { kind: 'same-bytes', as: place(span, 'before') } as const;
  return wrong(about, expected, 'overwritten', place(span, 'after'), place(span, 'before'));
}
