import { counted, grouped } from '../../page/index.ts';
import { isZboot } from '../../reader/index.ts';
import type { Anomaly, Region } from '../../reader/index.ts';
import { formatSpan } from '../../results/index.ts';
import type { Feature, Inspection } from './inspection.ts';
import { byteText } from './name-text.ts';
import { DEBUG_TYPES, DIRECTORIES, valueName } from './value-names.ts';

/** A path with a number in brackets, such as `sections[2]`. */
const NUMBERED = /^(\w+)\[(\d+)\]$/;

/** The number in a path such as `sections[2]`, when it starts with `list`; else null. */
export function numberIn(owner: string, list: 'sections' | 'debugEntries' | 'directories'): number | null {
  const match = NUMBERED.exec(owner);
  return match?.[1] === list ? Number(match[2]) : null;
}

/** Who owns a claim, as people say it. */
export function ownerText({ image, sectionNames }: Inspection, owner: string): string {
  const section = numberIn(owner, 'sections');
  if (section !== null) return `section ${section} ${sectionNames[section] ?? ''}`;
  const entry = image.debugEntries[numberIn(owner, 'debugEntries') ?? -1];
  if (entry !== undefined) {
    return `data of debug entry ${entry.index}, ${valueName(DEBUG_TYPES, entry.type.value)}`;
  }
  const directory = numberIn(owner, 'directories');
  if (directory !== null) return `${DIRECTORIES[directory] ?? 'unknown'} directory`;
  return OWNERS.get(owner) ?? owner;
}

const OWNERS: ReadonlyMap<string, string> = new Map([
  ['dosHeader', 'DOS header'],
  ['peHeaders', 'PE headers'],
  ['sectionTable', 'section table'],
  ['symbolTable', 'symbol table'],
  ['stringTable', 'string table'],
  ['certificateTable', 'certificate table'],
]);

/** Headers by which loaders other than firmware find their way, in the words of the kernel's documentation. */
const KERNEL_HEADERS: ReadonlyMap<string, string> = new Map([
  ['x86-setup-header', 'x86 setup_header, which boot loaders read'],
  ['arm64-image-header', 'arm64 Image header'],
  ['riscv-image-header', 'RISC-V Image header'],
  ['arm-zimage-header', 'arm zImage header'],
]);

/** What a region is, as people say it. */
export function regionText(inspection: Inspection, { kind, owner }: Region): string {
  const { image } = inspection;
  switch (kind) {
    case 'dos-header':
      return isZboot(image) ? 'DOS and zboot header' : 'DOS header';
    case 'dos-stub':
      return 'DOS stub';
    case 'section-table':
      return `section table, ${counted(image.sections.length, 'header')}`;
    case 'header-slack':
      return 'header slack';
    case 'claimed-slack':
      return `header slack in use: ${ownerText(inspection, owner)}`;
    case 'gap':
      return 'unclaimed gap';
    case 'overlay':
      return 'overlay';
    case 'certificate-table':
      return `certificate table, ${counted(image.certificateTable?.certificates.length ?? 0, 'certificate')}`;
    case 'pe-headers':
    case 'section-data':
    case 'symbol-table':
      return ownerText(inspection, owner);
  }
}

/** What lies inside a region, as people say it. */
export function featureText(inspection: Inspection, { kind, owner }: Feature): string {
  const { payload } = inspection;
  switch (kind) {
    case 'payload':
      return `payload, ${byteText(payload?.compressionType ?? '')}`;
    case 'payload-length':
      return `decompressed length, ${grouped(payload?.decompressedLength ?? 0)} bytes`;
    case 'entry-point':
      return 'entry point';
    case 'kernel-header':
      return KERNEL_HEADERS.get(owner) ?? owner;
    case 'directory':
    case 'debug-data':
      return ownerText(inspection, owner);
  }
}

const ANOMALIES: Readonly<Record<Anomaly['code'], string>> = {
  'directories-cut': 'the optional header holds fewer data directories than it counts',
  'debug-directory-unmapped': 'the debug directory is at an address where no byte of the file is loaded',
  'debug-directory-cut': 'the debug directory is longer than the part that can be read',
  'certificate-walk-stopped': 'a certificate has a length that does not fit the table, so none after it can be found',
  'symbol-table-outside-file': 'the symbol table extends beyond the end of the file',
  'long-name-unresolved': 'the name refers to a string that the string table does not have',
};

/** Something odd as one clause, with the field and the bytes that say so. */
export function anomalyText({ code, path, at }: Anomaly): string {
  return `${path} at ${formatSpan(at)}: ${ANOMALIES[code]}`;
}
