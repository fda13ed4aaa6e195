import { hex } from '../../results/index.ts';

/** Names of single bits, from the lowest on. */
type FlagNames = readonly (readonly [bit: number, name: string])[];

/** [PE format, Characteristics] */
const FILE_FLAGS: FlagNames = [
  [0x0001, 'RELOCS_STRIPPED'],
  [0x0002, 'EXECUTABLE_IMAGE'],
  [0x0004, 'LINE_NUMS_STRIPPED'],
  [0x0008, 'LOCAL_SYMS_STRIPPED'],
  [0x0010, 'AGGRESSIVE_WS_TRIM'],
  [0x0020, 'LARGE_ADDRESS_AWARE'],
  [0x0080, 'BYTES_REVERSED_LO'],
  [0x0100, '32BIT_MACHINE'],
  [0x0200, 'DEBUG_STRIPPED'],
  [0x0400, 'REMOVABLE_RUN_FROM_SWAP'],
  [0x0800, 'NET_RUN_FROM_SWAP'],
  [0x1000, 'SYSTEM'],
  [0x2000, 'DLL'],
  [0x4000, 'UP_SYSTEM_ONLY'],
  [0x8000, 'BYTES_REVERSED_HI'],
];

/** [PE format, DLL Characteristics] */
const DLL_FLAGS: FlagNames = [
  [0x0020, 'HIGH_ENTROPY_VA'],
  [0x0040, 'DYNAMIC_BASE'],
  [0x0080, 'FORCE_INTEGRITY'],
  [0x0100, 'NX_COMPAT'],
  [0x0200, 'NO_ISOLATION'],
  [0x0400, 'NO_SEH'],
  [0x0800, 'NO_BIND'],
  [0x1000, 'APPCONTAINER'],
  [0x2000, 'WDM_DRIVER'],
  [0x4000, 'GUARD_CF'],
  [0x8000, 'TERMINAL_SERVER_AWARE'],
];

/** [PE format, Extended DLL Characteristics] */
const EXTENDED_DLL_FLAGS: FlagNames = [
  [0x01, 'CET_COMPAT'],
  [0x02, 'CET_COMPAT_STRICT_MODE'],
  [0x04, 'CET_SET_CONTEXT_IP_VALIDATION_RELAXED_MODE'],
  [0x08, 'CET_DYNAMIC_APIS_ALLOW_IN_PROC_ONLY'],
  [0x10, 'CET_RESERVED_1'],
  [0x20, 'CET_RESERVED_2'],
  [0x40, 'FORWARD_CFI_COMPAT'],
  [0x80, 'HOTPATCH_COMPATIBLE'],
];

/** Access rights of a section; they are told apart because they are shown as letters. [PE format, Section Flags] */
const MEM_EXECUTE = 0x20000000;
const MEM_READ = 0x40000000;
const MEM_WRITE = 0x80000000;

/** Section flags but for alignment and access. [PE format, Section Flags] */
const SECTION_FLAGS: FlagNames = [
  [0x00000008, 'TYPE_NO_PAD'],
  [0x00000020, 'CNT_CODE'],
  [0x00000040, 'CNT_INITIALIZED_DATA'],
  [0x00000080, 'CNT_UNINITIALIZED_DATA'],
  [0x00000100, 'LNK_OTHER'],
  [0x00000200, 'LNK_INFO'],
  [0x00000800, 'LNK_REMOVE'],
  [0x00001000, 'LNK_COMDAT'],
  [0x00008000, 'GPREL'],
  [0x00020000, 'MEM_PURGEABLE'],
  [0x00040000, 'MEM_LOCKED'],
  [0x00080000, 'MEM_PRELOAD'],
  [0x01000000, 'LNK_NRELOC_OVFL'],
  [0x02000000, 'MEM_DISCARDABLE'],
  [0x04000000, 'MEM_NOT_CACHED'],
  [0x08000000, 'MEM_NOT_PAGED'],
  [0x10000000, 'MEM_SHARED'],
];

/** Four bits that hold an alignment: 1 is one byte, every further step doubles it. [PE format, Section Flags] */
const ALIGNMENT_MASK = 0x00f00000;
const ALIGNMENT_SHIFT = 20;
/** The largest alignment that has a name, 8192 bytes. */
const ALIGNMENT_MOST = 14;

/** The names of the bits that are set, from the lowest on; bits without a name as one number at the end. */
function namesOf(flags: FlagNames, value: number): readonly string[] {
  const known = flags.filter(([bit]) => (value & bit) !== 0);
  const rest = known.reduce((left, [bit]) => (left & ~bit) >>> 0, value >>> 0);
  return [...known.map(([, name]) => name), ...(rest === 0 ? [] : [`unknown ${hex(rest)}`])];
}

/** Flags of the COFF header by name. [PE format, Characteristics] */
export function fileFlags(value: number): readonly string[] {
  return namesOf(FILE_FLAGS, value);
}

/** Flags of the optional header by name. [PE format, DLL Characteristics] */
export function dllFlags(value: number): readonly string[] {
  return namesOf(DLL_FLAGS, value);
}

/** Flags of an EX_DLLCHARACTERISTICS debug entry by name. [PE format, Extended DLL Characteristics] */
export function extendedDllFlags(value: number): readonly string[] {
  return namesOf(EXTENDED_DLL_FLAGS, value);
}

/** What a loaded section may be used for, such as `r-x`. [PE format, Section Flags] */
export function accessOf(characteristics: number): string {
  const letter = (bit: number, name: string): string => ((characteristics & bit) === 0 ? '-' : name);
  return `${letter(MEM_READ, 'r')}${letter(MEM_WRITE, 'w')}${letter(MEM_EXECUTE, 'x')}`;
}

/** Flags of a section by name but for those that {@link accessOf} tells. [PE format, Section Flags] */
export function sectionFlags(characteristics: number): readonly string[] {
  const steps = (characteristics & ALIGNMENT_MASK) >>> ALIGNMENT_SHIFT;
  const aligned = steps >= 1 && steps <= ALIGNMENT_MOST;
  const told = (MEM_EXECUTE | MEM_READ | MEM_WRITE | (aligned ? ALIGNMENT_MASK : 0)) >>> 0;
  const names = namesOf(SECTION_FLAGS, (characteristics & ~told) >>> 0);
  return aligned ? [`ALIGN_${2 ** (steps - 1)}BYTES`, ...names] : names;
}
