import type { Disagreement } from './disagreement.ts';

/** What is disputed about the DOS, COFF and optional headers. */
export const HEADER_DISAGREEMENTS: readonly Disagreement[] = [
  {
    id: 'D-02',
    topic: 'SizeOfImage',
    positions: [
      { who: 'PE format', says: 'It is a multiple of SectionAlignment.' },
      { who: 'Linux zboot', says: 'It is a multiple of 512 and rarely one of SectionAlignment.' },
      { who: 'EDK2, shim, systemd, GRUB peimage.c', says: 'Whatever it is, the sections must fit into it.' },
      { who: 'AUDK, U-Boot', says: 'It is ignored and recomputed from the sections.' },
    ],
    ours: 'An input may have any value that covers its sections. An append always writes a multiple.',
    rules: ['PE-OPT-008', 'PE-OPT-009', 'PE-OPT-010', 'PE-SEC-016', 'PR-OPT-003'],
  },
  {
    id: 'D-08',
    topic: 'SectionAlignment below a page, 0, or not a power of two',
    positions: [
      { who: 'Windows', says: 'Below a page it is legal if sections have the same layout in the file and in memory.' },
      { who: 'EDK2', says: 'The image is loaded without protection; 0 is refused and 3 is not.' },
      { who: 'AUDK', says: 'It must be a power of two, and less than a page is refused by policy.' },
      { who: 'shim', says: '0 means 4096.' },
    ],
    ours: 'An append refuses a value that is not a power of two. Less than a page is an error in audk-strict, uefi-ca and zboot.',
    rules: ['PE-OPT-003', 'PE-OPT-006', 'PE-NX-003'],
  },
  {
    id: 'D-09',
    topic: 'FileAlignment',
    positions: [
      { who: 'PE format', says: 'It is a power of two from 512 to 64 KiB.' },
      { who: 'shim', says: 'It is even, and 0 means 512.' },
      { who: 'EDK2, AUDK', says: 'It does not matter.' },
      { who: 'signing and memory protection helpers', says: 'It is 4096.' },
    ],
    ours: 'The specification is followed. A value other than 4096 is a warning in uefi-ca and a remark in zboot.',
    rules: ['PE-OPT-005', 'PE-LAF-012', 'PE-NX-007'],
  },
  {
    id: 'D-10',
    topic: 'SizeOfHeaders',
    positions: [
      { who: 'PE format', says: 'It is the end of the section table, rounded up to FileAlignment.' },
      { who: 'Linux zboot', says: 'It is 0x1000, although rounding would give 0x200.' },
      { who: 'EDK2, Windows', says: 'It is less than SizeOfImage.' },
      { who: 'shim', says: 'It does not exceed SizeOfImage.' },
      { who: 'AUDK', says: 'It is not compared with SizeOfImage.' },
    ],
    ours: 'It ends where the first data starts, because otherwise no signature covers the bytes between them. An append never makes it smaller.',
    rules: ['PE-OPT-013', 'PE-OPT-014', 'PE-OPT-015', 'PE-LAF-004', 'PR-OPT-004'],
  },
  {
    id: 'D-11',
    topic: 'SizeOfOptionalHeader',
    positions: [
      {
        who: 'EDK2, shim, systemd',
        says: 'It is exactly the fixed part and the directories, and locates the section table.',
      },
      { who: 'AUDK', says: 'It is at least that much, and locates the section table.' },
      { who: 'GRUB peimage.c, Linux verify_pefile.c, pesign', says: 'NumberOfRvaAndSizes locates the section table.' },
    ],
    ours: 'It is exact, so that both ways find the same table.',
    rules: ['PE-COF-005', 'PE-COF-006'],
  },
  {
    id: 'D-12',
    topic: 'NumberOfRvaAndSizes',
    positions: [
      { who: 'PE format, AUDK', says: 'Any number of directories is accepted.' },
      { who: 'EDK2', says: 'Any number is accepted but 5, with which it reads a directory past the last.' },
      { who: 'shim', says: 'There are at least 6.' },
      { who: 'sbsign, osslsigncode, systemd', says: 'There are at least 5.' },
      { who: 'Linux zboot', says: 'There are 6, or 7 with debug data.' },
      { who: 'Windows tools', says: 'There are 16.' },
    ],
    ours: 'There are 6 to 16.',
    rules: ['PE-OPT-024', 'PE-OPT-025', 'PE-OPT-026', 'PR-DIR-001'],
  },
  {
    id: 'D-13',
    topic: 'The DOS header and how the PE header is found',
    positions: [
      { who: 'systemd, Linux', says: 'MZ is required, and e_lfanew is at least 64.' },
      { who: 'U-Boot', says: 'MZ is required.' },
      { who: 'PE format', says: 'e_lfanew is a multiple of 8.' },
      { who: 'AUDK', says: 'MZ is optional; e_lfanew is at least 64, and a multiple of 8.' },
      {
        who: 'shim',
        says: 'MZ is optional; e_lfanew is at least 64, with any alignment, and half of the signature is enough.',
      },
      { who: 'EDK2', says: 'MZ is optional; e_lfanew is at least 4, with any alignment.' },
      { who: 'Windows', says: 'e_lfanew is at least 4, and a multiple of 4.' },
    ],
    ours: 'The strictest of all: MZ, at least 64, a multiple of 8, and all four bytes of the signature.',
    rules: ['PE-DOS-002', 'PE-DOS-003', 'PE-DOS-006', 'PE-DOS-007'],
  },
  {
    id: 'D-14',
    topic: 'An image without sections',
    positions: [
      { who: 'EDK2, Windows with SectionAlignment below a page', says: 'It is loaded.' },
      { who: 'AUDK, shim, systemd', says: 'It is refused.' },
    ],
    ours: 'It is an error except in edk2, and an append refuses it.',
    rules: ['PE-COF-003', 'PR-REF-001'],
  },
  {
    id: 'D-16',
    topic: 'The entry point',
    positions: [
      { who: 'EDK2', says: 'It is anywhere; past the image it becomes a null pointer.' },
      { who: 'AUDK', says: 'It is below the end of the image.' },
      { who: 'shim', says: 'It is in exactly one readable section, and not the last byte of it.' },
      { who: 'Windows', says: 'It is 0, or not in the headers.' },
    ],
    ours: 'It is in an executable section.',
    rules: ['PE-OPT-019', 'PE-OPT-020', 'PE-OPT-021', 'PE-NX-006'],
  },
  {
    id: 'D-22',
    topic: 'The RELOCS_STRIPPED flag',
    positions: [
      { who: 'shim', says: 'The image is refused.' },
      { who: 'EDK2', says: 'The image is loaded at ImageBase or not at all.' },
      { who: 'AUDK', says: 'The image is refused if it has a relocation directory nevertheless.' },
    ],
    ours: 'It is an error in edk2, shim, uefi-ca and zboot.',
    rules: ['PE-COF-010', 'PE-COF-011'],
  },
  {
    id: 'D-25',
    topic: 'CheckSum',
    positions: [
      { who: 'GNU objcopy', says: 'It is always computed.' },
      { who: 'ukify, peln', says: 'It is set to zero.' },
      { who: 'EFI loaders', says: 'It is ignored.' },
      { who: 'Windows', says: 'It is checked in drivers.' },
    ],
    ours: 'It is right or zero. An append recomputes it if it was set and leaves it zero if it was not.',
    rules: ['PE-OPT-017', 'PR-OPT-008'],
  },
  {
    id: 'D-26',
    topic: 'SizeOfInitializedData',
    positions: [
      { who: 'ukify', says: 'It grows by the VirtualSize of what is added.' },
      { who: 'GNU objcopy', says: 'It is recomputed.' },
      { who: "the kexec list's builder", says: 'It stays.' },
      { who: 'Linux zboot', says: 'It counts bss too.' },
    ],
    ours: 'It grows by the raw size or by the length of what is added; anything else is a warning.',
    rules: ['PE-OPT-022', 'PR-OPT-006'],
  },
  {
    id: 'D-29',
    topic: 'ImageBase',
    positions: [
      { who: 'PE format', says: 'It is a multiple of 64 KiB.' },
      { who: 'AUDK', says: 'It is a multiple of SectionAlignment.' },
      { who: 'Project Mu, Linux zboot', says: 'It is 0.' },
      { who: 'EDK2, shim', says: 'It does not matter.' },
    ],
    ours: 'A multiple is required where the specification or the loader requires it. A value other than 0 is a warning in uefi-ca and zboot.',
    rules: ['PE-OPT-007', 'PE-NX-010'],
  },
  {
    id: 'D-30',
    topic: 'Reserved fields',
    positions: [
      { who: 'writers of images', says: 'They must be zero.' },
      { who: 'readers of images', says: 'They must be ignored.' },
    ],
    ours: 'A value other than zero is a warning in spec, uefi-ca and zboot. An append copies it as it is.',
    rules: ['PE-OPT-016', 'PE-DIR-004', 'PR-OPT-009'],
  },
];
