import { roundUp } from '../bytes/round.ts';
import { characteristicsOf } from '../emit/headers.ts';
import { isFlat } from '../layout/addresses.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import { statedSize } from '../layout/tables.ts';
import type { ValuedField } from '../plan/field-values.ts';
import { PAGE } from '../plan/grain.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Plan } from '../plan/plan.ts';
import type { Declaration } from './declaration.ts';

/** Directories by what rules say of them: applications have none, nobody may have one. */
const FOREIGN = [0, 1, 9, 11, 12, 13, 14];
const RESERVED = [7, 15];
const GLOBAL_POINTER = 8;

/** The format's limit on images in memory. [PE format, Overview] */
const TWO_GIB = 0x8000_0000;

/** IMAGE_DEBUG_TYPE_CODEVIEW. [PE format, Debug Type] */
const TYPE_CODEVIEW = 2;

/** [PE format, Section Flags] */
const ALIGNMENT_BITS = 0x00f0_0000;
const DISCARDABLE = 0x0200_0000;
const PERMISSION_BITS = 0xe000_0000;

function isZboot({ shape }: Plan): boolean {
  return shape === 'zboot';
}

function names(field: ValuedField): Declaration['applies'] {
  return ({ plan }) => plan.values.some((each) => each.field === field);
}

function either(...tests: readonly Declaration['applies'][]): Declaration['applies'] {
  return (layout) => tests.some((test) => test(layout));
}

/** Bytes after the section table and the debug data there. */
function room({ headers }: Layout): number {
  return headers.sizeOfHeaders - headers.slackEnd;
}

function hasPadding(layout: Layout): boolean {
  const { length } = MACHINE_FACTS[layout.plan.machine].padding;
  const { slackEnd, sizeOfHeaders } = layout.headers;
  return roundUp(slackEnd, length) + length <= sizeOfHeaders;
}

function byAddress({ sections }: Layout): readonly SectionLayout[] {
  return [...sections].sort((a, b) => a.virtualAddress - b.virtualAddress);
}

/** Raw data that reaches beyond the next section's address, or the image's end: whoever copies all of it overwrites that. */
function isTooLong(layout: Layout): boolean {
  const ordered = byAddress(layout);
  return ordered.some(({ virtualAddress, sizeOfRawData }, rank) => {
    const limit = ordered[rank + 1]?.virtualAddress ?? layout.sizeOfImage;
    return virtualAddress + sizeOfRawData > limit;
  });
}

/** Sections with other permissions than the one before them, in the same page. */
function sharesPage(layout: Layout): boolean {
  const permissions = ({ plan: { kind } }: SectionLayout): number =>
    (characteristicsOf(layout.plan, kind) & PERMISSION_BITS) >>> 0;
  return byAddress(layout).some((section, rank, all) => {
    const before = all[rank - 1];
    if (before === undefined || permissions(before) === permissions(section)) return false;
    const last = before.virtualAddress + before.extent - 1;
    return Math.floor(section.virtualAddress / PAGE) <= Math.floor(last / PAGE);
  });
}

/** With alignments below a page, loaders may map the file as it is, so that memory without data must be there too. */
function isNotFlat({ plan, sections }: Layout): boolean {
  return (
    isFlat(plan) &&
    sections.some(
      ({ virtualAddress, pointerToRawData, virtualSize, sizeOfRawData }) =>
        virtualAddress !== pointerToRawData || virtualSize > sizeOfRawData,
    )
  );
}

/** CodeView data without an address, for which EDK2 takes memory after the last section of the table. */
function hasNoRoomForCodeView({ plan, sections, sizeOfImage, debug }: Layout): boolean {
  const data = debug.entries.find(({ type }) => type === TYPE_CODEVIEW);
  const last = sections.at(-1);
  const hasAddress = plan.debugAddress === 'loaded' && debug.dataAddress !== null;
  if (data === undefined || last === undefined || hasAddress) return false;
  const start = last.virtualAddress + Math.max(last.sizeOfRawData, last.virtualSize);
  const end = start + data.bytes.length;
  const isTaken = sections.some(
    ({ virtualAddress, extent }) => virtualAddress < end && start < virtualAddress + extent,
  );
  return start > sizeOfImage || isTaken;
}

function hasLiveSlack({ plan, sections }: Layout): boolean {
  return (
    plan.rawSlack === 'live' &&
    sections.some(({ plan: { kind }, sizeOfRawData, extent }) => kind !== 'sbat' && sizeOfRawData > extent)
  );
}

function hasSpareRaw({ plan, sections }: Layout): boolean {
  return sections.some(({ sizeOfRawData, virtualSize }) => sizeOfRawData > roundUp(virtualSize, plan.fileAlignment));
}

/** What the unusual choices break of the rules of profile `zboot`. */
export const UNUSUAL_DECLARATIONS: readonly Declaration[] = [
  {
    rules: ['PE-DIR-004'],
    applies: ({ plan }) =>
      plan.tables.some((each) => RESERVED.includes(each) || (each === GLOBAL_POINTER && statedSize(each, plan) > 0)),
  },
  {
    rules: ['PE-DIR-005'],
    applies: ({ plan }) =>
      plan.tables.some((each) => FOREIGN.includes(each)) && !plan.values.some(({ field }) => field === 'subsystem'),
  },
  { rules: ['PE-DIR-023'], applies: ({ plan }) => isZboot(plan) && plan.relocations > 0 },
  { rules: ['PE-DIR-043'], applies: hasNoRoomForCodeView },
  { rules: ['PE-LAF-004', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'], applies: startsLate },
  {
    rules: ['PE-LAF-005'],
    applies: (layout) =>
      (layout.plan.slack === 'live' && room(layout) > 0) || (layout.plan.slack === 'padding' && hasPadding(layout)),
  },
  { rules: ['PE-LAF-007'], applies: hasLiveSlack },
  {
    rules: ['PE-LAM-001', 'PE-LAM-003'],
    applies: ({ plan, sections }) => plan.addressOrder !== 'table' && sections.length > 1,
  },
  { rules: ['PE-LAM-003'], applies: ({ plan, sections }) => plan.addressGap > 0 && sections.length > 1 },
  {
    rules: ['PE-LAM-004'],
    applies: ({ plan, headers, sections }) =>
      sections[0]?.virtualAddress !== roundUp(headers.sizeOfHeaders, plan.sectionAlignment),
  },
  { rules: ['PE-LAM-005'], applies: sharesPage },
  { rules: ['PE-LAM-007'], applies: isTooLong },
  { rules: ['PE-NX-003'], applies: ({ plan }) => isFlat(plan) },
  {
    rules: ['PE-NX-015'],
    applies: ({ sections, tail }) => sections.slice(0, tail.objectTables).some(({ plan }) => plan.name === '.sbat'),
  },
  { rules: ['PE-OPT-006'], applies: isNotFlat },
  { rules: ['PE-LAM-010', 'PE-OPT-027'], applies: ({ sizeOfImage }) => sizeOfImage >= TWO_GIB },
  {
    rules: ['PE-OPT-010'],
    applies: ({ plan, sizeOfImage }) =>
      plan.imageSlack > 0 || (!isZboot(plan) && sizeOfImage % plan.sectionAlignment !== 0),
  },
  { rules: ['PE-OPT-016'], applies: either(names('win32VersionValue'), names('loaderFlags')) },
  { rules: ['PE-OPT-018'], applies: (layout) => isZboot(layout.plan) && names('subsystem')(layout) },
  {
    rules: ['PE-SEC-001'],
    applies: ({ plan, sections }) => plan.nameTails === 'live' && sections.some((each) => each.plan.name.length < 7),
  },
  { rules: ['PE-SEC-007'], applies: ({ tail }) => tail.objectTables > 0 },
  {
    rules: ['PE-SEC-008'],
    applies: ({ plan, sections }) =>
      (plan.sectionFlags & ALIGNMENT_BITS) !== 0 && sections.some((each) => each.plan.kind !== 'code'),
  },
  { rules: ['PE-SEC-020'], applies: hasSpareRaw },
  {
    rules: ['PE-SEC-023'],
    applies: ({ plan, sections }) =>
      (plan.sectionFlags & DISCARDABLE) !== 0 &&
      sections.some((each) => !['code', 'sbat', 'reloc'].includes(each.plan.kind)),
  },
  { rules: ['ZB-002'], applies: ({ plan }) => !isZboot(plan) },
  { rules: ['ZB-001'], applies: names('mzWord') },
  { rules: ['ZB-013'], applies: names('reserved') },
  { rules: ['ZB-014'], applies: names('linuxPeMagic') },
  { rules: ['ZB-030'], applies: ({ plan }) => plan.typeTail === 'live' },
];

function startsLate({ plan, gapStart, gapEnd }: Layout): boolean {
  return gapEnd > gapStart && plan.gapRank === 0;
}
