import type { FieldValues, FieldWitness } from './field-witness.ts';
import { absent } from './image-witness.ts';
import { inPool, runIn } from './image-witness-process.ts';
import { inChunks } from './chunks.ts';

/** Labels of llvm-readobj, and the reader's name of the same field. */
const COFF: Readonly<Record<string, string>> = {
  Machine: 'machine',
  SectionCount: 'numberOfSections',
  TimeDateStamp: 'timeDateStamp',
  PointerToSymbolTable: 'pointerToSymbolTable',
  SymbolCount: 'numberOfSymbols',
  OptionalHeaderSize: 'sizeOfOptionalHeader',
  Characteristics: 'characteristics',
};
const OPTIONAL: Readonly<Record<string, string>> = {
  Magic: 'magic',
  MajorLinkerVersion: 'majorLinkerVersion',
  MinorLinkerVersion: 'minorLinkerVersion',
  SizeOfCode: 'sizeOfCode',
  SizeOfInitializedData: 'sizeOfInitializedData',
  SizeOfUninitializedData: 'sizeOfUninitializedData',
  AddressOfEntryPoint: 'addressOfEntryPoint',
  BaseOfCode: 'baseOfCode',
  BaseOfData: 'baseOfData',
  ImageBase: 'imageBase',
  SectionAlignment: 'sectionAlignment',
  FileAlignment: 'fileAlignment',
  MajorOperatingSystemVersion: 'majorOperatingSystemVersion',
  MinorOperatingSystemVersion: 'minorOperatingSystemVersion',
  MajorImageVersion: 'majorImageVersion',
  MinorImageVersion: 'minorImageVersion',
  MajorSubsystemVersion: 'majorSubsystemVersion',
  MinorSubsystemVersion: 'minorSubsystemVersion',
  SizeOfImage: 'sizeOfImage',
  SizeOfHeaders: 'sizeOfHeaders',
  Subsystem: 'subsystem',
  Characteristics: 'dllCharacteristics',
  SizeOfStackReserve: 'sizeOfStackReserve',
  SizeOfStackCommit: 'sizeOfStackCommit',
  SizeOfHeapReserve: 'sizeOfHeapReserve',
  SizeOfHeapCommit: 'sizeOfHeapCommit',
  NumberOfRvaAndSize: 'numberOfRvaAndSizes',
};
const SECTION: Readonly<Record<string, string>> = {
  Name: 'name',
  VirtualSize: 'virtualSize',
  VirtualAddress: 'virtualAddress',
  RawDataSize: 'sizeOfRawData',
  PointerToRawData: 'pointerToRawData',
  PointerToRelocations: 'pointerToRelocations',
  PointerToLineNumbers: 'pointerToLinenumbers',
  RelocationCount: 'numberOfRelocations',
  LineNumberCount: 'numberOfLinenumbers',
  Characteristics: 'characteristics',
};

const FILES_PER_CALL = 50;
/** `  Name: value` or `  Name [ (0x206)`, with the number of leading blanks as the depth. */
const LINE = /^ *(\w+)(?:: (.*)| \[ \((0x[0-9A-F]+)\))$/s;

/** The number in a printed value: in brackets behind a name or a date, or the value itself. */
function numberIn(text: string): string {
  const number = /\((0x[0-9A-F]+)\)$/.exec(text)?.[1] ?? text;
  return String(BigInt(number));
}

function fieldsOf(text: string): FieldValues {
  const fields = new Map<string, string>();
  let [part, section, directory] = ['', -1, 0];
  for (const line of text.split('\n')) {
    const opened = /^ *(ImageFileHeader|ImageOptionalHeader|DataDirectory|DOSHeader|Sections?) [[{]$/.exec(line);
    if (opened !== null) {
      part = opened[1] ?? '';
      if (part === 'Section') section += 1;
      continue;
    }
    const [, label = '', plain, flags] = LINE.exec(line) ?? [];
    const value = plain ?? flags;
    if (value === undefined) continue;
    if (part === 'ImageFileHeader' && label in COFF) fields.set(`coffHeader.${COFF[label]}`, numberIn(value));
    if (part === 'ImageOptionalHeader' && label in OPTIONAL) {
      fields.set(`optionalHeader.${OPTIONAL[label]}`, numberIn(value));
    }
    if (part === 'DataDirectory') {
      fields.set(`directories[${directory >> 1}].${directory % 2 === 0 ? 'virtualAddress' : 'size'}`, numberIn(value));
      directory += 1;
    }
    if (part === 'DOSHeader' && label === 'AddressOfNewExeHeader') fields.set('dosHeader.peHeaderOffset', value);
    if (part === 'Section' && label in SECTION) {
      // Names of eight bytes without a zero at the end are printed with what follows the first zero.
      const name = label === 'Name' ? value.replace(/(?:\0.*)?(?: \([0-9A-F ]+\))?$/s, '') : numberIn(value);
      fields.set(`sections[${section}].${SECTION[label]}`, name);
    }
  }
  return fields;
}

/** LLVM's reader; it knows the headers of every machine. */
export const LLVM_FIELDS: FieldWitness = {
  tool: 'llvm-readobj',
  missing: () => absent('llvm-readobj'),
  known: ({ images }) => Promise.resolve(images),
  async fieldsOf(folder, images) {
    const printed = await inPool(inChunks(images, FILES_PER_CALL), async (some) => {
      const names = some.map(({ name }) => name);
      const { out } = await runIn(folder, 'llvm-readobj', ['--file-headers', '--sections', ...names]);
      return out.split(/^File: .*$/m).slice(1);
    });
    return printed.flat().map(fieldsOf);
  },
  prints: [
    'dosHeader.peHeaderOffset',
    ...Object.values(COFF).map((name) => `coffHeader.${name}`),
    ...Object.values(OPTIONAL)
      .filter((name) => name !== 'baseOfData')
      .map((name) => `optionalHeader.${name}`),
    'directories[].virtualAddress',
    'directories[].size',
    ...Object.values(SECTION).map((name) => `sections[].${name}`),
  ],
};
