import { grouped } from '../../page/index.ts';
import type { Field, Image } from '../../reader/index.ts';
import { accessOf, dllFlags, fileFlags, sectionFlags } from './flag-names.ts';
import { sectionName } from './name-text.ts';
import {
  CERTIFICATE_REVISIONS,
  CERTIFICATE_TYPES,
  DEBUG_TYPES,
  FORMATS,
  MACHINES,
  SUBSYSTEMS,
  valueName,
} from './value-names.ts';

/** LINUX_PE_MAGIC, which Linux writes since 6.2 or so. [Linux, include/linux/pe.h] */
const LINUX_PE_MAGIC = 0x818223cd;

/** What the meaning of a field may depend on. */
export type Sections = Pick<Image, 'sections'>;

type Meaning = (value: number, image: Sections) => string;

const flags =
  (names: (value: number) => readonly string[]): Meaning =>
  (value) =>
    names(value).join(', ');
const named =
  (names: ReadonlyMap<number, string>): Meaning =>
  (value) =>
    valueName(names, value);

/** Seconds since 1970 as a date, or nothing for the 0 of reproducible builds. */
const date: Meaning = (value) => (value === 0 ? '' : new Date(value * 1000).toISOString().replace('.000', ''));

/** The section that takes an address, or that none does. */
const place: Meaning = (value, { sections }) => {
  if (value === 0) return '';
  const holder = sections.find(({ extent }) => value >= extent.offset && value - extent.offset < extent.length);
  return holder === undefined ? 'in no section' : `in section ${holder.index} ${sectionName(holder)}`;
};

/** By the last part of a field's path, or by two parts where one would not do. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['dosHeader.magic', (value) => (value === 0x5a4d ? 'MZ' : '')],
  ['zbootHeader.mzWord', (value) => (value === 0x5a4d ? 'MZ' : 'MZ followed by something else')],
  ['linuxPeMagic', (value) => (value === LINUX_PE_MAGIC ? 'LINUX_PE_MAGIC' : value === 0 ? 'absent' : 'unknown')],
  ['machine', named(MACHINES)],
  ['timeDateStamp', date],
  ['coffHeader.characteristics', flags(fileFlags)],
  ['optionalHeader.magic', named(FORMATS)],
  ['addressOfEntryPoint', place],
  ['checkSum', (value) => (value === 0 ? 'none' : '')],
  ['subsystem', named(SUBSYSTEMS)],
  ['dllCharacteristics', flags(dllFlags)],
  ['section.characteristics', (value) => [accessOf(value), ...sectionFlags(value)].join(' ')],
  ['type', named(DEBUG_TYPES)],
  ['revision', named(CERTIFICATE_REVISIONS)],
  ['certificateType', named(CERTIFICATE_TYPES)],
]);

/** Lists whose items have meanings of their own, by the name under which they stand in the table. */
const ITEMS: ReadonlyMap<string, string> = new Map([
  ['sections', 'section'],
  ['certificates', 'certificate'],
  ['debugEntries', 'debugEntry'],
]);

/** What the value of a field means, in words; empty where the number says it all. */
export function meaningOf({ path, value }: Field<unknown>, image: Sections): string {
  if (typeof value !== 'number') return '';
  const dot = path.lastIndexOf('.');
  const owner = path.slice(0, dot).replace(/\[\d+\]$/, '');
  const name = path.slice(dot + 1);
  const meaning = MEANINGS.get(`${ITEMS.get(owner) ?? owner}.${name}`) ?? MEANINGS.get(name);
  return meaning?.(value, image) ?? '';
}

/** Fields that count bytes; people read them in decimal. */
const SIZES = /^(sizeOf\w+|payloadSize|sectionAlignment|fileAlignment|length)$/;
/** Fields that count other things. */
const COUNTS = /^numberOf\w+$/;
/** Numbers up to this one read alike in both notations. */
const DIGIT = 9;

/** The value of a field that counts something, in decimal; empty for any other field. */
export function amountOf({ path, value }: Field<unknown>): string {
  if (typeof value !== 'number' || value <= DIGIT) return '';
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (SIZES.test(name)) return `${grouped(value)} bytes`;
  return COUNTS.test(name) ? grouped(value) : '';
}
