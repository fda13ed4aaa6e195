/**
 * Reproducible images, written by hand as the specification's fields in order. They share no code with the generator,
 * so that a rule is never proved by the program that it judges.
 */
import { gzipSync } from 'node:zlib';
import { cut, filled, insert, setBytes, setText, setU16, setU32, setWords } from './patch.ts';

/** File offsets of the header fields in every image here whose PE header starts at 0x40. */
export const AT = {
  machine: 0x44,
  timeDateStamp: 0x48,
  numberOfSymbols: 0x50,
  characteristics: 0x56,
  sizeOfCode: 0x5c,
  sizeOfUninitializedData: 0x64,
  addressOfEntryPoint: 0x68,
  baseOfCode: 0x6c,
  imageBase: 0x70,
  majorImageVersion: 0x84,
  win32VersionValue: 0x8c,
  subsystem: 0x9c,
  dllCharacteristics: 0x9e,
  sizeOfStackReserve: 0xa0,
  sizeOfStackCommit: 0xa8,
  sizeOfHeapReserve: 0xb0,
  sizeOfHeapCommit: 0xb8,
  loaderFlags: 0xc0,
  directories: 0xc8,
  payloadOffset: 0x08,
  payloadSize: 0x0c,
  reserved: 0x10,
  compressionType: 0x18,
  linuxPeMagic: 0x38,
  peHeaderOffset: 0x3c,
  peSignature: 0x40,
  numberOfSections: 0x46,
  pointerToSymbolTable: 0x4c,
  sizeOfOptionalHeader: 0x54,
  magic: 0x58,
  sizeOfInitializedData: 0x60,
  sectionAlignment: 0x78,
  fileAlignment: 0x7c,
  sizeOfImage: 0x90,
  sizeOfHeaders: 0x94,
  checkSum: 0x98,
  numberOfRvaAndSizes: 0xc4,
  certificateDirectory: 0xe8,
  text: { name: 0xf8, virtualSize: 0x100, virtualAddress: 0x104, sizeOfRawData: 0x108, pointerToRawData: 0x10c },
  data: { name: 0x120, virtualSize: 0x128, virtualAddress: 0x12c, sizeOfRawData: 0x130, pointerToRawData: 0x134 },
  tableEnd: 0x148,
} as const;

const V0_HEADERS = [
  '4d5a0000 7a696d67 00180000 00110000 0000000000000000 677a6970',
  '00'.repeat(28),
  'cd238281 40000000',
  '50450000 6486 0200 00000000 00000000 00000000 a000 0602',
  '0b02 0000 00200000 00000000 00000000 10100000 00100000 0000000000000000 00100000 00020000',
  '0000 0000 0300 0000 0000 0000 00000000 00480000 00100000 00000000 0a00 0001',
  '00'.repeat(32),
  '00000000 06000000',
  '00'.repeat(48),
  '2e74657874000000 00200000 00100000 00200000 00100000 000000000000000000000000 20000060',
  '2e64617461000000 00180000 00300000 00020000 00300000 000000000000000000000000 400000c0',
].join('');

/** Two sections behind one page of headers; the payload fields lead into `.text`, whose bytes are a plain pattern. */
export function v0(): Uint8Array {
  const image = new Uint8Array(0x3200);
  image.set(Buffer.from(V0_HEADERS.replaceAll(' ', ''), 'hex'));
  for (let index = 0; index < 0x2000; index += 1) image[0x1000 + index] = (7 * index + 1) & 0xff;
  for (let index = 0; index < 0x200; index += 1) image[0x3000 + index] = (7 * index + 32) & 0xff;
  return image;
}

/** The header of a `.bpf` section of 1000 bytes at address 0x5000, written behind the table of {@link v0}. */
function withBpf(pointerToRawData: number): Uint8Array {
  const named = setText(v0(), AT.tableEnd, '.bpf', 8);
  const fields = [0x3e8, 0x5000, 0x400, pointerToRawData, 0, 0, 0, 0x40000040];
  const header = setWords(named, ...fields.map((value, index) => [AT.tableEnd + 8 + 4 * index, value] as const));
  return setU32(setU16(header, AT.numberOfSections, 3), AT.sizeOfImage, 0x6000);
}

const BPF_DATA = setBytes(new Uint8Array(0x400), 0, filled(1000, 'x'.charCodeAt(0)));

/** {@link v0} with a section `.bpf` of 1000 letters x appended without a fault. */
export function v1(): Uint8Array {
  return insert(withBpf(0x3200), 0x3200, BPF_DATA);
}

/** {@link v1} with a gap of 0x200 bytes before the new section's data. */
export function v2(): Uint8Array {
  return insert(withBpf(0x3400), 0x3200, new Uint8Array([...filled(0x200, 0), ...BPF_DATA]));
}

/** {@link v1} with SizeOfHeaders 0x200 while the data still starts at 0x1000. */
export function v3(): Uint8Array {
  return setU32(v1(), AT.sizeOfHeaders, 0x200);
}

/** One certificate of 0x18 bytes at the end of {@link v0}. */
export function v4(): Uint8Array {
  return signed(v0());
}

/** {@link v0} with an overlay of 13 bytes. */
export function v5(): Uint8Array {
  return insert(v0(), 0x3200, Buffer.from('overlay bytes', 'latin1'));
}

/** {@link v0} with the data of its two sections in the other order. */
export function v6(): Uint8Array {
  const data = v0().subarray(0x3000);
  const moved = insert(cut(v0(), 0x3000, 0x200), 0x1000, data);
  return setWords(moved, [AT.text.pointerToRawData, 0x1200], [AT.data.pointerToRawData, 0x1000]);
}

/** An image with a certificate of 0x18 bytes behind it; its length must be a multiple of 8. */
export function signed(image: Uint8Array): Uint8Array {
  const certificate = Buffer.from(`18000000 0002 0200 300e ${'00'.repeat(14)}`.replaceAll(' ', ''), 'hex');
  const table = setWords(image, [AT.certificateDirectory, image.length], [AT.certificateDirectory + 4, 0x18]);
  return insert(table, table.length, certificate);
}

/** Where {@link clean} has its payload: near the end of `.text`, so that cutting VirtualSize moves no other section. */
export const PAYLOAD_AT = 0x2800;

/** A plain PE image of nothing but headers: what the payload of {@link clean} decompresses to. */
export function inner(): Uint8Array {
  return setU16(setU32(v0().slice(0, AT.tableEnd), 4, 0), AT.numberOfSections, 0);
}

/** An image whose payload is `content` as a stored gzip stream at `offset`, whatever lies there. */
export function withGzip(image: Uint8Array, content: Uint8Array, offset = PAYLOAD_AT): Uint8Array {
  const stream = gzipSync(content, { level: 0 });
  const placed = setBytes(image, offset, stream);
  return setWords(placed, [AT.payloadOffset, offset], [AT.payloadSize, stream.length]);
}

/** Bytes of the payload of {@link clean}: a stored gzip stream adds 23 bytes to its content. */
export const PAYLOAD_SIZE = AT.tableEnd + 23;

/** {@link v0} with a true gzip payload and SizeOfImage rounded to SectionAlignment: no rule of level error fails on it. */
export function clean(): Uint8Array {
  return setU32(withGzip(v0(), inner()), AT.sizeOfImage, 0x5000);
}

/** {@link clean} with another compression type over a payload that starts with `magic`. */
export function compressed(type: string, magic: readonly number[]): Uint8Array {
  return setText(setBytes(clean(), PAYLOAD_AT, magic), AT.compressionType, type, 32);
}

const IDEAL_HEADERS = [
  '4d5a0000 7a696d67 00280000 00000000 0000000000000000 677a6970',
  '00'.repeat(28),
  'cd238281 40000000',
  '50450000 6486 0400 00000000 00000000 00000000 f000 0602',
  '0b02 0000 00200000 00300000 00000000 10100000 00100000 0000000000000000 00100000 00100000',
  '0000 0000 0300 0000 0000 0000 00000000 00600000 00100000 00000000 0a00 6001',
  '00'.repeat(32),
  '00000000 10000000',
  '00'.repeat(128),
  '2e74657874000000 00200000 00100000 00200000 00100000 000000000000000000000000 20000060',
  '2e64617461000000 00100000 00300000 00100000 00300000 000000000000000000000000 400000c0',
  '2e73626174000000 00100000 00400000 00100000 00400000 000000000000000000000000 40000040',
  '2e73626f6d000000 00100000 00500000 00100000 00500000 000000000000000000000000 40000040',
].join('');

/** File offsets of the header fields of {@link ideal} that are not where {@link AT} says. */
export const IDEAL_AT = {
  directories: 0xc8,
  text: { name: 0x148, virtualSize: 0x150, virtualAddress: 0x154, sizeOfRawData: 0x158, pointerToRawData: 0x15c },
  data: { name: 0x170, virtualSize: 0x178, virtualAddress: 0x17c, sizeOfRawData: 0x180, pointerToRawData: 0x184 },
  sbat: { name: 0x198, virtualSize: 0x1a0, virtualAddress: 0x1a4, sizeOfRawData: 0x1a8, pointerToRawData: 0x1ac },
  sbom: { name: 0x1c0, virtualSize: 0x1c8, virtualAddress: 0x1cc, sizeOfRawData: 0x1d0, pointerToRawData: 0x1d4 },
  tableEnd: 0x1e8,
  sbatData: 0x4000,
  sbomData: 0x5000,
  end: 0x6000,
} as const;

const SBAT = [
  'sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md',
  'linux,1,The Linux Kernel,linux,6.12,https://kernel.org',
  '',
].join('\n');

/**
 * A zboot image on which every image rule holds in every profile: `.text` with the payload, `.data`, `.sbat` and `.sbom`,
 * all of whole pages, 16 directories, and a checksum of zero.
 */
export function ideal(): Uint8Array {
  const image = new Uint8Array(IDEAL_AT.end);
  image.set(Buffer.from(IDEAL_HEADERS.replaceAll(' ', ''), 'hex'));
  for (let index = 0; index < 0x2000; index += 1) image[0x1000 + index] = (7 * index + 1) & 0xff;
  for (let index = 0; index < 0x1000; index += 1) image[0x3000 + index] = (7 * index + 32) & 0xff;
  image.set(Buffer.from(SBAT, 'latin1'), IDEAL_AT.sbatData);
  image.set(Buffer.from('{"spdxVersion":"SPDX-2.3","name":"linux"}\n', 'latin1'), IDEAL_AT.sbomData);
  return withGzip(image, inner());
}

/** {@link clean} as an ordinary PE image. */
export function withoutZboot(): Uint8Array {
  return setText(clean(), 4, '', 4);
}

/** No zboot image, no sections: headers up to 0xe00 and nothing that depends on them. */
export function headersOnly(): Uint8Array {
  return setWords(setU16(withoutZboot(), AT.numberOfSections, 0), [AT.sizeOfHeaders, 0xe00], [AT.sizeOfImage, 0x2000]);
}

/** The smallest image in which all reads of a 64-bit header with 16 directories stay inside: one section, no data. */
export function tiny(): Uint8Array {
  const image = setU16(withoutZboot(), AT.numberOfSections, 1).slice(0, AT.tableEnd);
  const words: readonly (readonly [number, number])[] = [
    [AT.fileAlignment, 0x20],
    [AT.sizeOfHeaders, 0x120],
    [AT.sizeOfImage, 0x3000],
    [AT.text.sizeOfRawData, 0],
    [AT.text.pointerToRawData, 0],
  ];
  return setWords(image, ...words);
}

/** {@link clean} with its PE header moved up by `distance` bytes, taken from the slack behind the section table. */
export function movedHeader(distance: number): Uint8Array {
  const stub = insert(cut(clean(), 0x800, distance), AT.peSignature, new Uint8Array(distance));
  return setU32(stub, AT.peHeaderOffset, AT.peSignature + distance);
}
