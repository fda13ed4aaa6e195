import { PAGE } from './grain.ts';
import { requestLength } from './layout.ts';
import type { Layout, SectionLayout } from './layout.ts';
import { isReordered } from './layout-raw.ts';
import { MACHINE_FACTS } from './machines.ts';
import { COMPRESSIONS, MACHINES } from './plan.ts';

/** A label that a case may carry, for coverage tables and fixture manifests. */
export interface Feature {
  readonly name: string;
  readonly meaning: string;
  /** Whether a laid-out plan has it. */
  readonly has: (layout: Layout) => boolean;
}

const SECTION_HEADER = 40;

function feature(name: string, meaning: string, has: (layout: Layout) => boolean): Feature {
  return { name, meaning, has };
}

/** Bytes between the last live byte behind the section table and SizeOfHeaders. */
function room({ headers }: Layout): number {
  return headers.sizeOfHeaders - headers.slackEnd;
}

function isBss(section: SectionLayout | undefined): boolean {
  return section?.plan.kind === 'bss';
}

function some({ sections }: Layout, test: (section: SectionLayout) => boolean): boolean {
  return sections.some(test);
}

const MACHINE_FEATURES = MACHINES.map((machine) =>
  feature(machine, `Machine is ${machine}`, ({ plan }) => plan.machine === machine),
);

const HEADER_FEATURES: readonly Feature[] = [
  feature('pe32', 'the optional header is PE32', ({ plan }) => MACHINE_FACTS[plan.machine].bits === 32),
  feature('large-file-alignment', 'FileAlignment above 512', ({ plan }) => plan.fileAlignment > 512),
  feature('large-section-alignment', 'SectionAlignment above 4096', ({ plan }) => plan.sectionAlignment > PAGE),
  feature('many-directories', 'NumberOfRvaAndSizes above 7', ({ plan }) => plan.directories > 7),
  feature('dos-stub', 'a DOS stub between the DOS header and the PE header', ({ headers }) => headers.peOffset > 64),
  feature('no-room', 'no free byte between the section table and SizeOfHeaders', (layout) => room(layout) === 0),
  feature('tight-headers', 'less free room than one section header', (layout) => room(layout) < SECTION_HEADER),
  feature(
    'one-header-room',
    'free room for exactly one section header',
    (layout) => room(layout) >= SECTION_HEADER && room(layout) < 2 * SECTION_HEADER,
  ),
  feature('padded-headers', 'SizeOfHeaders beyond the next multiple of FileAlignment', (layout) => {
    return room(layout) >= layout.plan.fileAlignment;
  }),
  feature('time-stamp', 'TimeDateStamp is not 0', ({ plan }) => plan.timeDateStamp > 0),
  feature('check-sum', 'CheckSum is valid and not 0', ({ plan }) => plan.checkSum === 'valid'),
  feature('no-nx-compat', 'DllCharacteristics without NX_COMPAT', ({ plan }) => plan.nxCompat === 'clear'),
  feature('no-linux-magic', 'no LINUX_PE_MAGIC, as in Linux 6.1', ({ plan }) => plan.linuxMagic === 'absent'),
  feature(
    'unaligned-image-size',
    'SizeOfImage is no multiple of SectionAlignment, as in kernels',
    ({ plan, sizeOfImage }) => sizeOfImage % plan.sectionAlignment !== 0,
  ),
  feature('virtual-data-size', 'SizeOfInitializedData counts bss, as in kernels', ({ plan }) => {
    return plan.dataSize === 'kernel';
  }),
];

const SECTION_FEATURES: readonly Feature[] = [
  feature('one-section', 'the section table has one entry', ({ sections }) => sections.length === 1),
  feature('many-sections', 'more than 16 sections', ({ sections }) => sections.length > 16),
  feature('text-not-first', '.text is not the first section', ({ sections }) => sections[0]?.plan.name !== '.text'),
  feature('bss-first', 'the first section is bss', ({ sections }) => isBss(sections[0])),
  feature('bss-middle', 'a section between first and last is bss', ({ sections }) => sections.slice(1, -1).some(isBss)),
  feature('bss-last', 'the last section is bss', ({ sections }) => isBss(sections.at(-1))),
  feature('empty-data', 'initialised data without raw data that points at the end of raw data', (layout) =>
    some(layout, ({ plan, sizeOfRawData }) => plan.kind !== 'bss' && sizeOfRawData === 0),
  ),
  feature('last-empty', 'the last section has no raw data', ({ sections }) => sections.at(-1)?.sizeOfRawData === 0),
  feature('virtual-below-raw', 'a VirtualSize below the raw size', (layout) =>
    some(layout, ({ virtualSize, sizeOfRawData }) => virtualSize > 0 && virtualSize < sizeOfRawData),
  ),
  feature('virtual-above-raw', 'raw data followed by zero-filled memory', (layout) =>
    some(layout, ({ virtualSize, sizeOfRawData }) => sizeOfRawData > 0 && virtualSize > sizeOfRawData),
  ),
  feature('virtual-zero', 'VirtualSize 0, which stands for the raw size', (layout) =>
    some(layout, ({ virtualSize }) => virtualSize === 0),
  ),
  feature('page-incongruent', 'raw data whose offset and address differ within the page', (layout) =>
    some(layout, (section) => (section.virtualAddress - section.pointerToRawData) % PAGE !== 0 && !isBss(section)),
  ),
  feature('raw-gap', 'live bytes between two sections', ({ gapStart, gapEnd }) => gapEnd > gapStart),
  feature('raw-order', 'raw data in another order than the table', ({ rawOrder }) => isReordered(rawOrder)),
  feature('eight-byte-name', 'a section name of eight bytes', (layout) =>
    some(layout, ({ plan }) => plan.name.length === 8),
  ),
  feature('long-name', 'a section name in the string table', ({ plan }) => plan.symbols === 'long'),
  feature('sbat', 'an .sbat section', (layout) => some(layout, ({ plan }) => plan.kind === 'sbat')),
];

const PAYLOAD_FEATURES: readonly Feature[] = [
  feature('payload-first', 'the payload starts its section', ({ plan }) => plan.position === 'first'),
  feature('payload-middle', 'the payload has neighbours on both sides', ({ plan }) => plan.position === 'middle'),
  feature('payload-last', 'the payload ends its section', ({ plan }) => plan.position === 'last'),
  feature('payload-elsewhere', 'the payload is in another section than .text', ({ sections, payloadOffset }) =>
    sections.some(
      ({ plan, pointerToRawData, sizeOfRawData }) =>
        plan.name !== '.text' && payloadOffset >= pointerToRawData && payloadOffset < pointerToRawData + sizeOfRawData,
    ),
  ),
  ...COMPRESSIONS.map((name) =>
    feature(name, `the compression type is ${name}`, ({ plan }) => plan.compression === name),
  ),
  feature('bti-debug', 'EX_DLLCHARACTERISTICS directly behind the section table', ({ plan }) => {
    return plan.debug === 'dll' || plan.debug === 'both';
  }),
  feature('codeview-slack', 'CodeView data directly behind the section table', ({ plan }) => {
    return plan.debug === 'codeview' || plan.debug === 'both';
  }),
  feature('debug-mapped', 'CodeView data inside a section', ({ plan }) => plan.debug === 'mapped'),
];

const TAIL_FEATURES: readonly Feature[] = [
  feature('overlay', 'bytes behind the raw data', ({ plan }) => plan.overlay > 0),
  feature('odd-length', 'a file length that is no multiple of 8', ({ tail }) => tail.fileLength % 8 !== 0),
  feature('symbol-table', 'a COFF symbol and string table', ({ plan }) => plan.symbols !== 'none'),
  feature('signed', 'a certificate table at the end of the file', ({ plan }) => plan.certificate > 0),
];

const REQUEST_FEATURES: readonly Feature[] = [
  feature('other-name', 'the request is not for .bpf', ({ plan }) => plan.request.name !== '.bpf'),
  feature('name-taken', 'the requested name is in the table already', (layout) =>
    some(layout, ({ plan }) => plan.name === layout.plan.request.name),
  ),
  feature('one-byte', 'the request has one byte', ({ plan }) => requestLength(plan) === 1),
  feature('aligned-content', 'the content is a multiple of FileAlignment', ({ plan }) => {
    return requestLength(plan) % plan.fileAlignment === 0;
  }),
  feature('discardable', 'the request asks for other characteristics than read-only data', ({ plan }) => {
    return plan.request.characteristics !== 0x40000040;
  }),
];

/** Every label with its meaning, in the order in which cases list them. */
export const FEATURES: readonly Feature[] = [
  ...MACHINE_FEATURES,
  ...HEADER_FEATURES,
  ...SECTION_FEATURES,
  ...PAYLOAD_FEATURES,
  ...TAIL_FEATURES,
  ...REQUEST_FEATURES,
];
