import { MACHINE_FACTS } from '../plan/machines.ts';
import { isFlat } from '../layout/addresses.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import type { ValuedField } from '../plan/field-values.ts';
import { featuresIn, someSection } from './feature.ts';
import type { Feature } from './feature.ts';

/** Symbols and strings from here on are many. */
const MANY_SYMBOLS = 100;
const MANY_STRINGS = 20;
const LARGE_OVERLAY = 256;
const LARGE_PAYLOAD = 16_384;

const header = featuresIn('headers');
const section = featuresIn('sections');
const directory = featuresIn('directories');
const debug = featuresIn('debug');
const raw = featuresIn('raw');
const tail = featuresIn('tail');
const slack = featuresIn('room', 'slack');

function gives(...fields: readonly ValuedField[]): Feature['has'] {
  return ({ plan }) => plan.values.some(({ field }) => fields.includes(field));
}

function hasDebug({ debug: { entries } }: Layout): boolean {
  return entries.length > 0;
}

/** The section with the highest address. */
function highest({ sections }: Layout): SectionLayout | undefined {
  return sections.reduce<SectionLayout | undefined>(
    (top, each) => (top === undefined || each.virtualAddress > top.virtualAddress ? each : top),
    undefined,
  );
}

/** Labels of header fields with other values than usual. */
export const VALUE_FEATURES: readonly Feature[] = [
  header('versions', 'unusual versions of linker, operating system, image or subsystem', (layout) => {
    return layout.plan.values.some(({ field }) => field.endsWith('Version') && !field.startsWith('debug'));
  }),
  header('reserved-fields', 'Win32VersionValue or LoaderFlags is not 0', gives('win32VersionValue', 'loaderFlags')),
  header(
    'stack-and-heap',
    'non-zero sizes of stack or heap',
    gives('sizeOfStackReserve', 'sizeOfStackCommit', 'sizeOfHeapReserve', 'sizeOfHeapCommit'),
  ),
  header('driver', 'Subsystem is that of a driver', gives('subsystem')),
  header('file-flags', 'unusual Characteristics in the file header', gives('characteristics')),
  header('dll-flags', 'DllCharacteristics other than NX_COMPAT', gives('dllCharacteristics')),
  header('zboot-reserved', 'reserved bytes of the zboot header that are not 0', (layout) => {
    return layout.plan.typeTail === 'live' || gives('mzWord', 'reserved')(layout);
  }),
  header('other-magic', 'a word at 0x38 that is neither LINUX_PE_MAGIC nor 0', gives('linuxPeMagic')),
  header('small-section-alignment', 'SectionAlignment below a page', ({ plan }) => isFlat(plan)),
  header('image-size-beyond', 'SizeOfImage is larger than the sections need', ({ plan }) => plan.imageSlack > 0),
  slack('padded-slack', 'free header bytes filled with NOP instructions', ({ plan, headers }) => {
    return (
      plan.slack === 'padding' && headers.sizeOfHeaders - headers.slackEnd >= MACHINE_FACTS[plan.machine].padding.length
    );
  }),
  slack('live-slack', 'unclaimed bytes after the section table', ({ plan, headers }) => {
    return plan.slack === 'live' && headers.sizeOfHeaders > headers.slackEnd;
  }),
];

/** Labels of unusual sections and data directories. */
export const TABLE_FEATURES: readonly Feature[] = [
  section('name-tails', 'bytes of section names after the terminating zero', ({ plan }) => plan.nameTails === 'live'),
  section('object-tables', 'sections with COFF relocations and line numbers', ({ tail }) => tail.objectTables > 0),
  section('section-flags', 'section flags in addition to those of their kind', ({ plan, sections }) => {
    return plan.sectionFlags > 0 && sections.some((each) => each.plan.kind !== 'code');
  }),
  section('unordered-addresses', 'addresses in an order other than that of the section table', ({ plan, sections }) => {
    return plan.addressOrder !== 'table' && sections.length > 1;
  }),
  section('address-gap', 'unused addresses below the highest section', ({ plan, sections }) => {
    return plan.addressGap > 0 && sections.length > 1;
  }),
  section('highest-virtual-zero', 'VirtualSize 0 on the section with the highest address', (layout) => {
    return highest(layout)?.virtualSize === 0;
  }),
  section('raw-excess', 'a raw size that exceeds VirtualSize by whole blocks', ({ plan, sections }) => {
    return sections.some(
      ({ virtualSize, sizeOfRawData }) => virtualSize > 0 && sizeOfRawData >= virtualSize + plan.fileAlignment,
    );
  }),
  section('live-raw-slack', 'non-zero bytes of raw data after VirtualSize', (layout) => {
    return layout.plan.rawSlack === 'live' && someSection(layout, hasSlack);
  }),
  directory('relocations', 'a base relocation table', ({ plan }) => plan.relocations > 0),
  directory('tables', 'data directories other than those of certificates, relocations and debug data', ({ plan }) => {
    return plan.tables.length > 0;
  }),
  section('address-start', 'unused addresses below the lowest section', ({ plan }) => plan.addressStart > 0),
  section('object-records', 'more than 255 COFF relocations and line numbers of a section', ({ plan, tail }) => {
    return tail.objectTables > 0 && plan.objectRecords > 255;
  }),
  directory('long-tables', 'tables of data directories that are longer than 255 bytes', ({ plan }) => {
    return plan.tables.length > 0 && plan.tableLength > 255;
  }),
  raw('zero-gap', 'zeros between sections that are not the padding of one', ({ plan, gapStart, gapEnd }) => {
    return gapEnd > gapStart && plan.gapFill === 'zero';
  }),
  raw('first-gap', 'bytes between SizeOfHeaders and the first raw data', ({ plan, gapStart, gapEnd }) => {
    return gapEnd > gapStart && plan.gapRank === 0;
  }),
  raw('later-gap', 'bytes between sections later than the first two', ({ plan, gapStart, gapEnd }) => {
    return gapEnd > gapStart && plan.gapRank > 1;
  }),
];

/** Whether raw data reaches beyond what is loaded; in an SBAT section these bytes stay zero. */
function hasSlack({ plan, sizeOfRawData, extent }: SectionLayout): boolean {
  return plan.kind !== 'sbat' && sizeOfRawData > extent;
}

/** Labels of unusual debug data. */
export const MORE_DEBUG_FEATURES: readonly Feature[] = [
  debug('more-debug-types', 'debug entries other than CodeView and EX_DLLCHARACTERISTICS', ({ plan }) => {
    return plan.debugMore.length > 0;
  }),
  debug('debug-elsewhere', 'a debug directory outside .text', (layout) => {
    const text = layout.sections[layout.textIndex];
    const { address } = layout.debug;
    return (
      hasDebug(layout) &&
      text !== undefined &&
      (address < text.virtualAddress || address >= text.virtualAddress + text.extent)
    );
  }),
  debug('debug-stamps', 'debug entries with a timestamp, a version or flags', (layout) => {
    const fields = gives('debugCharacteristics', 'debugTimeDateStamp', 'debugMajorVersion', 'debugMinorVersion');
    return hasDebug(layout) && fields(layout);
  }),
  debug(
    'debug-word',
    'EX_DLLCHARACTERISTICS with bits other than FORWARD_CFI_COMPAT',
    ({ plan }) => plan.debugWord !== 0x40,
  ),
  featuresIn('debug', 'debug-place')('debug-in-overlay', 'debug data after all sections', (layout) => {
    return hasDebug(layout) && layout.plan.debugPlace === 'overlay';
  }),
];

/** Labels of what is large. */
export const SIZE_FEATURES: readonly Feature[] = [
  tail('large-overlay', `an overlay of more than ${LARGE_OVERLAY} bytes`, ({ plan }) => plan.overlay > LARGE_OVERLAY),
  tail(
    'many-symbols',
    `${MANY_SYMBOLS} or more symbols, or ${MANY_STRINGS} or more strings`,
    ({ plan, tail: { symbolCount } }) => {
      return symbolCount >= MANY_SYMBOLS || (symbolCount > 0 && plan.strings >= MANY_STRINGS);
    },
  ),
  featuresIn('payload')('large-payload', `a payload of more than ${LARGE_PAYLOAD / 1024} KiB`, ({ payload }) => {
    return payload.bytes.length > LARGE_PAYLOAD;
  }),
];
