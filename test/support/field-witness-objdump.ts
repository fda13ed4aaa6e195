import { MACHINES } from '../../generators/plan/plan.ts';
import { inChunks } from './chunks.ts';
import type { FieldValues, FieldWitness } from './field-witness.ts';
import { absent } from './image-witness.ts';
import type { WitnessedImage } from './image-witness-images.ts';
import { inPool, runIn } from './image-witness-process.ts';
import { knownMachines } from './objdump-machines.ts';

/** Labels of `objdump -p`, the reader's name of the same field, and the base in which the value is printed. */
const FIELDS: Readonly<Record<string, readonly [path: string, base: 10 | 16]>> = {
  Magic: ['optionalHeader.magic', 16],
  MajorLinkerVersion: ['optionalHeader.majorLinkerVersion', 10],
  MinorLinkerVersion: ['optionalHeader.minorLinkerVersion', 10],
  SizeOfCode: ['optionalHeader.sizeOfCode', 16],
  SizeOfInitializedData: ['optionalHeader.sizeOfInitializedData', 16],
  SizeOfUninitializedData: ['optionalHeader.sizeOfUninitializedData', 16],
  AddressOfEntryPoint: ['optionalHeader.addressOfEntryPoint', 16],
  BaseOfCode: ['optionalHeader.baseOfCode', 16],
  BaseOfData: ['optionalHeader.baseOfData', 16],
  ImageBase: ['optionalHeader.imageBase', 16],
  SectionAlignment: ['optionalHeader.sectionAlignment', 16],
  FileAlignment: ['optionalHeader.fileAlignment', 16],
  MajorOSystemVersion: ['optionalHeader.majorOperatingSystemVersion', 10],
  MinorOSystemVersion: ['optionalHeader.minorOperatingSystemVersion', 10],
  MajorImageVersion: ['optionalHeader.majorImageVersion', 10],
  MinorImageVersion: ['optionalHeader.minorImageVersion', 10],
  MajorSubsystemVersion: ['optionalHeader.majorSubsystemVersion', 10],
  MinorSubsystemVersion: ['optionalHeader.minorSubsystemVersion', 10],
  Win32Version: ['optionalHeader.win32VersionValue', 16],
  SizeOfImage: ['optionalHeader.sizeOfImage', 16],
  SizeOfHeaders: ['optionalHeader.sizeOfHeaders', 16],
  CheckSum: ['optionalHeader.checkSum', 16],
  Subsystem: ['optionalHeader.subsystem', 16],
  DllCharacteristics: ['optionalHeader.dllCharacteristics', 16],
  SizeOfStackReserve: ['optionalHeader.sizeOfStackReserve', 16],
  SizeOfStackCommit: ['optionalHeader.sizeOfStackCommit', 16],
  SizeOfHeapReserve: ['optionalHeader.sizeOfHeapReserve', 16],
  SizeOfHeapCommit: ['optionalHeader.sizeOfHeapCommit', 16],
  LoaderFlags: ['optionalHeader.loaderFlags', 16],
  NumberOfRvaAndSizes: ['optionalHeader.numberOfRvaAndSizes', 16],
};

const FILES_PER_CALL = 50;
/** Plans of images with a global pointer, the one directory that has an address and no size: then neither is kept. */
const GLOBAL_POINTER = /(?:^| )tables=(?:\d+,)*8\b/;

function decimal(digits: string, base: 10 | 16): string {
  return String(BigInt(base === 16 ? `0x${digits}` : digits));
}

/** Versions are printed as if they had a sign; those of the linker have one byte and all others two. */
function unsigned(label: string, value: string): string {
  return String(BigInt.asUintN(label.endsWith('LinkerVersion') ? 8 : 16, BigInt(value)));
}

function fieldsOf(text: string): FieldValues {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, label = '', digits = ''] = /^(\w+)\s+(-?[0-9a-f]+)\b/.exec(line) ?? [];
    const known = FIELDS[label];
    if (known !== undefined) fields.set(known[0], known[1] === 16 ? decimal(digits, 16) : unsigned(label, digits));
    const flags = /^Characteristics 0x([0-9a-f]+)$/.exec(line)?.[1];
    if (flags !== undefined) fields.set('coffHeader.characteristics', decimal(flags, 16));
    const [, index, address, size] = /^Entry ([0-9a-f]) ([0-9a-f]+) ([0-9a-f]+) /.exec(line) ?? [];
    if (index === undefined || address === undefined || size === undefined) continue;
    fields.set(`directories[${parseInt(index, 16)}].virtualAddress`, decimal(address, 16));
    fields.set(`directories[${parseInt(index, 16)}].size`, decimal(size, 16));
  }
  // All sixteen entries are printed, whether they exist or not.
  const count = Number(fields.get('optionalHeader.numberOfRvaAndSizes') ?? 0);
  for (let index = count; index < 16; index += 1) {
    fields.delete(`directories[${index}].virtualAddress`);
    fields.delete(`directories[${index}].size`);
  }
  return fields;
}

/** The GNU reader; which machines it knows was chosen when it was built. */
export const OBJDUMP_FIELDS: FieldWitness = {
  tool: 'objdump',
  missing: () => absent('objdump'),
  async known({ folder, images }) {
    const machines = await knownMachines(folder, MACHINES);
    // What it says of flags that it does not keep is for image-witnesses.test.ts.
    const isKept = ({ features, plan }: WitnessedImage): boolean =>
      !features.includes('section-flags') && !GLOBAL_POINTER.test(plan);
    return images.filter((image) => machines.has(image.machine) && isKept(image));
  },
  async fieldsOf(folder, images) {
    const printed = await inPool(inChunks(images, FILES_PER_CALL), async (some) => {
      const { out } = await runIn(folder, 'objdump', ['-p', ...some.map(({ name }) => name)]);
      return out.split(/^.*: +file format pei-.*$/m).slice(1);
    });
    return printed.flat().map(fieldsOf);
  },
  prints: [
    'coffHeader.characteristics',
    ...Object.values(FIELDS)
      .map(([path]) => path)
      .filter((path) => !path.endsWith('baseOfData')),
    'directories[].virtualAddress',
    'directories[].size',
  ],
};
