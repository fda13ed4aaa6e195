import { endOf } from '../../results/index.ts';
import type { CoffHeader, OptionalHeader } from '../../reader/index.ts';
import { edited, roundUp } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { checkSumOf } from '../check-sum.ts';
import { dataStart, pairingOf, shiftOf } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';

const DOS_HEADER_SIZE = 0x40;
const SECTION_HEADER_SIZE = 40;
const CERTIFICATE_DIRECTORY = 4;

/** A repair that gives back, in the draft of an output, what was there before. */
function restoring(id: string, sentence: string, restore: (draft: Draft, wrong: WrongOutput) => void): Repair {
  const repair: Repair['repair'] = (wrong) =>
    edited(wrong, (draft) => {
      restore(draft, wrong);
    });
  return { id, sentence, reach: 'fact', repair };
}

/** A repair that gives fields of the optional header the values that they had. */
function kept(id: string, sentence: string, fields: readonly (keyof OptionalHeader)[]): Repair {
  return restoring(id, sentence, (draft, { before, after }) => {
    for (const name of fields) draft.restore(before, before.optionalHeader[name], after.optionalHeader[name]);
  });
}

function keptCoff(id: string, sentence: string, fields: readonly (keyof CoffHeader)[]): Repair {
  return restoring(id, sentence, (draft, { before, after }) => {
    for (const name of fields) draft.restore(before, before.coffHeader[name], after.coffHeader[name]);
  });
}

/** The stub as it was, and the PE headers where they were. */
function restoreStub(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  const [from, to] = [after.peSignature.offset, before.peSignature.offset];
  const headers = bytes.slice(from, endOf(after.sectionTable));
  if (from !== to && to + headers.length > dataStart(after)) return null;
  return edited(wrong, (draft) => {
    if (from !== to) {
      draft.clear(from, endOf(after.sectionTable));
      draft.put(to, headers);
      draft.number(after.dosHeader.peHeaderOffset, to);
    }
    draft.put(DOS_HEADER_SIZE, before.source.slice(DOS_HEADER_SIZE, Math.max(0, to - DOS_HEADER_SIZE)));
  });
}

/** As many data directories as there were, and the section table directly behind them. */
function restoreDirectoryCount(wrong: WrongOutput): Uint8Array | null {
  const { before, after, bytes } = wrong;
  const [old, now] = [before.optionalHeader, after.optionalHeader];
  if (old.magic.value !== now.magic.value) return null;
  const { sectionTable } = after;
  const start = now.magic.offset + before.coffHeader.sizeOfOptionalHeader.value;
  if (start + sectionTable.length > dataStart(after)) return null;
  return edited(wrong, (draft) => {
    draft.restore(before, old.numberOfRvaAndSizes, now.numberOfRvaAndSizes);
    draft.restore(before, before.coffHeader.sizeOfOptionalHeader, after.coffHeader.sizeOfOptionalHeader);
    draft.clear(Math.min(start, sectionTable.offset), endOf(sectionTable));
    draft.put(start, bytes.slice(sectionTable.offset, endOf(sectionTable)));
  });
}

/** The data directories as they were; that of certificates has a repair of its own. */
function restoreDirectories(wrong: WrongOutput): Uint8Array | null {
  const { before, after } = wrong;
  return edited(wrong, (draft) => {
    for (const { index, virtualAddress, size } of before.directories) {
      const now = after.directories[index];
      if (now === undefined || index === CERTIFICATE_DIRECTORY) continue;
      draft.restore(before, virtualAddress, now.virtualAddress);
      draft.restore(before, size, now.size);
    }
  });
}

/** As large as it was and as the section table needs, and larger by what the data moved. */
function sizeOfHeadersOf(wrong: WrongOutput): number {
  const { before, after } = wrong;
  const shift = Math.max(0, shiftOf(pairingOf(wrong)));
  const needed = roundUp(endOf(after.sectionTable), before.optionalHeader.fileAlignment.value);
  return Math.max(before.optionalHeader.sizeOfHeaders.value + shift, needed);
}

/** Up to the end of the last section in memory, and no less than it was. */
export function sizeOfImageOf({ before, after }: WrongOutput): number {
  let end = before.optionalHeader.sizeOfImage.value;
  for (const { extent } of after.sections) end = Math.max(end, endOf(extent));
  return roundUp(end, before.optionalHeader.sectionAlignment.value);
}

export const HEADER_REPAIRS: readonly Repair[] = [
  {
    id: 'directory-count',
    sentence: 'Keep NumberOfRvaAndSizes and SizeOfOptionalHeader, and with them the place of the section table.',
    reach: 'fact',
    repair: restoreDirectoryCount,
  },
  {
    id: 'dos-stub',
    sentence: 'Keep the bytes between the DOS header and the PE header, and the PE header in its place.',
    reach: 'fact',
    repair: restoreStub,
  },
  {
    id: 'section-count',
    sentence: 'Count the new section in NumberOfSections.',
    reach: 'fact',
    repair: (wrong) => {
      const { before, after } = wrong;
      if (after.sections.length !== before.sections.length) return null;
      const name = wrong.bytes.subarray(endOf(after.sectionTable), endOf(after.sectionTable) + SECTION_HEADER_SIZE);
      if (name.every((byte) => byte === 0)) return null;
      return edited(wrong, (draft) => {
        draft.number(after.coffHeader.numberOfSections, before.sections.length + 1);
      });
    },
  },
  keptCoff('time-stamp', 'Keep TimeDateStamp.', ['timeDateStamp']),
  keptCoff('coff-header', 'Keep Machine and Characteristics of the COFF header.', ['machine', 'characteristics']),
  kept('entry-point', 'Keep AddressOfEntryPoint.', ['addressOfEntryPoint']),
  kept('dll-characteristics', 'Keep DllCharacteristics.', ['dllCharacteristics']),
  kept('versions', 'Keep the version fields of the optional header and the reserved Win32VersionValue.', [
    'majorLinkerVersion',
    'minorLinkerVersion',
    'majorOperatingSystemVersion',
    'minorOperatingSystemVersion',
    'majorImageVersion',
    'minorImageVersion',
    'majorSubsystemVersion',
    'minorSubsystemVersion',
    'win32VersionValue',
  ]),
  kept('code-sizes', 'Keep SizeOfCode, SizeOfUninitializedData, BaseOfCode and BaseOfData.', [
    'sizeOfCode',
    'sizeOfUninitializedData',
    'baseOfCode',
    'baseOfData',
  ]),
  kept('optional-header', 'Keep the fields of the optional header that an append has no business changing.', [
    'imageBase',
    'sectionAlignment',
    'fileAlignment',
    'subsystem',
    'sizeOfStackReserve',
    'sizeOfStackCommit',
    'sizeOfHeapReserve',
    'sizeOfHeapCommit',
    'loaderFlags',
  ]),
  {
    id: 'directories',
    sentence: 'Keep the data directories.',
    reach: 'fact',
    repair: restoreDirectories,
  },
  {
    id: 'size-of-headers',
    sentence: 'Never let SizeOfHeaders shrink; let it grow only with the section table.',
    reach: 'fact',
    repair: (wrong) => {
      const value = sizeOfHeadersOf(wrong);
      // Where data has moved down into the old headers, the data is what is in the wrong place.
      if (value > dataStart(wrong.after)) return null;
      return edited(wrong, (draft) => {
        draft.number(wrong.after.optionalHeader.sizeOfHeaders, value);
      });
    },
  },
  {
    id: 'size-of-image',
    sentence: 'Make SizeOfImage reach to the end of the new section, and never less than it did.',
    reach: 'fact',
    repair: (wrong) =>
      edited(wrong, (draft) => {
        draft.number(wrong.after.optionalHeader.sizeOfImage, sizeOfImageOf(wrong));
      }),
  },
  {
    id: 'size-of-initialized-data',
    sentence: 'Add the raw size of the new section to SizeOfInitializedData.',
    reach: 'fact',
    repair: (wrong) => {
      const { added } = pairingOf(wrong);
      if (added === null) return null;
      const value = wrong.before.optionalHeader.sizeOfInitializedData.value + added.sizeOfRawData.value;
      return edited(wrong, (draft) => {
        draft.number(wrong.after.optionalHeader.sizeOfInitializedData, value);
      });
    },
  },
  {
    id: 'check-sum',
    sentence: 'Recompute CheckSum if it was set, and leave it zero if it was zero.',
    reach: 'fact',
    repair: (wrong) => {
      const field = wrong.after.optionalHeader.checkSum;
      const isSet = wrong.before.optionalHeader.checkSum.value !== 0;
      return edited(wrong, (draft) => {
        draft.number(field, isSet ? checkSumOf(wrong.bytes, field) : 0);
      });
    },
  },
];
