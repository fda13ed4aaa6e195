/**
 * The tables that data directories and the COFF header point to. Each is optional, may lie anywhere and may lie about
 * its size, so every loop here is bounded by the bytes that exist and by a fixed number of entries.
 */
import type { Span } from '../results/index.ts';
import { holderOf } from './file-offsets.ts';
import { COFF_SYMBOL_SIZE, DEBUG_ENTRY } from './layouts.ts';
import type { Anomaly, CoffHeader, DataDirectory, DebugEntry, Section, SymbolTable } from './model.ts';
import type { ByteSource } from './source.ts';
import { decode } from './struct.ts';

/** More entries than any real image has; a directory that claims more is cut and reported. */
const ENTRY_LIMIT = 1024;
/** Longest name that is read from the string table, in bytes. */
const LONG_NAME_LIMIT = 1024;
/** Bytes of the string table's own size, with which it starts. [PE format, COFF String Table] */
const STRING_TABLE_SIZE_FIELD = 4;
/** Directory number. [PE format, Optional Header Data Directories] */
const DEBUG_DIRECTORY = 6;

/**
 * The file offset of an address, or `null` when no byte of the file is loaded there. The section that takes the address
 * decides; where none does, one whose data is longer than its addresses may reach there. Headers are loaded at their own
 * offsets.
 */
export function fileOffsetOf(address: number, sections: readonly Section[], sizeOfHeaders: number): number | null {
  const holder = holderOf(address, sections);
  if (holder === undefined) return address < sizeOfHeaders ? address : null;
  const distance = address - holder.virtualAddress.value;
  // What a section takes beyond its data is zero in memory, whatever else of the file might belong there.
  return distance < holder.rawData.length ? holder.rawData.offset + distance : null;
}

/**
 * Reads the debug directory; entries whose bytes are not in the file, or are not loaded behind those in front of them,
 * are left out and reported.
 */
export function readDebugEntries(
  source: ByteSource,
  directories: readonly DataDirectory[],
  locate: (address: number) => number | null,
  anomalies: Anomaly[],
): readonly DebugEntry[] {
  const directory = directories[DEBUG_DIRECTORY];
  // Address 0 means that there is no directory, whatever its size says; the headers that lie there are no entries.
  if (directory === undefined || directory.size.value === 0 || directory.virtualAddress.value === 0) return [];
  const path = 'debugDirectory';
  const start = locate(directory.virtualAddress.value);
  if (start === null) {
    anomalies.push({ code: 'debug-directory-unmapped', path, at: directory.virtualAddress });
    return [];
  }
  const wanted = Math.floor(directory.size.value / DEBUG_ENTRY.size);
  const possible = Math.floor(Math.max(0, source.length - start) / DEBUG_ENTRY.size);
  const count = entriesLoadedFrom(directory.virtualAddress.value, Math.min(wanted, possible, ENTRY_LIMIT), locate);
  if (count < wanted) anomalies.push({ code: 'debug-directory-cut', path, at: directory.size });
  const entries: DebugEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const offset = start + index * DEBUG_ENTRY.size;
    const entry = decode(DEBUG_ENTRY, source.slice(offset, DEBUG_ENTRY.size), offset, `debugEntries[${index}]`);
    const data: Span = { offset: entry.pointerToRawData.value, length: entry.sizeOfData.value };
    entries.push({ ...entry, index, data });
  }
  return entries;
}

/**
 * How many of so many entries lie in the file as they lie in memory, one behind the other. Bytes that are loaded together
 * end once, where a section's data or the headers do, so halving finds the end; to look for every entry in every section
 * would take too long in an image of very many.
 */
function entriesLoadedFrom(address: number, count: number, locate: (address: number) => number | null): number {
  const start = locate(address);
  let [loaded, missing] = [0, count + 1];
  while (start !== null && missing - loaded > 1) {
    const middle = Math.floor((loaded + missing) / 2);
    const last = middle * DEBUG_ENTRY.size - 1;
    if (locate(address + last) === start + last) loaded = middle;
    else missing = middle;
  }
  return loaded;
}

/** Locates the COFF symbol and string tables; the symbols themselves are not read. */
export function readSymbolTable(source: ByteSource, coffHeader: CoffHeader, anomalies: Anomaly[]): SymbolTable | null {
  const offset = coffHeader.pointerToSymbolTable.value;
  if (offset === 0) return null;
  const symbols: Span = { offset, length: coffHeader.numberOfSymbols.value * COFF_SYMBOL_SIZE };
  const stringsAt = symbols.offset + symbols.length;
  if (stringsAt + STRING_TABLE_SIZE_FIELD > source.length) {
    anomalies.push({ code: 'symbol-table-outside-file', path: 'symbolTable', at: coffHeader.pointerToSymbolTable });
    return { symbols, strings: null };
  }
  const head = source.slice(stringsAt, STRING_TABLE_SIZE_FIELD);
  const size = new DataView(head.buffer, head.byteOffset, STRING_TABLE_SIZE_FIELD).getUint32(0, true);
  // The size counts its own four bytes; a smaller one is written for a table without strings, and they still exist.
  return { symbols, strings: { offset: stringsAt, length: Math.max(STRING_TABLE_SIZE_FIELD, size) } };
}

/** The string that a `/123` section name stands for, or `null` when it is none or cannot be found. */
export function resolveLongName(source: ByteSource, name: string, strings: Span | null): string | null {
  const bytes = findLongName(source, name, strings);
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** The bytes of that string, which are not copied: tens of thousands of names can be as long as names may be. */
export function findLongName(source: ByteSource, name: string, strings: Span | null): Uint8Array | null {
  if (!/^\/\d{1,7}$/.test(name) || strings === null) return null;
  const within = Number(name.slice(1));
  if (within < STRING_TABLE_SIZE_FIELD || within >= strings.length) return null;
  const bytes = source.slice(strings.offset + within, Math.min(LONG_NAME_LIMIT, strings.length - within));
  const end = bytes.indexOf(0);
  return end === -1 ? null : bytes.subarray(0, end);
}
