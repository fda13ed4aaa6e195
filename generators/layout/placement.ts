import { DEBUG_ENTRY_LENGTH, debugDataLength } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';
import { grainLength } from '../plan/grain.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Payload } from './payload.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';
import { roundDown, roundUp } from '../bytes/round.ts';
import { relocationsLead, relocationsLength } from './relocations.ts';
import { SBAT_TEXT } from './sbat.ts';
import { TEXT } from './section-table.ts';
import { tablesLength } from './tables.ts';

/** Bytes of one section in the file and in memory. */
export interface SectionSize {
  readonly sizeOfRawData: number;
  /** The VirtualSize field, 0 when it stands for the raw size. */
  readonly virtualSize: number;
  /** Bytes of memory that the section takes up. */
  readonly extent: number;
}

/** What is where inside sections, relative to their first byte. */
export interface Placement {
  readonly sizes: readonly SectionSize[];
  /** Table index of the section with the payload, and the payload's place in it. */
  readonly holder: number;
  readonly payloadStart: number;
  /** Table index of `.text`, and the places of the entry point and of tables in it. */
  readonly text: number;
  readonly entryStart: number;
  readonly tablesStart: number;
  /** Table index of the section with the debug directory, and the directory's place in it. */
  readonly debugHome: number;
  readonly debugStart: number;
}

/** Room that every `.text` has for the entry point. */
const CODE_LENGTH = 16;
/** zboot.lds aligns the payload, and everything else here follows it. */
const ITEM_ALIGNMENT = 8;

/** Which sections hold what, by table index, and how long it is. */
interface Homes {
  readonly text: number;
  readonly holder: number;
  readonly debugHome: number;
  readonly payloadLength: number;
  readonly debugLength: number;
  /** Debug directory and tables in `.text`. */
  readonly blockLength: number;
}

function homesOf(plan: Plan, table: readonly SectionPlan[], payload: Payload, debug: readonly DebugData[]): Homes {
  const text = table.findIndex(({ name }) => name === TEXT);
  const holder = findHolder(plan, table, text);
  const debugHome = findDebugHome(plan, table, text, holder);
  const debugLength = roundUp(debugBytes(plan, debug), ITEM_ALIGNMENT);
  return {
    text,
    holder,
    debugHome,
    payloadLength: payload.bytes.length + (payload.footer === null ? 0 : 4),
    debugLength,
    blockLength: (debugHome === text ? debugLength : 0) + tablesLength(plan),
  };
}

/** Sizes the sections and puts payload, debug directory, tables and entry point into them. */
export function place(
  plan: Plan,
  table: readonly SectionPlan[],
  payload: Payload,
  debug: readonly DebugData[],
): Placement {
  const homes = homesOf(plan, table, payload, debug);
  const { text, holder, debugHome, payloadLength, debugLength, blockLength } = homes;
  const needs = (index: number): number => neededBy(plan, table, homes, index);
  const sizes = sizeSections(plan, table, homes, needs);
  const sharesText = holder === text;
  // A payload that ends its section leaves no room after it.
  const isBack = plan.debugDirectory === 'back' && !(sharesText && plan.position === 'last');
  const behindPayload = isBack && sharesText ? blockLength : 0;
  const payloadStart = placePayload(plan, loaded(sizes[holder]), needs(holder), {
    length: payloadLength,
    follows: behindPayload,
  });
  const codeStart = sharesText && plan.position === 'first' ? roundUp(payloadLength, ITEM_ALIGNMENT) : 0;
  const textEnd = loaded(sizes[text]);
  const blockStart = isBack ? roundDown(textEnd - blockLength, ITEM_ALIGNMENT) : codeStart;
  const codeEnd = sharesText && plan.position !== 'first' ? payloadStart : isBack ? blockStart : textEnd;
  const entryFrom = isBack ? codeStart : codeStart + blockLength;
  const entryStart = placeEntry(plan, entryFrom, codeEnd, sizes[text]?.extent ?? 0);
  const debugStart = debugHome === text ? blockStart : 0;
  const tablesStart = debugHome === text ? blockStart + debugLength : blockStart;
  return { sizes, holder, payloadStart, text, entryStart, tablesStart, debugHome, debugStart };
}

/** Bytes that a section has to load. */
function neededBy(plan: Plan, table: readonly SectionPlan[], homes: Homes, index: number): number {
  const { text, holder, debugHome, payloadLength, debugLength, blockLength } = homes;
  const code = index === text ? blockLength + CODE_LENGTH : 0;
  const guest = index === debugHome && index !== text ? debugLength : 0;
  const own = { reloc: relocationsLead(plan) + relocationsLength(plan), sbat: SBAT_TEXT.length };
  const kind = table[index]?.kind;
  const content = kind === 'reloc' || kind === 'sbat' ? own[kind] : 0;
  const lead = index === holder && plan.position === 'middle' && code === 0 ? ITEM_ALIGNMENT : 0;
  return code + guest + content + lead + (index === holder ? roundUp(payloadLength, ITEM_ALIGNMENT) : 0);
}

function debugBytes({ debugPlace }: Plan, entries: readonly DebugData[]): number {
  return entries.length * DEBUG_ENTRY_LENGTH + (debugPlace === 'section' ? debugDataLength(entries) : 0);
}

/** Whether a section has loaded raw data of its own kind of bytes, into which other things can be put. */
function takesGuests({ blocks, virtual, kind }: SectionPlan): boolean {
  return blocks > 0 && virtual !== 'raw' && kind !== 'sbat' && kind !== 'reloc';
}

function findHolder(plan: Plan, table: readonly SectionPlan[], text: number): number {
  if (plan.holder === 0) {
    return text;
  }
  const others = table.flatMap((section, index) => (index !== text && takesGuests(section) ? [index] : []));
  return [text, ...others][plan.holder % (others.length + 1)] ?? text;
}

function findDebugHome(plan: Plan, table: readonly SectionPlan[], text: number, holder: number): number {
  if (plan.debugDirectory !== 'other') return text;
  const other = table.findIndex((section, index) => index !== text && index !== holder && takesGuests(section));
  return other < 0 ? text : other;
}

function sizeSections(
  plan: Plan,
  table: readonly SectionPlan[],
  { text, holder }: Homes,
  needs: (index: number) => number,
): readonly SectionSize[] {
  const grain = grainLength(plan);
  const isEmpty = ({ kind, blocks }: SectionPlan, index: number): boolean =>
    kind === 'bss' || (blocks === 0 && needs(index) === 0);
  // An empty section points at the end of raw data, which must then be page-aligned as well.
  const hasEmpty = table.some((section, index) => section.kind !== 'bss' && isEmpty(section, index));
  const full = table.flatMap((section, index) => (isEmpty(section, index) ? [] : [index]));
  const last = plan.rawOrder === 'table' ? full.at(-1) : full[0];
  return table.map((section, index) => {
    const unit = index === table.length - 1 && !hasEmpty ? plan.fileAlignment : grain;
    const cut = index === last ? plan.rawCut % plan.fileAlignment : 0;
    const measure = { unit, cut, block: plan.fileAlignment };
    const size = sizeSection(section, isEmpty(section, index) ? 0 : needs(index), measure);
    const isSpare = index !== text && index !== holder && size.sizeOfRawData > 0 && section.virtual !== 'raw';
    return isSpare ? { ...size, sizeOfRawData: size.sizeOfRawData + plan.rawExcess * grain } : size;
  });
}

/** How raw data is measured: in multiples of `unit` less `cut` bytes; a `block` is FileAlignment. */
interface Measure {
  readonly unit: number;
  readonly cut: number;
  readonly block: number;
}

function sizeSection({ blocks, virtual }: SectionPlan, needed: number, { unit, cut, block }: Measure): SectionSize {
  // Of the last block some byte must be both raw and virtual, or the raw size would be more than a rounded VirtualSize.
  const short = virtual !== 'raw' && virtual < 0 ? Math.min(-virtual % block, block - cut - 1) : 0;
  const least = needed === 0 ? 0 : roundUp(needed + short + cut, unit);
  const sizeOfRawData = Math.max(blocks * unit, least) - cut;
  if (virtual === 'raw') {
    return { sizeOfRawData, virtualSize: 0, extent: sizeOfRawData };
  }
  const virtualSize = sizeOfRawData - short + Math.max(virtual, 0);
  return { sizeOfRawData, virtualSize, extent: virtualSize };
}

function loaded(size: SectionSize | undefined): number {
  return size === undefined ? 0 : Math.min(size.sizeOfRawData, size.extent);
}

/** What has to find room: the payload itself, and the bytes that must be free after it. */
interface Load {
  readonly length: number;
  readonly follows: number;
}

function placePayload(plan: Plan, room: number, needed: number, { length, follows }: Load): number {
  switch (plan.position) {
    case 'first':
      return 0;
    case 'middle': {
      const lead = needed - follows - roundUp(length, ITEM_ALIGNMENT);
      return lead + roundDown((room - needed) / 2, ITEM_ALIGNMENT);
    }
    case 'last':
      return room - length;
  }
}

/** Loaders disagree about a section's last byte, so the entry point is never there. */
function placeEntry({ entry, machine }: Plan, start: number, end: number, extent: number): number {
  const { instructionAlignment } = MACHINE_FACTS[machine];
  const last = Math.min(end - 1, extent - 2);
  switch (entry) {
    case 'start':
      return start;
    case 'middle':
      return roundDown((start + last) / 2, instructionAlignment);
    case 'end':
      return roundDown(last, instructionAlignment);
  }
}
