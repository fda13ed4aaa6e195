import { PAGE } from '../plan/grain.ts';
import type { Layout } from '../layout/layout.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { MACHINES } from '../plan/plan.ts';
import { featuresIn } from './feature.ts';
import type { Feature } from './feature.ts';

const SECTION_HEADER = 40;
/** Free header bytes from which on a table can more than double. */
const VAST = 1000;

/** Bytes between the last live byte after the section table and SizeOfHeaders. */
function room({ headers }: Layout): number {
  return headers.sizeOfHeaders - headers.slackEnd;
}

const machine = featuresIn('machine', 'machine');
const header = featuresIn('headers');
const headerRoom = featuresIn('room', 'room');

/** Labels of the machine and of the header fields. */
export const HEADER_FEATURES: readonly Feature[] = [
  ...MACHINES.map((name) => machine(name, `Machine is ${name}`, ({ plan }) => plan.machine === name)),
  header('pe32', 'the optional header is PE32', ({ plan }) => MACHINE_FACTS[plan.machine].bits === 32),
  header('large-file-alignment', 'FileAlignment above 512', ({ plan }) => plan.fileAlignment > 512),
  header('large-section-alignment', 'SectionAlignment above 4096', ({ plan }) => plan.sectionAlignment > PAGE),
  header('many-directories', 'NumberOfRvaAndSizes above 7', ({ plan }) => plan.directories > 7),
  header('dos-stub', 'a DOS stub between the DOS header and the PE header', ({ headers }) => headers.peOffset > 64),
  header('image-base', 'ImageBase is not 0', ({ plan }) => plan.imageBase > 0),
  header('time-stamp', 'TimeDateStamp is not 0', ({ plan }) => plan.timeDateStamp > 0),
  header('check-sum', 'CheckSum is valid and not 0', ({ plan }) => plan.checkSum === 'valid'),
  header('no-nx-compat', 'DllCharacteristics without NX_COMPAT', ({ plan }) => plan.nxCompat === 'clear'),
  header('no-linux-magic', 'no LINUX_PE_MAGIC, as in Linux 6.1', ({ plan }) => plan.linuxMagic === 'absent'),
  header(
    'unaligned-image-size',
    'SizeOfImage is not a multiple of SectionAlignment, as in kernels',
    ({ plan, sizeOfImage }) => sizeOfImage % plan.sectionAlignment !== 0,
  ),
  header('virtual-data-size', 'SizeOfInitializedData counts zero-filled memory, as in kernels', ({ plan }) => {
    return plan.dataSize === 'kernel';
  }),
];

/** Labels of the free bytes after the section table. */
export const ROOM_FEATURES: readonly Feature[] = [
  headerRoom('no-room', 'no free byte before SizeOfHeaders', (layout) => room(layout) === 0),
  headerRoom(
    'tight-headers',
    'some free room, but less than one section header',
    (layout) => room(layout) > 0 && room(layout) < SECTION_HEADER,
  ),
  headerRoom(
    'one-header-room',
    'free room for exactly one section header',
    (layout) => room(layout) >= SECTION_HEADER && room(layout) < 2 * SECTION_HEADER,
  ),
  headerRoom(
    'roomy-headers',
    'free room for two or more section headers',
    (layout) => room(layout) >= 2 * SECTION_HEADER && room(layout) < VAST,
  ),
  headerRoom('vast-headers', 'a thousand or more free bytes', (layout) => room(layout) >= VAST),
  featuresIn('room')('padded-headers', 'SizeOfHeaders past the next multiple of FileAlignment', (layout) => {
    return room(layout) >= layout.plan.fileAlignment;
  }),
];
