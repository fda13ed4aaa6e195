/**
 * The plan of a generated image: small independent choices. Nothing here is an offset; every dependent number is
 * worked out by the layout.
 */

import type { FieldValue } from './field-values.ts';

/** The machines whose zboot kernels exist, and x86-64, which most tools can read. */
export const MACHINES = ['arm64', 'x86-64', 'riscv64', 'loongarch64', 'riscv32', 'loongarch32'] as const;
/** The name of a machine; the 32-bit ones make PE32 images, the others PE32+. */
export type Machine = (typeof MACHINES)[number];

/** Compression names as zboot headers carry them; `zstd22` is what Linux 6.1 writes for zstd. */
export const COMPRESSIONS = ['gzip', 'zstd', 'zstd22', 'lz4', 'lzma', 'lzo', 'xzkern'] as const;
/** One compression name. */
export type Compression = (typeof COMPRESSIONS)[number];

/**
 * What a section holds; decides its characteristics. `sbat` is discardable read-only data with SBAT text, and `reloc` is
 * discardable read-only data with the base relocation table.
 */
export const SECTION_KINDS = ['data', 'rodata', 'code', 'bss', 'sbat', 'reloc'] as const;
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

/**
 * What the image is: a zboot image; any PE program; a kernel that is not compressed, with the header by which loaders know the
 * machine's kernels; or a unified kernel image. All but the first have no payload.
 */
export const SHAPES = ['zboot', 'plain', 'kernel', 'uki'] as const;
/** One shape. */
export type Shape = (typeof SHAPES)[number];

/** What a request's content looks like: filler, only zeros, or filler after the first bytes of a kind of file. */
export const CONTENT_KINDS = ['filler', 'zeros', 'elf', 'pe', 'bom', 'text'] as const;
/** One kind of content. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** The section that a rewriter is asked to append. */
export interface RequestPlan {
  /** 0 to 16 characters up to U+00FF, of which requests that can be met have 1 to 8 that are printable ASCII. */
  readonly name: string;
  /** Content length is `blocks` times FileAlignment plus `extra` bytes; `extra` may be negative. */
  readonly blocks: number;
  readonly extra: number;
  readonly characteristics: number;
  readonly content: ContentKind;
}

/** Everything that decides one image and one append request. */
export interface Plan {
  readonly machine: Machine;
  readonly shape: Shape;
  /** Bytes, a power of two from 512 to 65536. */
  readonly fileAlignment: number;
  /**
   * Bytes, a power of two from 512 to 2 MiB, at least `fileAlignment`. Below a page it equals that, and addresses are file
   * offsets.
   */
  readonly sectionAlignment: number;
  /** NumberOfRvaAndSizes, 6 to 16. */
  readonly directories: number;
  /**
   * `minimal` rounds the end of the headers up to FileAlignment, `page` to whole pages as kernels do; a number is the
   * exact count of free bytes before SizeOfHeaders, a multiple of 8, which the DOS stub is stretched to give.
   */
  readonly headerRoom: number | 'minimal' | 'page';
  /** Length of the DOS stub, a multiple of 8. */
  readonly stub: number;
  /** Raw sizes are multiples of FileAlignment (`block`) or of whole pages but for the last section (`page`). */
  readonly grain: 'block' | 'page';
  /** The section table in order, but for the fillers. Exactly one is `.text` and of kind `code`. */
  readonly sections: readonly SectionPlan[];
  /** Small read-only and bss sections in turn, inserted after the first section of the table. */
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
  /** Types of further debug entries with data of their own, other than those two. */
  readonly debugMore: readonly number[];
  /** The word of EX_DLLCHARACTERISTICS; FORWARD_CFI_COMPAT alone in kernels. */
  readonly debugWord: number;
  /** Debug data lies directly after the section table, as in kernels, with the directory, or before the overlay. */
  readonly debugPlace: 'slack' | 'section' | 'overlay';
  /**
   * The debug directory starts the code of `.text` or, as in kernels, ends the section; see `position` for `last`. `other`
   * has it start another section with data than `.text` and that with the payload, if there is one.
   */
  readonly debugDirectory: 'front' | 'back' | 'other';
  /** AddressOfRawData of debug data: 0, as in kernels, or the address at which the data is loaded. */
  readonly debugAddress: 'zero' | 'loaded';
  /** Bytes by which the path in the CodeView data is longer than the shortest, which moves what is after it. */
  readonly debugPath: number;
  /** Preferred address of the image, a multiple of 64 KiB; below 2^32 for 32-bit machines. */
  readonly imageBase: number;
  /**
   * PointerToRawData of `bss` sections: 0, the end of the raw data as some linkers write it, or the first multiple of
   * FileAlignment, where headers mostly are.
   */
  readonly bssPointer: 'zero' | 'end' | 'headers';
  /** Bytes by which the last raw data in the file falls short of a multiple of FileAlignment, taken modulo that. */
  readonly rawCut: number;
  /** Bytes of overlay after the raw data. */
  readonly overlay: number;
  readonly checkSum: 'zero' | 'valid';
  /** Grains between sections, before the raw data with the rank `gapRank`; no effect where there is none. */
  readonly gap: number;
  /** Bytes of the gap: live ones, or zeros. */
  readonly gapFill: 'live' | 'zero';
  /** 0 for a gap between SizeOfHeaders and the first raw data, 1 for one after the first section's, and so on. */
  readonly gapRank: number;
  /** Order of raw data in the file: as in the table, `reversed`, or `rotated` (the first section's data comes last). */
  readonly rawOrder: 'table' | 'reversed' | 'rotated';
  /** COFF symbol and string table after the raw data; `long` also names one section `/4` through it. */
  readonly symbols: 'none' | 'table' | 'long';
  /** Symbols in that table, and strings beside the one that names a section. */
  readonly symbolCount: number;
  readonly strings: number;
  /** So many sections, from the first on, have COFF relocations and line numbers, which are after the raw data. */
  readonly objectTables: number;
  /** COFF relocations that each of them has; it has one more line number. */
  readonly objectRecords: number;
  /** Signatures in the certificate table, 0 for an unsigned image. */
  readonly certificates: number;
  /** Length of the program name inside each signature, in bytes; it decides how long a signature is. */
  readonly signedName: number;
  /** SizeOfImage rounded up to SectionAlignment, or as kernels do to 512 where the raw data still fits. */
  readonly imageSize: 'aligned' | 'kernel';
  /** Units of SectionAlignment by which SizeOfImage is larger than that. */
  readonly imageSlack: number;
  /** Order of addresses: as in the table, `reversed`, or `rotated` (the first section comes last). */
  readonly addressOrder: 'table' | 'reversed' | 'rotated';
  /** Units of SectionAlignment that no section takes, between the headers and the lowest section. */
  readonly addressStart: number;
  /** The same before the highest of several sections. */
  readonly addressGap: number;
  /** Grains by which the raw data of sections without code, payload or tables is longer than VirtualSize asks for. */
  readonly rawExcess: number;
  /** Raw data after VirtualSize: zeros, or bytes that nobody loads. */
  readonly rawSlack: 'zero' | 'live';
  /** Bytes of section names after the first zero: zeros, or what no reader of names sees. */
  readonly nameTails: 'zero' | 'live';
  /** Bits that are added to the characteristics of all sections but `.text`. */
  readonly sectionFlags: number;
  /** Free bytes after the section table: zeros, NOP instructions as assemblers fill with, or anything. */
  readonly slack: 'zero' | 'padding' | 'live';
  /** Bytes of the compression type's field after its terminating zero. */
  readonly typeTail: 'zero' | 'live';
  /** Data directories other than those of certificates, relocations and debug data that name a table, by their numbers. */
  readonly tables: readonly number[];
  /** Bytes of each of those tables, a multiple of 8. */
  readonly tableLength: number;
  /** Blocks of the base relocation table, which is in the section of kind `reloc`; 0 exactly when there is none. */
  readonly relocations: number;
  /** Entries of each of these blocks, an even number; what is not needed is padding. */
  readonly relocationSlots: number;
  /** Header fields that have other values than usual. */
  readonly values: readonly FieldValue[];
  /** SizeOfInitializedData as the sum of raw sizes, or as kernels do of the virtual sizes of writable data. */
  readonly dataSize: 'raw' | 'kernel';
  /** MajorImageVersion: 1 in Linux 6.1, 3 later. */
  readonly imageVersion: number;
  /** NX_COMPAT in DllCharacteristics. */
  readonly nxCompat: 'set' | 'clear';
  readonly timeDateStamp: number;
  readonly request: RequestPlan;
  /** What is to be appended after that, each to the output of the append before; none for most images. */
  readonly further: readonly RequestPlan[];
  /** Decides every byte of filler, 0 to 2^32 - 1. */
  readonly seed: number;
}

/** The plainest plan: one section, a gzip payload, a request of one byte. Plan texts leave out what equals it. */
export const DULL_PLAN: Plan = {
  machine: 'arm64',
  shape: 'zboot',
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
  debugMore: [],
  debugWord: 0x40,
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
  gapFill: 'live',
  gapRank: 1,
  rawOrder: 'table',
  symbols: 'none',
  symbolCount: 3,
  strings: 0,
  objectTables: 0,
  objectRecords: 1,
  certificates: 0,
  signedName: 0,
  imageSize: 'aligned',
  imageSlack: 0,
  addressOrder: 'table',
  addressStart: 0,
  addressGap: 0,
  rawExcess: 0,
  rawSlack: 'zero',
  nameTails: 'zero',
  sectionFlags: 0,
  slack: 'zero',
  typeTail: 'zero',
  tables: [],
  tableLength: 80,
  relocations: 0,
  relocationSlots: 4,
  values: [],
  dataSize: 'raw',
  imageVersion: 3,
  nxCompat: 'set',
  timeDateStamp: 0,
  request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0x40000040, content: 'filler' },
  further: [],
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
