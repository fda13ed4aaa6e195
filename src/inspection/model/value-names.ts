/** Machine types of images that UEFI starts, by their names. [PE format, Machine Types] */
export const MACHINES: ReadonlyMap<number, string> = new Map([
  [0xaa64, 'arm64'],
  [0x8664, 'x86-64'],
  [0x5064, 'riscv64'],
  [0x5032, 'riscv32'],
  [0x6264, 'loongarch64'],
  [0x6232, 'loongarch32'],
  [0x014c, 'i386'],
  [0x01c0, 'arm'],
  [0x01c2, 'thumb'],
  [0x01c4, 'armnt'],
  [0x0200, 'ia64'],
  [0x0ebc, 'efi byte code'],
]);

/** Magic numbers of the optional header. [PE format, Optional Header (Image Only)] */
export const FORMATS: ReadonlyMap<number, string> = new Map([
  [0x10b, 'PE32'],
  [0x20b, 'PE32+'],
]);

/** [PE format, Windows Subsystem] */
export const SUBSYSTEMS: ReadonlyMap<number, string> = new Map([
  [0, 'UNKNOWN'],
  [1, 'NATIVE'],
  [2, 'WINDOWS_GUI'],
  [3, 'WINDOWS_CUI'],
  [5, 'OS2_CUI'],
  [7, 'POSIX_CUI'],
  [8, 'NATIVE_WINDOWS'],
  [9, 'WINDOWS_CE_GUI'],
  [10, 'EFI_APPLICATION'],
  [11, 'EFI_BOOT_SERVICE_DRIVER'],
  [12, 'EFI_RUNTIME_DRIVER'],
  [13, 'EFI_ROM'],
  [14, 'XBOX'],
  [16, 'WINDOWS_BOOT_APPLICATION'],
]);

/** Data directories by their number; the specification gives sixteen of them a use. [PE format, Optional Header Data Directories] */
export const DIRECTORIES: readonly string[] = [
  'export',
  'import',
  'resource',
  'exception',
  'certificate',
  'base relocation',
  'debug',
  'architecture',
  'global pointer',
  'thread local storage',
  'load configuration',
  'bound import',
  'import address',
  'delay import',
  'CLR header',
  'reserved',
];

/** The directory that holds a file offset where all others hold an address. [PE format, Optional Header Data Directories] */
export const CERTIFICATE_DIRECTORY = 4;
export const DEBUG_DIRECTORY = 6;

/** Types of debug data with a use in EFI images by name. [PE format, Debug Type] */
export const DEBUG_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'UNKNOWN'],
  [1, 'COFF'],
  [2, 'CODEVIEW'],
  [3, 'FPO'],
  [4, 'MISC'],
  [5, 'EXCEPTION'],
  [6, 'FIXUP'],
  [7, 'OMAP_TO_SRC'],
  [8, 'OMAP_FROM_SRC'],
  [9, 'BORLAND'],
  [10, 'RESERVED10'],
  [11, 'CLSID'],
  [16, 'REPRO'],
  [20, 'EX_DLLCHARACTERISTICS'],
]);

/** [PE format, The Attribute Certificate Table (Image Only)] */
export const CERTIFICATE_REVISIONS: ReadonlyMap<number, string> = new Map([
  [0x0100, 'WIN_CERT_REVISION_1_0'],
  [0x0200, 'WIN_CERT_REVISION_2_0'],
]);

/** [PE format, The Attribute Certificate Table (Image Only); UEFI 2.10, 32.2.4] */
export const CERTIFICATE_TYPES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'X509'],
  [0x0002, 'PKCS_SIGNED_DATA'],
  [0x0003, 'RESERVED_1'],
  [0x0004, 'TS_STACK_SIGNED'],
  [0x0ef0, 'EFI_PKCS115'],
  [0x0ef1, 'EFI_GUID'],
]);

/** The name of a value, or that it has none. */
export function valueName(names: ReadonlyMap<number, string>, value: number): string {
  return names.get(value) ?? 'unknown';
}
