import {
  COFF,
  DOS_HEADER,
  OPTIONAL,
  SECTION,
  ZBOOT,
  coff,
  directory,
  directoryCount,
  lastHeader,
  optional,
  optionalValue,
  rawDataOf,
  sectionCount,
  setU16,
  setU32,
  u16,
  u32,
} from './patch.ts';
import { PLAIN, STUB } from './plans.ts';
import { spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** The DOS header that GNU tools write in place of any other. [GNU BFD, peXXigen.c] */
const FRESH_DOS_HEADER = [
  0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x40,
];
/** IMAGE_DLLCHARACTERISTICS_NX_COMPAT. [PE format, DLL Characteristics] */
const NX_COMPAT = 0x100;
/** Number of the debug directory. [PE format, Optional Header Data Directories] */
const DEBUG_DIRECTORY = 6;
/** Any time but that of the input. */
const SOME_TIME = 0x5f5e_1000;

const clearStub: Spoil = (output) => output.fill(0, DOS_HEADER, u32(output, ZBOOT.peHeaderOffset));

const freshDosHeader: Spoil = (output) => {
  output.fill(0, 0, ZBOOT.peHeaderOffset);
  output.set(FRESH_DOS_HEADER);
  return output;
};

const keepSectionCount: Spoil = (output) => {
  setU16(output, coff(output, COFF.numberOfSections), sectionCount(output) - 1);
  return output;
};

const stampTime: Spoil = (output) => {
  setU32(output, coff(output, COFF.timeDateStamp), SOME_TIME);
  return output;
};

const clearNxCompat: Spoil = (output) => {
  const field = optional(output, OPTIONAL.dllCharacteristics);
  setU16(output, field, u16(output, field) & ~NX_COMPAT);
  return output;
};

const setReserved: Spoil = (output) => {
  setU32(output, optional(output, OPTIONAL.win32VersionValue), 1);
  return output;
};

const addToCode: Spoil = (output) => {
  const { size } = rawDataOf(output, lastHeader(output));
  setU32(output, optional(output, OPTIONAL.sizeOfCode), optionalValue(output, OPTIONAL.sizeOfCode) + size);
  return output;
};

const enterNewSection: Spoil = (output) => {
  const address = u32(output, lastHeader(output) + SECTION.virtualAddress);
  setU32(output, optional(output, OPTIONAL.addressOfEntryPoint), address);
  return output;
};

const clearDebugDirectory: Spoil = (output) => {
  if (directoryCount(output) <= DEBUG_DIRECTORY) return output;
  return output.fill(0, directory(output, DEBUG_DIRECTORY), directory(output, DEBUG_DIRECTORY + 1));
};

/** Saboteurs that spoil fields in front of the section table. */
export const HEADER_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'clears the DOS stub',
    fault: 21,
    plans: [STUB],
    caughtBy: ['PR-DOS-001', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(clearStub),
  },
  {
    name: 'writes a DOS header of its own',
    fault: null,
    plans: [PLAIN],
    caughtBy: [
      'ZB-002',
      'PR-ZB-001',
      'PR-ZB-002',
      'PR-ZB-003',
      'PR-ZB-004',
      'PR-ZB-005',
      'PR-ZB-006',
      'PR-ZB-007',
      'PR-DOS-002',
      'PR-META-001',
      'PR-META-003',
      'PR-META-004',
    ],
    sabotage: spoiling(freshDosHeader),
  },
  {
    name: 'does not count the new section',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-OPT-010', 'PE-LAF-005', 'PE-LAF-008', 'PR-COF-001', 'PR-FIL-001', 'PR-META-003'],
    sabotage: spoiling(keepSectionCount),
  },
  {
    name: 'stamps the time of the rewrite',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-COF-002', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(stampTime),
  },
  {
    name: 'clears the NX_COMPAT flag',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-NX-001', 'PR-OPT-001', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(clearNxCompat),
  },
  {
    name: 'sets the reserved Win32VersionValue',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-OPT-016', 'PR-OPT-001', 'PR-OPT-009', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(setReserved),
  },
  {
    name: 'adds the new section to SizeOfCode',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-OPT-001', 'PR-OPT-007', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(addToCode),
  },
  {
    name: 'moves the entry point into the new section',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['ZB-032', 'PE-NX-006', 'PR-OPT-001', 'PR-OPT-002', 'PR-META-001', 'PR-META-003', 'PR-META-004'],
    sabotage: spoiling(enterNewSection),
  },
  {
    name: 'clears the debug directory',
    fault: null,
    plans: [`${PLAIN} directories=7 debug=codeview debugPlace=section debugAddress=loaded`],
    caughtBy: ['PR-DIR-001', 'PR-DIR-003', 'PR-DIR-004', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(clearDebugDirectory),
  },
];
