import type { Span } from '../results/index.ts';
import type { Fault } from './faults.ts';
import type { KernelHeader } from './kernel-headers.ts';
import type {
  CERTIFICATE,
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  DOS_HEADER,
  OPTIONAL_HEADER_PE32_PLUS,
  RELOCATION_BLOCK,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from './layouts.ts';
import type { RegionMap } from './regions.ts';
import type { ByteSource } from './source.ts';
import type { Decoded, Field } from './struct.ts';

export type DosHeader = Decoded<typeof DOS_HEADER.fields>;
export type ZbootHeader = Decoded<typeof ZBOOT_HEADER.fields>;
export type CoffHeader = Decoded<typeof COFF_HEADER.fields>;

/** The optional header of both kinds of image; a 32-bit image's addresses and sizes are widened to bigint. */
export type OptionalHeader = Decoded<typeof OPTIONAL_HEADER_PE32_PLUS.fields> & {
  /** Present in 32-bit images only. */
  readonly baseOfData: Field<number> | null;
};

/** A data directory that exists: its number is below NumberOfRvaAndSizes and its bytes lie in the optional header. */
export type DataDirectory = Decoded<typeof DATA_DIRECTORY.fields> & { readonly index: number };

/** A section header and what follows from it. */
export type Section = Decoded<typeof SECTION_HEADER.fields> & {
  readonly index: number;
  /** The 40 bytes of the header. */
  readonly header: Span;
  /** The bytes that the header claims in the file; may reach beyond its end. Empty when SizeOfRawData is 0. */
  readonly rawData: Span;
  /** The addresses that the section takes when loaded: VirtualSize, or SizeOfRawData when VirtualSize is 0. */
  readonly extent: Span;
  /** The name that a `/123` name stands for in the string table, or `null`. */
  readonly longName: string | null;
};

/** A debug directory entry with the bytes that it points to. */
export type DebugEntry = Decoded<typeof DEBUG_ENTRY.fields> & {
  readonly index: number;
  /** The bytes that the entry claims in the file; may reach beyond its end. */
  readonly data: Span;
};

export type Certificate = Decoded<typeof CERTIFICATE.fields> & { readonly data: Span };

/**
 * Where and why the walk from certificate to certificate ended: before a length that no certificate can have, behind more
 * certificates than the model holds, or where no other can start. `offset` is where the next would start, a file offset;
 * it lies behind the end of the table where the rounding of the last length passes it.
 */
export type CertificateEnd =
  | { readonly reason: 'table-end' | 'limit'; readonly offset: number }
  | { readonly reason: 'length'; readonly offset: number; readonly length: Field<number> };

/** The attribute certificate table that directory 4 names. */
export interface CertificateTable {
  /** The table as the directory claims it; may reach beyond the end of the file. */
  readonly span: Span;
  /** The first 1,024 certificates that lie whole in the table and in the file. */
  readonly certificates: readonly Certificate[];
  /** What stands behind the last of them. */
  readonly end: CertificateEnd;
}

/** A base relocation block whose size is one that a block can have, and whose bytes are all in the file. */
export type RelocationBlock = Decoded<typeof RELOCATION_BLOCK.fields> & {
  readonly index: number;
  /** The whole block in the file. */
  readonly span: Span;
};

/**
 * Why the walk from block to block ended.
 * - `complete`: the blocks fill the directory.
 * - `rest`: less than the head of a block is left.
 * - `block-size`: the size is below that of a head, above `room`, which is what is left, or no multiple of 4; that of the
 *   last block, which fills `room`, no multiple of 2.
 * - `no-data`: the block at `address` is not in the file, though the directory goes on; loaders see zeros there.
 * - `other-region`: there the section or the headers end in which the directory starts.
 */
export type RelocationEnd =
  | { readonly reason: 'complete' }
  | { readonly reason: 'rest'; readonly rest: Span }
  | { readonly reason: 'block-size'; readonly blockSize: Field<number>; readonly room: number }
  | { readonly reason: 'no-data' | 'other-region'; readonly address: number };

/** One base relocation, 16 bits of a block. */
export interface RelocationEntry {
  /** Its bytes in the file, with those of the parameter. */
  readonly at: Span;
  /** What is done to the target, 0 to 15. [PE format, Base Relocation Types] */
  readonly type: number;
  /** The target's address. */
  readonly address: number;
  /** The 16 bits behind it that are no relocation but part of this one; `null` for a type that has none or at a block's end. */
  readonly parameter: number | null;
}

/** The COFF symbol table and the string table behind it. */
export interface SymbolTable {
  /** The symbol records as the header claims them; may reach beyond the end of the file. */
  readonly symbols: Span;
  /** The string table including its size field, or `null` when that field lies outside the file. */
  readonly strings: Span | null;
}

/** Something odd that does not stop the reader. Whether it matters is for the rules to say. */
export interface Anomaly {
  readonly code:
    | 'directories-cut'
    | 'debug-directory-unmapped'
    | 'debug-directory-cut'
    | 'certificate-walk-stopped'
    | 'symbol-table-outside-file'
    | 'long-name-unresolved';
  readonly path: string;
  readonly at: Span;
}

/** A PE image as it stands in the file. Sections keep the order of their table. */
export interface Image {
  readonly source: ByteSource;
  /** The file's size in bytes. */
  readonly fileSize: number;
  readonly dosHeader: DosHeader;
  /** The DOS header's bytes read as a zboot header, whether or not they are one. */
  readonly zbootHeader: ZbootHeader;
  /** The four bytes `PE\0\0`. */
  readonly peSignature: Span;
  readonly coffHeader: CoffHeader;
  readonly optionalHeader: OptionalHeader;
  readonly directories: readonly DataDirectory[];
  /** The section table, found through SizeOfOptionalHeader. */
  readonly sectionTable: Span;
  /** Where the table would start for a reader that goes by NumberOfRvaAndSizes. */
  readonly sectionTableByDirectories: number;
  readonly sections: readonly Section[];
  readonly debugEntries: readonly DebugEntry[];
  readonly certificateTable: CertificateTable | null;
  readonly symbolTable: SymbolTable | null;
  /** Headers of the kernel for other loaders, which the region map leaves to the parts that they lie in. */
  readonly kernelHeaders: readonly KernelHeader[];
  readonly regionMap: RegionMap;
  readonly anomalies: readonly Anomaly[];
}

/** A file that cannot be read as an image, with what can be said of it all the same. */
export interface Unreadable {
  readonly ok: false;
  /** What made it impossible. */
  readonly fault: Fault;
  readonly fileSize: number;
  /** The zboot header, where the file starts with one; `null` where it does not. */
  readonly zbootHeader: Image['zbootHeader'] | null;
}

/** What became of reading a file: a model, or the one fault that made it impossible. */
export type Reading = { readonly ok: true; readonly image: Image } | Unreadable;
