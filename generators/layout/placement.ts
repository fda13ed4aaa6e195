import { DEBUG_ENTRY_LENGTH, debugDataLength } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';
import { grainLength } from '../plan/grain.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Payload } from './payload.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';
import { roundDown, roundUp } from '../bytes/round.ts';
import { TEXT } from './section-table.ts';

/** Bytes of one section in the file and in memory. */
export interface SectionSize {
  readonly sizeOfRawData: number;
  /** The VirtualSize field, 0 when it stands for the raw size. */
  readonly virtualSize: number;
  /** Bytes of memory that the section takes up. */
  readonly extent: number;
}

/** What lies where inside sections, relative to their first byte. */
export interface Placement {
  readonly sizes: readonly SectionSize[];
  /** Table index of the section with the payload, and the payload's place in it. */
  readonly holder: number;
  readonly payloadStart: number;
  /** Table index of `.text`, the places of the debug directory and of the entry point in it. */
  readonly text: number;
  readonly debugStart: number;
  readonly entryStart: number;
}

/** Room that every `.text` has for the entry point. */
const CODE_LENGTH = 16;
/** zboot.lds aligns the payload, and everything else here follows it. */
const ITEM_ALIGNMENT = 8;

/** Sizes the sections and puts payload, debug directory and entry point into them. */
export function place(
  plan: Plan,
  table: readonly SectionPlan[],
  payload: Payload,
  debug: readonly DebugData[],
): Placement {
  const text = table.findIndex(({ name }) => name === TEXT);
  const holder = findHolder(plan, table, text);
  const payloadLength = payload.bytes.length + (payload.footer === null ? 0 : 4);
  const debugLength = roundUp(debugBytes(plan, debug), ITEM_ALIGNMENT);
  const needs = (index: number): number => {
    const code = index === text ? debugLength + CODE_LENGTH : 0;
    const lead = index === holder && plan.position === 'middle' && code === 0 ? ITEM_ALIGNMENT : 0;
    return code + lead + (index === holder ? roundUp(payloadLength, ITEM_ALIGNMENT) : 0);
  };
  const sizes = sizeSections(plan, table, needs);
  const sharesText = holder === text;
  // A payload that ends its section leaves no room behind it.
  const isBack = plan.debugDirectory === 'back' && !(sharesText && plan.position === 'last');
  const behindPayload = isBack && sharesText ? debugLength : 0;
  const payloadStart = placePayload(plan, loaded(sizes[holder]), needs(holder), {
    length: payloadLength,
    follows: behindPayload,
  });
  const codeStart = sharesText && plan.position === 'first' ? roundUp(payloadLength, ITEM_ALIGNMENT) : 0;
  const textEnd = loaded(sizes[text]);
  const debugStart = isBack ? roundDown(textEnd - debugLength, ITEM_ALIGNMENT) : codeStart;
  const codeEnd = sharesText && plan.position !== 'first' ? payloadStart : isBack ? debugStart : textEnd;
  const entryFrom = isBack ? codeStart : codeStart + debugLength;
  const entryStart = placeEntry(plan, entryFrom, codeEnd, sizes[text]?.extent ?? 0);
  return { sizes, holder, payloadStart, text, debugStart, entryStart };
}

function debugBytes({ debugPlace }: Plan, entries: readonly DebugData[]): number {
  return entries.length * DEBUG_ENTRY_LENGTH + (debugPlace === 'section' ? debugDataLength(entries) : 0);
}

/** Sections that can hold the payload have loaded raw data of their own kind of bytes. */
function findHolder(plan: Plan, table: readonly SectionPlan[], text: number): number {
  if (plan.holder === 0) {
    return text;
  }
  const others = table.flatMap(({ blocks, virtual, kind }, index) =>
    index !== text && blocks > 0 && virtual !== 'raw' && kind !== 'sbat' ? [index] : [],
  );
  return [text, ...others][plan.holder % (others.length + 1)] ?? text;
}

function sizeSections(
  plan: Plan,
  table: readonly SectionPlan[],
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
    return sizeSection(section, isEmpty(section, index) ? 0 : needs(index), { unit, cut, block: plan.fileAlignment });
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

/** What has to find room: the payload itself, and the bytes that must be free behind it. */
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
