import type { Disagreement } from './disagreement.ts';

/** What is disputed about the file as a whole: signatures, digests, relocations, and how long a thing is. */
export const FILE_DISAGREEMENTS: readonly Disagreement[] = [
  {
    id: 'D-18',
    topic: 'The place of the certificate table',
    positions: [
      { who: 'shim, kexec-tools', says: 'It is the end of the file.' },
      { who: 'PE format', says: 'It is a multiple of 8, and debug data may follow it.' },
      { who: 'AUDK', says: 'It is a multiple of 8.' },
      { who: 'EDK2', says: 'It is in the file, at any alignment.' },
    ],
    ours: 'It is the end of the file, a multiple of 8, and apart from everything else.',
    rules: ['PE-DIR-011', 'PE-DIR-012', 'PE-DIR-013', 'PE-DIR-014', 'PR-DIR-002'],
  },
  {
    id: 'D-20',
    topic: 'Bytes that no section has, in a digest',
    positions: [
      { who: 'PE format, appendix A', says: 'What follows the last section is not hashed.' },
      {
        who: 'Authenticode document, Linux, EDK2, AUDK, pesign',
        says: 'What follows the last section is hashed as it is, and gaps are not.',
      },
      {
        who: 'shim, sbsign, U-Boot, systemd',
        says: 'What follows is hashed with zeros up to a multiple of 8, and gaps are not hashed.',
      },
      { who: 'osslsigncode', says: 'All of the file is hashed, gaps too, with zeros up to a multiple of 8.' },
    ],
    ours: 'A file is made so that all of these give one digest.',
    rules: ['PE-LAF-003', 'PE-LAF-004', 'PE-LAF-009', 'PE-NX-012', 'PE-NX-013', 'PR-FIL-003', 'PR-META-005'],
  },
  {
    id: 'D-24',
    topic: 'How long a content or a word is',
    positions: [
      { who: 'Linux kexec BPF series', says: 'A section is as long as SizeOfRawData, padding and all.' },
      { who: 'systemd', says: 'A section is as long as VirtualSize, or as SizeOfRawData when that is less.' },
      { who: 'Linux zboot', says: 'The compression type has 32 bytes.' },
      { who: 'kexec-tools', says: 'The compression type has 4 bytes.' },
    ],
    ours: 'VirtualSize is the length and the padding is zero, so that both readings do. All 32 bytes of the type are kept.',
    rules: ['ZB-009', 'PE-LAF-007', 'PR-ZB-004', 'PR-NEW-003', 'PR-NEW-005'],
  },
  {
    id: 'D-28',
    topic: 'Where relocations are',
    positions: [
      { who: 'EDK2, AUDK, systemd', says: 'They are where directory 5 says.' },
      { who: 'shim', says: 'They are in the section named .reloc.' },
    ],
    ours: 'Both agree, or neither is there. An append refuses to name a section .reloc.',
    rules: ['PE-DIR-020', 'PE-DIR-022', 'PR-NEW-001'],
  },
];
