/**
 * The plan of a generated image: small independent choices. Nothing here is an offset; every dependent number is
 * worked out by the layout.
 */

/** The machines whose zboot kernels exist, and x86-64, which most tools can read. */
export const MACHINES = ['arm64', 'x86-64', 'riscv64', 'loongarch64', 'riscv32', 'loongarch32'] as const;
/** The name of a machine; the 32-bit ones make PE32 images, the others PE32+. */
export type Machine = (typeof MACHINES)[number];

/** Compression names as zboot headers carry them; `zstd22` is what Linux 6.1 writes for zstd. */
export const COMPRESSIONS = ['gzip', 'zstd', 'zstd22', 'lz4', 'lzma', 'lzo', 'xzkern'] as const;
/** One compression name. */
export type Compression = (typeof COMPRESSIONS)[number];

/** What a section holds; decides its characteristics. `sbat` is discardable read-only data with SBAT text. */
export const SECTION_KINDS = ['data', 'rodata', 'code', 'bss', 'sbat'] as const;
/** One kind of section. */
export type SectionKind = (typeof SECTION_KINDS)[number];

/** One entry of the section table. */
export interface SectionPlan {
  /** 1 to 8 characters of `A-Z a-z 0-9 . _ + -`, or `/4` for a long name in the string table. */
  readonly name: string;
  readonly kind: SectionKind;
  /** Raw data in grains, a lower bound for a section that holds payload, code or debug data. `bss` has none. */
  readonly blocks: number;
  /**
   * VirtualSize relative to SizeOfRawData: 0 equal, above 0 that many bytes more, below 0 that many bytes less (taken
   * modulo FileAlignment). `raw` writes VirtualSize 0, which loaders read as "the raw size".
   */
  readonly virtual: number | 'raw';
}

/** The section that a rewriter is asked to append. */
export interface RequestPlan {
  readonly name: string;
  /** Content length is `blocks` times FileAlignment plus `extra` bytes; `extra` may be negative. */
  readonly blocks: number;
  readonly extra: number;
  readonly characteristics: number;
}

/** Everything that decides one image and one append request. */
export interface Plan {
  readonly machine: Machine;
  /** Bytes, a power of two from 512 to 65536. */
  readonly fileAlignment: number;
  /** Bytes, a power of two from 4096 to 2 MiB, at least `fileAlignment`. */
  readonly sectionAlignment: number;
  /** NumberOfRvaAndSizes, 6 to 16. */
  readonly directories: number;
  /**
   * `minimal` rounds the end of the headers up to FileAlignment, `page` to whole pages as kernels do; a number is the
   * exact count of free bytes in front of SizeOfHeaders, a multiple of 8, which the DOS stub is stretched to give.
   */
  readonly headerRoom: number | 'minimal' | 'page';
  /** Length of the DOS stub, a multiple of 8. */
  readonly stub: number;
  /** Raw sizes are multiples of FileAlignment (`block`) or of whole pages but for the last section (`page`). */
  readonly grain: 'block' | 'page';
  /** The section table in order, but for the fillers. Exactly one is `.text` and of kind `code`. */
  readonly sections: readonly SectionPlan[];
  /** Small read-only and bss sections in turn, inserted behind the first section of the table. */
  readonly fillers: number;
  /** Which section holds the payload: 0 is `.text`, k the k-th other section with raw data, counted round. */
  readonly holder: number;
  /** Where in its section the payload lies. `last` ends with the last byte that is both raw and virtual. */
  readonly position: 'first' | 'middle' | 'last';
  /** Where in the code of `.text` the entry point lies. */
  readonly entry: 'start' | 'middle' | 'end';
  readonly compression: Compression;
  /** Bytes of filler in the inner image; its headers and the framing of the compression come on top. */
  readonly payload: number;
  /** LINUX_PE_MAGIC, which Linux 6.1 does not write yet. */
  readonly linuxMagic: 'present' | 'absent';
  /** Debug data: `dll` (EX_DLLCHARACTERISTICS), `codeview` (NB10), or `both` in this order, as kernels have them. */
  readonly debug: 'none' | 'dll' | 'codeview' | 'both';
  /** Debug data lies directly behind the section table, as in kernels, or inside `.text`. */
  readonly debugPlace: 'slack' | 'section';
  /** The debug directory starts the code of `.text` or, as in kernels, ends the section; see `position` for `last`. */
  readonly debugDirectory: 'front' | 'back';
  /** AddressOfRawData of debug data: 0, as in kernels, or the address at which the data is loaded. */
  readonly debugAddress: 'zero' | 'loaded';
  /** Bytes by which the path in the CodeView data is longer than the shortest, which moves what lies behind it. */
  readonly debugPath: number;
  /** Preferred address of the image, a multiple of 64 KiB; below 2^32 for 32-bit machines. */
  readonly imageBase: number;
  /** PointerToRawData of `bss` sections: 0, or the end of the raw data as some linkers write it. */
  readonly bssPointer: 'zero' | 'end';
  /** Bytes by which the last raw data in the file falls short of a multiple of FileAlignment, taken modulo that. */
  readonly rawCut: number;
  /** Bytes of overlay behind the raw data. */
  readonly overlay: number;
  readonly checkSum: 'zero' | 'valid';
  /** Grains of live bytes between the first and the second section's raw data; no effect with less than two. */
  readonly gap: number;
  /** Order of raw data in the file: as in the table, `reversed`, or `rotated` (the first section's data comes last). */
  readonly rawOrder: 'table' | 'reversed' | 'rotated';
  /** COFF symbol and string table behind the raw data; `long` also names one section `/4` through it. */
  readonly symbols: 'none' | 'table' | 'long';
  /** Signatures in the certificate table, 0 for an unsigned image. */
  readonly certificates: number;
  /** Length of the program name inside each signature, in bytes; it decides how long a signature is. */
  readonly signedName: number;
  /** SizeOfImage rounded up to SectionAlignment, or as kernels do to 512 where the raw data still fits. */
  readonly imageSize: 'aligned' | 'kernel';
  /** SizeOfInitializedData as the sum of raw sizes, or as kernels do of the virtual sizes of writable data. */
  readonly dataSize: 'raw' | 'kernel';
  /** MajorImageVersion: 1 in Linux 6.1, 3 later. */
  readonly imageVersion: number;
  /** NX_COMPAT in DllCharacteristics. */
  readonly nxCompat: 'set' | 'clear';
  readonly timeDateStamp: number;
  readonly request: RequestPlan;
  /** Decides every byte of filler, 0 to 2^32 - 1. */
  readonly seed: number;
}

/** The plainest plan: one section, a gzip payload, a request of one byte. Plan texts leave out what equals it. */
export const DULL_PLAN: Plan = {
  machine: 'arm64',
  fileAlignment: 512,
  sectionAlignment: 4096,
  directories: 6,
  headerRoom: 'minimal',
  stub: 0,
  grain: 'block',
  sections: [{ name: '.text', kind: 'code', blocks: 0, virtual: 0 }],
  fillers: 0,
  holder: 0,
  position: 'first',
  entry: 'start',
  compression: 'gzip',
  payload: 0,
  linuxMagic: 'present',
  debug: 'none',
  debugPlace: 'slack',
  debugDirectory: 'front',
  debugAddress: 'zero',
  debugPath: 0,
  imageBase: 0,
  bssPointer: 'zero',
  rawCut: 0,
  overlay: 0,
  checkSum: 'zero',
  gap: 0,
  rawOrder: 'table',
  symbols: 'none',
  certificates: 0,
  signedName: 0,
  imageSize: 'aligned',
  dataSize: 'raw',
  imageVersion: 3,
  nxCompat: 'set',
  timeDateStamp: 0,
  request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0x40000040 },
  seed: 0,
};

/** A plan that has no image: the message names the value, what is allowed and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Longest piece of a bad plan that a message repeats. */
const QUOTE_MAX = 100;

/** A piece of a plan for a message, cut where it is long. */
export function cutForMessage(text: string): string {
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}…` : text;
}
