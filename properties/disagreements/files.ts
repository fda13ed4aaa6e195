import type { Disagreement } from './disagreement.ts';

/** What is disputed about the file as a whole: signatures, digests, relocations, and how long a thing is. */
export const FILE_DISAGREEMENTS: readonly Disagreement[] = [
  {
    id: 'D-18',
    topic: 'The position of the certificate table',
    positions: [
      { who: 'shim, kexec-tools', says: 'It is at the end of the file.' },
      { who: 'PE format', says: 'It is a multiple of 8, and debug data may follow it.' },
      { who: 'AUDK', says: 'It is a multiple of 8.' },
      { who: 'EDK2', says: 'It is within the file, at any alignment.' },
    ],
    ours: 'It is at the end of the file, at a multiple of 8, and overlaps nothing.',
    rules: ['PE-DIR-011', 'PE-DIR-012', 'PE-DIR-013', 'PE-DIR-014', 'PR-DIR-002'],
  },
  {
    id: 'D-20',
    topic: 'Bytes outside sections, in a digest',
    positions: [
      { who: 'PE format, appendix A', says: 'What follows the last section is not hashed.' },
      {
        who: 'Authenticode document, Linux, EDK2, AUDK, pesign',
        says: 'What follows the last section is hashed as it is; gaps are not.',
      },
      {
        who: 'shim, sbsign, U-Boot, systemd',
        says: 'What follows is hashed and padded with zeros to a multiple of 8; gaps are not hashed.',
      },
      {
        who: 'osslsigncode',
        says: 'The whole file is hashed, gaps included, and padded with zeros to a multiple of 8.',
      },
    ],
    ours: 'Files are written so that all of these give the same digest.',
    rules: ['PE-LAF-003', 'PE-LAF-004', 'PE-LAF-009', 'PE-NX-012', 'PE-NX-013', 'PR-FIL-003', 'PR-META-005'],
  },
  {
    id: 'D-24',
    topic: "The length of a section's content and of the compression type",
    positions: [
      { who: 'Linux kexec BPF series', says: 'A section is as long as SizeOfRawData, padding included.' },
      { who: 'systemd', says: 'A section is as long as VirtualSize, or as SizeOfRawData if that is less.' },
      { who: 'Linux zboot', says: 'The compression type has 32 bytes.' },
      { who: 'kexec-tools', says: 'The compression type has 4 bytes.' },
    ],
    ours: 'VirtualSize is the length and the padding is zero, so that either reading works. All 32 bytes of the type are kept.',
    rules: ['ZB-009', 'PE-LAF-007', 'PR-ZB-004', 'PR-NEW-003', 'PR-NEW-005'],
  },
  {
    id: 'D-28',
    topic: 'Where relocations are',
    positions: [
      { who: 'EDK2, AUDK, systemd', says: 'They are where directory 5 says.' },
      { who: 'shim', says: 'They are in the section named .reloc.' },
    ],
    ours: 'Both agree, or neither is present. An append refuses to name a section .reloc.',
    rules: ['PE-DIR-020', 'PE-DIR-022', 'PR-NEW-001'],
  },
];
