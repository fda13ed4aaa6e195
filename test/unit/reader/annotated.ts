/**
 * Two small zboot images written out by hand, byte for byte: the vectors that no program of this project made.
 *
 * Each line holds bytes in hexadecimal (`00*28` stands for 28 zero bytes) and, behind a semicolon, what they are: the
 * path of a field and its value, several where structures share bytes. `path:2` is a field of the line's first two
 * bytes only. Values differ from their neighbours wherever the format allows it, so that a field that is read from the
 * wrong place shows.
 */

/** One field as the annotation has it. */
export interface Annotation {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly value: string;
}

export interface AnnotatedImage {
  readonly bytes: Uint8Array;
  readonly fields: readonly Annotation[];
}

const DOS_HEADER = `
4d 5a 00 00              ; zbootHeader.mzWord 0x5a4d, dosHeader.magic:2 0x5a4d
7a 69 6d 67              ; zbootHeader.magic zimg
20 02 00 00              ; zbootHeader.payloadOffset 0x220
03 00 00 00              ; zbootHeader.payloadSize 0x3
08 07 06 05 04 03 02 01  ; zbootHeader.reserved 0x102030405060708
67 7a 69 70 00*28        ; zbootHeader.compressionType gzip
cd 23 82 81              ; zbootHeader.linuxPeMagic 0x818223cd
40 00 00 00              ; zbootHeader.peHeaderOffset 0x40, dosHeader.peHeaderOffset 0x40
50 45 00 00              ;
`;

const FILE_HEADER_PE32_PLUS = `
64 aa                    ; coffHeader.machine 0xaa64
02 00                    ; coffHeader.numberOfSections 0x2
78 56 34 f2              ; coffHeader.timeDateStamp 0xf2345678
00 00 00 00              ; coffHeader.pointerToSymbolTable 0x0
00 00 00 00              ; coffHeader.numberOfSymbols 0x0
a8 00                    ; coffHeader.sizeOfOptionalHeader 0xa8
06 02                    ; coffHeader.characteristics 0x206
`;

const FILE_HEADER_PE32 = `
32 50                    ; coffHeader.machine 0x5032
02 00                    ; coffHeader.numberOfSections 0x2
78 56 34 f2              ; coffHeader.timeDateStamp 0xf2345678
00 00 00 00              ; coffHeader.pointerToSymbolTable 0x0
00 00 00 00              ; coffHeader.numberOfSymbols 0x0
98 00                    ; coffHeader.sizeOfOptionalHeader 0x98
06 03                    ; coffHeader.characteristics 0x306
`;

const STANDARD_FIELDS = `
02                       ; optionalHeader.majorLinkerVersion 0x2
14                       ; optionalHeader.minorLinkerVersion 0x14
00 02 00 00              ; optionalHeader.sizeOfCode 0x200
00 04 00 00              ; optionalHeader.sizeOfInitializedData 0x400
00 06 00 00              ; optionalHeader.sizeOfUninitializedData 0x600
40 10 00 00              ; optionalHeader.addressOfEntryPoint 0x1040
00 10 00 00              ; optionalHeader.baseOfCode 0x1000
`;

const WINDOWS_FIELDS = `
00 20 00 00              ; optionalHeader.sectionAlignment 0x2000
00 02 00 00              ; optionalHeader.fileAlignment 0x200
01 00                    ; optionalHeader.majorOperatingSystemVersion 0x1
02 00                    ; optionalHeader.minorOperatingSystemVersion 0x2
03 00                    ; optionalHeader.majorImageVersion 0x3
04 00                    ; optionalHeader.minorImageVersion 0x4
05 00                    ; optionalHeader.majorSubsystemVersion 0x5
06 00                    ; optionalHeader.minorSubsystemVersion 0x6
0a 0b 0c 8d              ; optionalHeader.win32VersionValue 0x8d0c0b0a
00 60 00 00              ; optionalHeader.sizeOfImage 0x6000
00 02 00 00              ; optionalHeader.sizeOfHeaders 0x200
ef cd ab 00              ; optionalHeader.checkSum 0xabcdef
0a 00                    ; optionalHeader.subsystem 0xa
00 01                    ; optionalHeader.dllCharacteristics 0x100
`;

const OPTIONAL_PE32_PLUS = `
0b 02                    ; optionalHeader.magic 0x20b
${STANDARD_FIELDS}
00 00 00 40 01 00 00 80  ; optionalHeader.imageBase 0x8000000140000000
${WINDOWS_FIELDS}
11 00 00 00 01 00 00 00  ; optionalHeader.sizeOfStackReserve 0x100000011
12 00 00 00 02 00 00 00  ; optionalHeader.sizeOfStackCommit 0x200000012
13 00 00 00 03 00 00 00  ; optionalHeader.sizeOfHeapReserve 0x300000013
14 00 00 00 04 00 00 00  ; optionalHeader.sizeOfHeapCommit 0x400000014
15 00 00 00              ; optionalHeader.loaderFlags 0x15
07 00 00 00              ; optionalHeader.numberOfRvaAndSizes 0x7
`;

const OPTIONAL_PE32 = `
0b 01                    ; optionalHeader.magic 0x10b
${STANDARD_FIELDS}
00 40 00 00              ; optionalHeader.baseOfData 0x4000
00 00 40 80              ; optionalHeader.imageBase 0x80400000
${WINDOWS_FIELDS}
11 00 00 00              ; optionalHeader.sizeOfStackReserve 0x11
12 00 00 00              ; optionalHeader.sizeOfStackCommit 0x12
13 00 00 00              ; optionalHeader.sizeOfHeapReserve 0x13
14 00 00 f0              ; optionalHeader.sizeOfHeapCommit 0xf0000014
15 00 00 00              ; optionalHeader.loaderFlags 0x15
07 00 00 00              ; optionalHeader.numberOfRvaAndSizes 0x7
`;

const DIRECTORIES = `
21 00 00 00              ; directories[0].virtualAddress 0x21
31 00 00 00              ; directories[0].size 0x31
22 00 00 00              ; directories[1].virtualAddress 0x22
32 00 00 00              ; directories[1].size 0x32
23 00 00 00              ; directories[2].virtualAddress 0x23
33 00 00 00              ; directories[2].size 0x33
24 00 00 00              ; directories[3].virtualAddress 0x24
34 00 00 00              ; directories[3].size 0x34
00 06 00 00              ; directories[4].virtualAddress 0x600
10 00 00 00              ; directories[4].size 0x10
00 00 00 00              ; directories[5].virtualAddress 0x0
00 00 00 00              ; directories[5].size 0x0
00 20 00 00              ; directories[6].virtualAddress 0x2000
1c 00 00 00              ; directories[6].size 0x1c
`;

const SECTIONS = `
2e 74 65 78 74 00 00 00  ; sections[0].name .text
40 01 00 00              ; sections[0].virtualSize 0x140
00 20 00 00              ; sections[0].virtualAddress 0x2000
00 02 00 00              ; sections[0].sizeOfRawData 0x200
00 02 00 00              ; sections[0].pointerToRawData 0x200
41 00 00 00              ; sections[0].pointerToRelocations 0x41
42 00 00 00              ; sections[0].pointerToLinenumbers 0x42
43 00                    ; sections[0].numberOfRelocations 0x43
44 00                    ; sections[0].numberOfLinenumbers 0x44
20 00 00 60              ; sections[0].characteristics 0x60000020
2e 64 61 74 e9 00 ff 21  ; sections[1].name .daté
80 00 00 00              ; sections[1].virtualSize 0x80
00 40 00 00              ; sections[1].virtualAddress 0x4000
00 02 00 00              ; sections[1].sizeOfRawData 0x200
00 04 00 00              ; sections[1].pointerToRawData 0x400
00 00 00 00              ; sections[1].pointerToRelocations 0x0
00 00 00 00              ; sections[1].pointerToLinenumbers 0x0
00 00                    ; sections[1].numberOfRelocations 0x0
00 00                    ; sections[1].numberOfLinenumbers 0x0
40 00 00 c0              ; sections[1].characteristics 0xc0000040
`;

/** A debug entry at 0x200 with four bytes of data in the header slack, the payload at 0x220, a certificate at 0x600. */
const DATA = `
51 00 00 00              ; debugEntries[0].characteristics 0x51
52 00 00 00              ; debugEntries[0].timeDateStamp 0x52
53 00                    ; debugEntries[0].majorVersion 0x53
54 00                    ; debugEntries[0].minorVersion 0x54
14 00 00 00              ; debugEntries[0].type 0x14
04 00 00 00              ; debugEntries[0].sizeOfData 0x4
00 00 00 00              ; debugEntries[0].addressOfRawData 0x0
50 01 00 00              ; debugEntries[0].pointerToRawData 0x150
00*4 1f 8b 08 00*477     ;
00*512                   ;
10 00 00 00              ; certificates[0].length 0x10
00 02                    ; certificates[0].revision 0x200
02 00                    ; certificates[0].certificateType 0x2
aa bb cc dd ee ff 00 11  ;
`;

function parse(text: string): AnnotatedImage {
  const bytes: number[] = [];
  const fields: Annotation[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [hex = '', comment = ''] = line.split(';');
    const offset = bytes.length;
    for (const word of hex.trim().split(/\s+/)) {
      const [value = '', count = '1'] = word.split('*');
      bytes.push(...new Array<number>(Number(count)).fill(Number.parseInt(value, 16)));
    }
    for (const note of comment.split(',').filter((each) => each.trim() !== '')) {
      const [target = '', value = ''] = note.trim().split(' ');
      const [path = '', length = String(bytes.length - offset)] = target.split(':');
      fields.push({ path, offset, length: Number(length), value });
    }
  }
  return { bytes: Uint8Array.from(bytes), fields };
}

/** A 64-bit image: headers of 0x150 bytes, debug data at 0x150, 0x610 bytes in all. */
export const PE32_PLUS: AnnotatedImage = parse(
  [DOS_HEADER, FILE_HEADER_PE32_PLUS, OPTIONAL_PE32_PLUS, DIRECTORIES, SECTIONS, '40 00 00 00 00*172 ;', DATA].join(''),
);

/** The same as a 32-bit image: the headers end at 0x140, the debug data stays at 0x150. */
export const PE32: AnnotatedImage = parse(
  [DOS_HEADER, FILE_HEADER_PE32, OPTIONAL_PE32, DIRECTORIES, SECTIONS, '00*16 40 00 00 00 00*172 ;', DATA].join(''),
);

/** A copy of the 64-bit image with some little-endian 32-bit words changed, by offset. */
export function patched(words: Readonly<Record<number, number>>): Uint8Array {
  const bytes = PE32_PLUS.bytes.slice();
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(words)) view.setUint32(Number(offset), value, true);
  return bytes;
}

/** Where fields of the 64-bit image lie that tests change, in bytes from the start of the file. */
export const AT = {
  peHeaderOffset: 0x3c,
  signature: 0x40,
  /** Machine and, in the upper half, NumberOfSections. */
  machine: 0x44,
  pointerToSymbolTable: 0x4c,
  numberOfSymbols: 0x50,
  /** SizeOfOptionalHeader and, in the upper half, Characteristics. */
  sizeOfOptionalHeader: 0x54,
  /** Magic and linker versions. */
  optionalHeader: 0x58,
  sizeOfHeaders: 0x94,
  numberOfRvaAndSizes: 0xc4,
  certificateDirectory: 0xe8,
  debugDirectory: 0xf8,
  sectionTable: 0x100,
  slack: 0x150,
} as const;
