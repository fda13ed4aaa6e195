import { DEBUG_ENTRY_LENGTH, debugEntries } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';
import { layOutHeaders } from './headers.ts';
import type { HeaderLayout } from './headers.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { buildPayload } from './payload.ts';
import type { Payload } from './payload.ts';
import { streamSeed } from '../bytes/fill.ts';
import { addressesOf, isFlat } from './addresses.ts';
import { checkAgreement } from './agreement.ts';
import { relocationBlocks, relocationsLead, relocationsLength } from './relocations.ts';
import type { RelocationBlock } from './relocations.ts';
import { place } from './placement.ts';
import type { Placement } from './placement.ts';
import { PlanError } from '../plan/plan.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';
import { checkPlanValues } from '../plan/fields.ts';
import { roundDown, roundUp } from '../bytes/round.ts';
import { sectionTable } from './section-table.ts';
import { layOutFlat, layOutRaw } from './raw.ts';
import type { RawLayout } from './raw.ts';
import { layOutTail } from './tail.ts';
import type { TailLayout } from './tail.ts';

/** One section with its place in the file and in memory. */
export interface SectionLayout {
  readonly plan: SectionPlan;
  readonly virtualSize: number;
  /** Bytes of memory: VirtualSize, or the raw size when that is 0. */
  readonly extent: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
}

/** The debug directory and its data. */
export interface DebugLayout {
  readonly entries: readonly DebugData[];
  readonly offset: number;
  readonly address: number;
  readonly dataOffset: number;
  /** Where the first entry's data is loaded, whether or not the entries say so; `null` where it is not. */
  readonly dataAddress: number | null;
}

/** The base relocation table: empty when the image has none. */
export interface RelocationsLayout {
  readonly offset: number;
  readonly address: number;
  readonly length: number;
  readonly blocks: readonly RelocationBlock[];
}

/** The plan with every dependent number worked out; still no bytes. */
export interface Layout {
  readonly plan: Plan;
  readonly headers: HeaderLayout;
  readonly sections: readonly SectionLayout[];
  /** Indexes of the sections with raw data in the order of their data in the file. */
  readonly rawOrder: readonly number[];
  /** Live bytes between two sections; empty when there is no gap. */
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly rawEnd: number;
  /** Where the end of the highest section is. */
  readonly memoryEnd: number;
  readonly sizeOfImage: number;
  /** Indexes of `.text` and of the section that holds the payload. */
  readonly textIndex: number;
  readonly holderIndex: number;
  readonly payload: Payload;
  readonly payloadOffset: number;
  readonly addressOfEntryPoint: number;
  readonly debug: DebugLayout;
  /** The address of the first of the tables that data directories name; the others follow it. */
  readonly tablesAddress: number;
  readonly tablesOffset: number;
  readonly relocations: RelocationsLayout;
  readonly tail: TailLayout;
}

/** The seed streams of a plan, one for each purpose that needs bytes. */
export const STREAM = {
  payload: 1,
  stub: 2,
  gap: 3,
  overlay: 4,
  certificate: 5,
  request: 6,
  symbols: 7,
  relocations: 8,
  slack: 9,
  names: 10,
  objectTables: 11,
  typeTail: 12,
  dosHeader: 13,
  further: 14,
  section: 16,
};

/** What fits the field. */
const IMAGE_MAX = 0xffff_ffff;
/** Enough for every plan that is drawn; a limit only for plans typed by hand. */
const FILE_MAX = 0x600_0000;
/** Kernels round SizeOfImage up to this instead of SectionAlignment. */
const KERNEL_IMAGE_ALIGNMENT = 512;

/**
 * Works out every offset, address and size of a plan.
 *
 * @throws {@link PlanError} when a value is out of range or two values contradict each other
 */
export function layOut(plan: Plan): Layout {
  checkPlanValues(plan);
  checkAgreement(plan);
  const table = sectionTable(plan);
  const payload = payloadOf(plan);
  const entries = debugEntries(plan);
  const headers = layOutHeaders(plan, table.length, entries);
  const placement = place(plan, table, payload, entries);
  const addresses = addressesOf(plan, headers.sizeOfHeaders, placement.sizes);
  const raw = isFlat(plan)
    ? layOutFlat(addresses, placement.sizes)
    : layOutRaw(plan, headers.sizeOfHeaders, placement.sizes);
  const sections = layOutSections(plan, table, placement, addresses, raw);
  const text = sections[placement.text];
  const holder = sections[placement.holder];
  const tail = layOutTail(plan, raw.end, sections.length, entries);
  const memoryEnd = sections.reduce((end, { virtualAddress, extent }) => Math.max(end, virtualAddress + extent), 0);
  const sizeOfImage = imageSize(plan, sections, memoryEnd);
  checkLimits(plan, tail, sizeOfImage);
  return {
    plan,
    headers,
    sections,
    rawOrder: raw.order,
    gapStart: raw.gapStart,
    gapEnd: raw.gapEnd,
    rawEnd: raw.end,
    memoryEnd,
    sizeOfImage,
    textIndex: placement.text,
    holderIndex: placement.holder,
    payload,
    payloadOffset: (holder?.pointerToRawData ?? 0) + placement.payloadStart,
    addressOfEntryPoint: (text?.virtualAddress ?? 0) + placement.entryStart,
    debug: debugLayout(plan, entries, headers, tail, {
      home: sections[placement.debugHome],
      start: placement.debugStart,
    }),
    tablesAddress: (text?.virtualAddress ?? 0) + placement.tablesStart,
    tablesOffset: (text?.pointerToRawData ?? 0) + placement.tablesStart,
    relocations: relocationsLayout(plan, sections, placement),
    tail,
  };
}

/** What an image holds that is not a zboot image. */
const NO_PAYLOAD: Payload = { bytes: new Uint8Array(0), footer: null };

function payloadOf(plan: Plan): Payload {
  if (plan.shape !== 'zboot') return NO_PAYLOAD;
  const seed = streamSeed(plan.seed, STREAM.payload);
  return buildPayload(plan.compression, MACHINE_FACTS[plan.machine], plan.payload, seed);
}

function checkLimits(plan: Plan, { fileLength }: TailLayout, sizeOfImage: number): void {
  if (fileLength > FILE_MAX || sizeOfImage + plan.sectionAlignment > IMAGE_MAX) {
    throw new PlanError(
      `plan: the image would take ${fileLength} bytes in the file and ${sizeOfImage} in memory; use less or ` +
        `smaller sections or alignments (at most ${FILE_MAX} and ${IMAGE_MAX})`,
    );
  }
}

/** What may be fixed is data that nothing else is in. */
function relocationsLayout(plan: Plan, sections: readonly SectionLayout[], placement: Placement): RelocationsLayout {
  const home = sections.find((section) => section.plan.kind === 'reloc');
  if (home === undefined) return { offset: 0, address: 0, length: 0, blocks: [] };
  const fixable = sections.flatMap(({ plan: { kind }, virtualAddress, sizeOfRawData, extent }, index) =>
    index !== placement.holder && index !== placement.debugHome && (kind === 'data' || kind === 'rodata')
      ? [{ address: virtualAddress, length: Math.min(sizeOfRawData, extent) }]
      : [],
  );
  return {
    offset: home.pointerToRawData + relocationsLead(plan),
    address: home.virtualAddress + relocationsLead(plan),
    length: relocationsLength(plan),
    blocks: relocationBlocks(plan, fixable, streamSeed(plan.seed, STREAM.relocations)),
  };
}

/** The section with the debug directory, and the directory's place in it. */
interface DebugHome {
  readonly home: SectionLayout | undefined;
  readonly start: number;
}

function debugLayout(
  { debugPlace }: Plan,
  entries: readonly DebugData[],
  { tableEnd }: HeaderLayout,
  { debugOffset }: TailLayout,
  { home, start }: DebugHome,
): DebugLayout {
  const offset = (home?.pointerToRawData ?? 0) + start;
  const address = (home?.virtualAddress ?? 0) + start;
  const length = entries.length * DEBUG_ENTRY_LENGTH;
  switch (debugPlace) {
    case 'slack':
      // Headers are loaded at the address that is their file offset.
      return { entries, offset, address, dataOffset: tableEnd, dataAddress: tableEnd };
    case 'section':
      return { entries, offset, address, dataOffset: offset + length, dataAddress: address + length };
    case 'overlay':
      return { entries, offset, address, dataOffset: debugOffset, dataAddress: null };
  }
}

function layOutSections(
  plan: Plan,
  table: readonly SectionPlan[],
  { sizes }: Placement,
  addresses: readonly number[],
  raw: RawLayout,
): readonly SectionLayout[] {
  return sizes.flatMap(({ sizeOfRawData, virtualSize, extent }, index) => {
    const section = table[index];
    const empty = section?.kind === 'bss' ? bssPointer(plan, raw) : roundDown(raw.end, plan.fileAlignment);
    const pointerToRawData = raw.starts.get(index) ?? empty;
    return section === undefined
      ? []
      : [
          {
            plan: section,
            virtualSize,
            extent,
            virtualAddress: addresses[index] ?? 0,
            sizeOfRawData,
            pointerToRawData,
          },
        ];
  });
}

/** A pointer is a multiple of FileAlignment even where it points at nothing. */
function bssPointer(plan: Plan, { end }: RawLayout): number {
  switch (plan.bssPointer) {
    case 'zero':
      return 0;
    case 'end':
      return roundDown(end, plan.fileAlignment);
    case 'headers':
      return plan.fileAlignment;
  }
}

function imageSize(plan: Plan, sections: readonly SectionLayout[], memoryEnd: number): number {
  const rawEnd = sections.reduce((end, { virtualAddress, extent, sizeOfRawData }) => {
    return virtualAddress + extent === memoryEnd ? Math.max(end, virtualAddress + sizeOfRawData) : end;
  }, 0);
  const kernel = roundUp(memoryEnd, KERNEL_IMAGE_ALIGNMENT);
  const size = plan.imageSize === 'kernel' && kernel >= rawEnd ? kernel : roundUp(memoryEnd, plan.sectionAlignment);
  return size + plan.imageSlack * plan.sectionAlignment;
}
