import type { Disagreement } from './disagreement.ts';

/** What is disputed about sections: their place, their size and their flags. */
export const SECTION_DISAGREEMENTS: readonly Disagreement[] = [
  {
    id: 'D-01',
    topic: 'Gaps between addresses, and the first address',
    positions: [
      {
        who: 'PE format, Windows, ReactOS, ClamAV, AUDK in strict mode',
        says: 'Each section starts at the first aligned address after the one before it, and the first after the headers.',
      },
      { who: 'AUDK in relaxed mode', says: 'Addresses ascend, and sections do not overlap.' },
      { who: 'EDK2, shim, U-Boot', says: 'Any order and any gap is accepted.' },
      { who: 'corkami', says: 'Files with gaps work.' },
    ],
    ours: 'A gap is an error in spec, audk-strict and zboot and a warning elsewhere. An append creates none.',
    rules: ['PE-SEC-013', 'PE-LAM-001', 'PE-LAM-003', 'PE-LAM-004', 'PR-NEW-007'],
  },
  {
    id: 'D-03',
    topic: 'SizeOfRawData above VirtualSize',
    positions: [
      { who: 'PE format', says: 'It may be larger, because it is rounded up.' },
      { who: 'systemd 258 and later, for the embedded kernel', says: 'The image is refused.' },
      { who: 'GRUB (Fedora), GRUB peimage.c', says: 'All of it is copied, over whatever comes next.' },
      { who: 'EDK2, AUDK, shim', says: 'The smaller of the two is copied.' },
    ],
    ours: 'It may exceed VirtualSize by less than a FileAlignment block. That systemd refuses even this is a remark.',
    rules: ['PE-SEC-020', 'PE-SEC-021', 'PE-LAM-007', 'PR-NEW-004'],
  },
  {
    id: 'D-04',
    topic: 'A VirtualSize of 0',
    positions: [
      { who: 'Windows, EDK2, U-Boot, ReactOS', says: 'SizeOfRawData takes its place.' },
      { who: 'AUDK, systemd', says: 'The section is empty.' },
      { who: 'shim', says: 'The image is refused.' },
    ],
    ours: 'It is an error in shim, uefi-ca and zboot. An append counts SizeOfRawData instead, and never writes 0.',
    rules: ['PE-SEC-012', 'PE-LAM-002', 'PE-LAM-006', 'PR-NEW-003', 'PR-NEW-007'],
  },
  {
    id: 'D-05',
    topic: 'The file pointer of a section without data',
    positions: [
      { who: 'PE format', says: 'It is 0.' },
      { who: 'Linux 6.1', says: 'It is at the end of the file.' },
      { who: 'shim', says: 'It is not in the headers, unless the section is marked as uninitialised data.' },
    ],
    ours: 'Both forms are accepted, and an append keeps the one it finds.',
    rules: ['PE-SEC-011', 'PR-SEC-003'],
  },
  {
    id: 'D-06',
    topic: 'Data that is not aligned in the file',
    positions: [
      { who: 'PE format', says: 'Pointer and size are multiples of FileAlignment.' },
      { who: 'Windows', says: 'The pointer is rounded down to 512.' },
      { who: 'EFI loaders', says: 'It does not matter.' },
      { who: 'U-Boot', says: 'The size is rounded up, and that many bytes are hashed.' },
      { who: 'sbsign', says: 'It is worth a warning.' },
    ],
    ours: 'A size that is not a multiple is an error in spec, uefi-ca and zboot, such a pointer in spec and uefi-ca. An append writes multiples, except for a pointer right after data that ends inside a block: no signature would cover a gap there.',
    rules: ['PE-SEC-014', 'PE-SEC-015', 'PE-LAF-010', 'PR-NEW-004', 'PR-FIL-004'],
  },
  {
    id: 'D-07',
    topic: 'Sections inside the headers',
    positions: [
      { who: 'EDK2', says: 'They are refused if they have data.' },
      { who: 'shim', says: 'They are refused, unless they are marked as uninitialised data.' },
      { who: 'AUDK', says: 'They are loaded, even at address 0.' },
    ],
    ours: 'They are an error except in audk-strict.',
    rules: ['PE-SEC-018', 'PE-SEC-019', 'PE-LAM-009'],
  },
  {
    id: 'D-15',
    topic: 'The number of sections',
    positions: [
      { who: 'PE format, ReactOS, ClamAV, Windows XP', says: 'There are at most 96.' },
      { who: 'Windows Vista and later, EFI loaders', says: 'There are at most 65,535.' },
    ],
    ours: 'More than 96 are a warning in spec and uefi-ca, and an append adds none after the 65,535th.',
    rules: ['PE-COF-004', 'PR-COF-001'],
  },
  {
    id: 'D-17',
    topic: 'The flag that tells code from data',
    positions: [
      { who: 'EDK2', says: 'It is CNT_CODE since 2024, and MEM_EXECUTE without MEM_WRITE before.' },
      { who: 'AUDK, shim, GRUB', says: 'It is MEM_EXECUTE.' },
    ],
    ours: 'What may be executed is marked as code; the specification requires the converse too.',
    rules: ['PE-SEC-024', 'PE-NX-002'],
  },
  {
    id: 'D-19',
    topic: 'Sections that overlap',
    positions: [
      { who: 'EDK2', says: 'The last one wins.' },
      { who: 'U-Boot', says: 'The first one wins.' },
      {
        who: 'shim',
        says: 'They may overlap in memory, and in the file as long as their sizes do not add up to more than the file.',
      },
      { who: 'AUDK', says: 'They are refused: in memory when the image is loaded, in the file when it is hashed.' },
      { who: 'Windows', says: 'They are refused.' },
    ],
    ours: 'In memory they are an error everywhere, in the file everywhere except in edk2 and shim. An append refuses both.',
    rules: ['PE-LAF-001', 'PE-LAM-002', 'PR-REF-001'],
  },
  {
    id: 'D-21',
    topic: 'Sections that are not readable or are discardable',
    positions: [
      { who: 'shim', says: 'They are not loaded.' },
      { who: 'EDK2, AUDK, systemd', says: 'They are loaded.' },
    ],
    ours: 'A section that is needed is readable and not discardable.',
    rules: ['PE-SEC-022', 'PE-SEC-023', 'PR-NEW-006'],
  },
  {
    id: 'D-23',
    topic: 'Section names',
    positions: [
      {
        who: 'PE format',
        says: 'A name has up to 8 bytes, with no zero after the eighth, and images have no string table.',
      },
      { who: 'MinGW, pesign', says: 'A longer name is in the string table.' },
      { who: 'consumers that use strcmp', says: 'A name has up to 7 bytes and a zero.' },
      { who: 'loaders', says: 'Two sections may have the same name.' },
      { who: 'consumers that look up a section', says: 'The first section with a given name is meant.' },
    ],
    ours: 'Names are unique. An append takes up to 8 characters; more than 7 are a warning in zboot.',
    rules: ['PE-SEC-003', 'PE-SEC-005', 'PE-SEC-006', 'PR-COF-004', 'PR-NEW-001', 'PR-NEW-002'],
  },
  {
    id: 'D-27',
    topic: 'The order of sections',
    positions: [
      { who: 'PE format', says: 'Table, memory and file have the same order.' },
      { who: 'Windows, AUDK', says: 'Table and memory have the same order.' },
      { who: 'pesign', says: 'The digest depends on it when the file has another order than the table.' },
    ],
    ours: 'A different order in the file is a warning, except in spec, uefi-ca and zboot. An append keeps whatever order it finds.',
    rules: ['PE-LAM-001', 'PE-LAF-002', 'PR-SEC-005'],
  },
];
