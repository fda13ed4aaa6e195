import { DEBUG_ENTRY_LENGTH, debugEntries } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';
import { layOutHeaders } from './headers.ts';
import type { HeaderLayout } from './headers.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { buildPayload } from './payload.ts';
import type { Payload } from './payload.ts';
import { streamSeed } from '../bytes/fill.ts';
import { place } from './placement.ts';
import type { Placement } from './placement.ts';
import { PlanError } from '../plan/plan.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';
import { checkPlanValues } from '../plan/fields.ts';
import { roundDown, roundUp } from '../bytes/round.ts';
import { sectionTable } from './section-table.ts';
import { layOutRaw } from './raw.ts';
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

/** The debug directory in `.text`, and its data there or behind the section table. */
export interface DebugLayout {
  readonly entries: readonly DebugData[];
  readonly offset: number;
  readonly address: number;
  readonly dataOffset: number;
  /** Where the first entry's data is loaded, whether or not the entries say so. */
  readonly dataAddress: number;
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
  readonly sizeOfImage: number;
  /** Indexes of `.text` and of the section that holds the payload. */
  readonly textIndex: number;
  readonly holderIndex: number;
  readonly payload: Payload;
  readonly payloadOffset: number;
  readonly addressOfEntryPoint: number;
  readonly debug: DebugLayout;
  readonly tail: TailLayout;
}

/** The seed streams of a plan, one for each purpose that needs bytes. */
export const STREAM = { payload: 1, stub: 2, gap: 3, overlay: 4, certificate: 5, request: 6, symbols: 7, section: 16 };

const UINT32_MAX = 0xffff_ffff;
/** Signed 32-bit sizes appear in many loaders, so images stay below this. */
const IMAGE_MAX = 0x7fff_ffff;
/** Enough for every plan that is drawn; a limit only for plans typed by hand. */
const FILE_MAX = 0x400_0000;
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
  const payload = buildPayload(
    plan.compression,
    MACHINE_FACTS[plan.machine],
    plan.payload,
    streamSeed(plan.seed, STREAM.payload),
  );
  const entries = debugEntries(plan);
  const headers = layOutHeaders(plan, table.length, entries);
  const placement = place(plan, table, payload, entries);
  const raw = layOutRaw(plan, headers.sizeOfHeaders, placement.sizes);
  const sections = addSections(plan, table, placement, headers.sizeOfHeaders, raw);
  const text = sections[placement.text];
  const holder = sections[placement.holder];
  const tail = layOutTail(plan, raw.end);
  const sizeOfImage = imageSize(plan, sections);
  if (tail.fileLength > FILE_MAX || sizeOfImage + plan.sectionAlignment > IMAGE_MAX) {
    throw new PlanError(
      `plan: the image would take ${tail.fileLength} bytes in the file and ${sizeOfImage} in memory; use less or ` +
        `smaller sections or alignments (at most ${FILE_MAX} and ${IMAGE_MAX})`,
    );
  }
  return {
    plan,
    headers,
    sections,
    rawOrder: raw.order,
    gapStart: raw.gapStart,
    gapEnd: raw.gapEnd,
    rawEnd: raw.end,
    sizeOfImage,
    textIndex: placement.text,
    holderIndex: placement.holder,
    payload,
    payloadOffset: (holder?.pointerToRawData ?? 0) + placement.payloadStart,
    addressOfEntryPoint: (text?.virtualAddress ?? 0) + placement.entryStart,
    debug: debugLayout(plan, entries, headers, text, placement.debugStart),
    tail,
  };
}

function debugLayout(
  { debugPlace }: Plan,
  entries: readonly DebugData[],
  { tableEnd }: HeaderLayout,
  text: SectionLayout | undefined,
  start: number,
): DebugLayout {
  const offset = (text?.pointerToRawData ?? 0) + start;
  const address = (text?.virtualAddress ?? 0) + start;
  const length = entries.length * DEBUG_ENTRY_LENGTH;
  // Headers are loaded at the address that is their file offset.
  return debugPlace === 'slack'
    ? { entries, offset, address, dataOffset: tableEnd, dataAddress: tableEnd }
    : { entries, offset, address, dataOffset: offset + length, dataAddress: address + length };
}

/** Values that are fine alone but not together. */
function checkAgreement(plan: Plan): void {
  if (plan.sectionAlignment < plan.fileAlignment) {
    throw new PlanError(
      `plan: sectionAlignment=${plan.sectionAlignment} is below fileAlignment=${plan.fileAlignment}; raise the first`,
    );
  }
  if (plan.debug !== 'none' && plan.directories < 7) {
    throw new PlanError(
      `plan: debug=${plan.debug} needs directory 6, but directories=${plan.directories}; use directories=7 or more`,
    );
  }
  if (MACHINE_FACTS[plan.machine].bits === 32 && plan.imageBase > UINT32_MAX) {
    throw new PlanError(
      `plan: imageBase=${plan.imageBase} does not fit a 32-bit machine; use at most 4294901760 (0xffff0000)`,
    );
  }
  if (requestLength(plan) < 1) {
    throw new PlanError(
      `plan: the request's content would have ${requestLength(plan)} bytes; raise its blocks or extra to get 1 or more`,
    );
  }
}

/** Bytes that the append request asks to add. */
export function requestLength({ request, fileAlignment }: Plan): number {
  return request.blocks * fileAlignment + request.extra;
}

function addSections(
  plan: Plan,
  table: readonly SectionPlan[],
  { sizes }: Placement,
  sizeOfHeaders: number,
  raw: RawLayout,
): readonly SectionLayout[] {
  let address = roundUp(sizeOfHeaders, plan.sectionAlignment);
  return sizes.flatMap(({ sizeOfRawData, virtualSize, extent }, index) => {
    const section = table[index];
    const virtualAddress = address;
    address = roundUp(address + extent, plan.sectionAlignment);
    // A pointer is a multiple of FileAlignment even where it points at nothing.
    const empty = section?.kind === 'bss' && plan.bssPointer === 'zero' ? 0 : roundDown(raw.end, plan.fileAlignment);
    const pointerToRawData = raw.starts.get(index) ?? empty;
    return section === undefined
      ? []
      : [{ plan: section, virtualSize, extent, virtualAddress, sizeOfRawData, pointerToRawData }];
  });
}

function imageSize(plan: Plan, sections: readonly SectionLayout[]): number {
  const last = sections.at(-1);
  const memoryEnd = (last?.virtualAddress ?? 0) + (last?.extent ?? 0);
  const rawEnd = (last?.virtualAddress ?? 0) + (last?.sizeOfRawData ?? 0);
  const kernel = roundUp(memoryEnd, KERNEL_IMAGE_ALIGNMENT);
  return plan.imageSize === 'kernel' && kernel >= rawEnd ? kernel : roundUp(memoryEnd, plan.sectionAlignment);
}
