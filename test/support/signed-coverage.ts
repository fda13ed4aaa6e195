/**
 * Which bytes of a signed image its signature covers. Written from the Authenticode specification alone and sharing
 * nothing with `properties/authenticode`, so that an error there does not hide one here.
 *
 * Windows Authenticode Portable Executable Signature Format, "Calculating the PE Image Hash".
 */
import { createHash } from 'node:crypto';

/** A half-open range of bytes of a file. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface RawSection extends Stretch {
  /** Where the data ends that is loaded; what follows up to the end is padding. */
  readonly loadedEnd: number;
}

/** A signed image and what its signature makes of each of its bytes. */
export interface SignedImage {
  readonly bytes: Buffer;
  /** What is hashed, in this order. */
  readonly hashed: readonly Stretch[];
  /** What no signature can cover: CheckSum, the certificate directory entry and the certificate table. */
  readonly exempt: readonly Stretch[];
  /** The bytes that are neither. */
  readonly uncovered: ReadonlySet<number>;
  /** The sections that have raw data, in the order of the section table. */
  readonly sections: readonly RawSection[];
  readonly sizeOfHeaders: number;
  /** Where the first raw data starts. */
  readonly dataStart: number;
}

const CHECK_SUM_LENGTH = 4;
const ENTRY_LENGTH = 8;
const SECTION_HEADER_LENGTH = 40;
const CERTIFICATE_DIRECTORY = 4;

interface Headers {
  readonly sizeOfHeaders: number;
  readonly checkSum: number;
  readonly directories: number;
  readonly entry: number;
  readonly sections: readonly RawSection[];
}

function headersOf(bytes: Buffer): Headers {
  const pe = bytes.readUInt32LE(0x3c);
  const optional = pe + 24;
  const directories = optional + (bytes.readUInt16LE(optional) === 0x20b ? 112 : 96);
  const table = optional + bytes.readUInt16LE(pe + 20);
  const headers = Array.from({ length: bytes.readUInt16LE(pe + 6) }, (_, at) => table + at * SECTION_HEADER_LENGTH);
  const sections = headers.map((at) => {
    const [size, start] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20)];
    return { start, end: start + size, loadedEnd: start + Math.min(size, bytes.readUInt32LE(at + 8)) };
  });
  return {
    sizeOfHeaders: bytes.readUInt32LE(optional + 60),
    checkSum: optional + 64,
    directories: bytes.readUInt32LE(directories - 4),
    entry: directories + CERTIFICATE_DIRECTORY * ENTRY_LENGTH,
    sections: sections.filter(({ start, end }) => end > start),
  };
}

/** The image without its certificate table, of which the generator makes some; what follows the table moves up. */
export function withoutSignature(image: Uint8Array): Buffer {
  const bytes = Buffer.from(image);
  const { directories, entry } = headersOf(bytes);
  if (directories <= CERTIFICATE_DIRECTORY) return bytes;
  const [start, size] = [bytes.readUInt32LE(entry), bytes.readUInt32LE(entry + 4)];
  if (start === 0 || size === 0) return bytes;
  bytes.fill(0, entry, entry + ENTRY_LENGTH);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + size)]);
}

/** Says of every byte of a signed image whether its signature covers it. */
export function signedImage(bytes: Buffer): SignedImage {
  const { sizeOfHeaders, checkSum, entry, sections } = headersOf(bytes);
  const certificates = bytes.readUInt32LE(entry);
  const afterCheckSum = checkSum + CHECK_SUM_LENGTH;
  const afterEntry = entry + ENTRY_LENGTH;
  const parts = sections.toSorted((a, b) => a.start - b.start);
  // The tail starts as far in as bytes were hashed, and so within the sections where there are gaps between them.
  const sum = parts.reduce((total, { start, end }) => total + end - start, sizeOfHeaders);
  const tail = { start: sum, end: bytes.length - bytes.readUInt32LE(entry + 4) };
  const hashed = [
    { start: 0, end: checkSum },
    { start: afterCheckSum, end: entry },
    { start: afterEntry, end: sizeOfHeaders },
    ...parts,
    ...(tail.end > tail.start ? [tail] : []),
  ];
  const exempt = [
    { start: checkSum, end: afterCheckSum },
    { start: entry, end: afterEntry },
    { start: certificates, end: bytes.length },
  ];
  const marks = new Uint8Array(bytes.length);
  for (const { start, end } of [...hashed, ...exempt]) marks.fill(1, start, end);
  const uncovered = new Set<number>();
  for (let at = marks.indexOf(0); at >= 0; at = marks.indexOf(0, at + 1)) uncovered.add(at);
  const dataStart = parts[0]?.start ?? sizeOfHeaders;
  return { bytes, hashed, exempt, uncovered, sections, sizeOfHeaders, dataStart };
}

/** Whether the signature holds the digest of just the bytes that are said to be hashed, in their order. */
export function statesItsDigest({ bytes, hashed, exempt }: SignedImage): boolean {
  const hash = createHash('sha256');
  for (const { start, end } of hashed) hash.update(bytes.subarray(start, end));
  return bytes.subarray(exempt.at(-1)?.start).includes(hash.digest());
}

/** Uncovered bytes of an output that do not stem from an uncovered byte of the input. */
export interface GainedBytes {
  /**
   * Bytes of a gap of the input that were covered there, though by chance: what is hashed as the tail starts as many
   * bytes before the last data's end as the gaps are long, and so within a gap when the sections behind it are shorter.
   * Every section that is added moves that start away from the gap.
   */
  readonly tailLost: readonly number[];
  /** All others. */
  readonly gained: readonly number[];
}

/**
 * Finds the bytes that became uncovered. Those of a gap move with the section data, or stay where they are in front of
 * it.
 */
export function gainedBytes(output: SignedImage, input: SignedImage): GainedBytes {
  const shift = output.dataStart - input.dataStart;
  const originsOf = (at: number): readonly number[] => {
    const origins = at < output.dataStart ? [at, at - shift] : [at - shift];
    return origins.filter((from) => input.bytes[from] === output.bytes[at]);
  };
  const gained = [...output.uncovered].filter((at) => !originsOf(at).some((from) => input.uncovered.has(from)));
  const dataEnd = Math.max(...input.sections.map(({ end }) => end));
  const inGap = (at: number): boolean =>
    at >= input.sizeOfHeaders && at < dataEnd && !input.sections.some(({ start, end }) => at >= start && at < end);
  const tailLost = gained.filter((at) => originsOf(at).some(inGap));
  const lost = new Set(tailLost);
  return { tailLost, gained: gained.filter((at) => !lost.has(at)) };
}

/** Uncovered bytes to change: all when they are few, else both ends of every run and some in between. */
export function uncoveredPlaces({ uncovered }: SignedImage, most: number): readonly number[] {
  const all = [...uncovered];
  if (all.length <= most) return all;
  const ends = all.filter((at) => !uncovered.has(at - 1) || !uncovered.has(at + 1));
  const between = spread({ start: 0, end: all.length }, most).flatMap((index) => all[index] ?? []);
  return [...new Set([...ends, ...between])];
}

/** Covered bytes to change: where a part of the file meets the next, in the padding, and anywhere as the seed has it. */
export function coveredPlaces(output: SignedImage, input: SignedImage, seed: string): readonly number[] {
  const { bytes, sections, exempt, uncovered, sizeOfHeaders } = output;
  const added = sections.at(-1) ?? { start: 0, end: 0 };
  const shift = output.dataStart - input.dataStart;
  const oldEnd = Math.max(...input.sections.map(({ end }) => end)) + shift;
  const places = [
    ...[0, sizeOfHeaders - 1, sizeOfHeaders],
    ...exempt.flatMap(({ start, end }) => [start - 1, end]),
    ...sections.flatMap(({ start, end }) => [start - 1, start, end - 1, end]),
    ...sections.flatMap(({ loadedEnd, end }) => spread({ start: loadedEnd, end }, 8)),
    ...[oldEnd, added.start, added.end, exempt.at(-1)?.start ?? 0].flatMap(around),
    ...Array.from({ length: 20 }, (_, index) => draw(`${seed}/${index}`, bytes.length)),
  ];
  const isExempt = (at: number): boolean => exempt.some(({ start, end }) => at >= start && at < end);
  return [...new Set(places)].filter((at) => at >= 0 && at < bytes.length && !uncovered.has(at) && !isExempt(at));
}

function around(at: number): readonly number[] {
  return Array.from({ length: 16 }, (_, index) => at - 8 + index);
}

function draw(seed: string, limit: number): number {
  return createHash('sha256').update(seed).digest().readUInt32LE(0) % limit;
}

/** All of a range when it is short, else its first, its last and some in between. */
function spread({ start, end }: Stretch, most: number): readonly number[] {
  const length = Math.max(0, end - start);
  const count = Math.min(length, most);
  const step = (length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, index) => start + Math.round(index * step));
}

/** Offsets as text, runs of them as ranges. */
export function rangesOf(offsets: readonly number[]): string {
  const held = new Set(offsets);
  const starts = offsets.filter((at) => !held.has(at - 1));
  const ends = offsets.filter((at) => !held.has(at + 1));
  return starts
    .map((start, index) => `[0x${start.toString(16)}, 0x${((ends[index] ?? start) + 1).toString(16)})`)
    .join();
}
