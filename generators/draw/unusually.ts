import { isFlat } from '../layout/addresses.ts';
import { DULL_PLAN } from '../plan/plan.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';
import type { Unusual } from './unusual.ts';
import { valuesFor } from './values-arbitrary.ts';

/** Gives a plan what was drawn for it of what is unusual, as far as the plan can have it. */
export function unusually(plan: Plan, unusual: Unusual | 'none'): Plan {
  if (unusual === 'none') return plan;
  const { debugAt, flatAlignment, gapRank, lastVirtual, moreOverlay, ...rest } = unusual;
  const changed = withRelocations({
    ...plan,
    ...rest,
    values: valuesFor(plan.machine, rest.values),
    sections: withVirtual(plan.sections, lastVirtual, rest.addressOrder),
    gap: gapRank === null ? plan.gap : Math.max(plan.gap, 1),
    gapRank: gapRank ?? plan.gapRank,
    overlay: plan.overlay + moreOverlay,
    imageSlack: fitting(plan, rest.imageSlack),
    addressStart: fitting(plan, rest.addressStart),
    addressGap: fitting(plan, rest.addressGap),
  });
  return withoutIdle(loadable(flat(withSymbols(withDebug(changed, debugAt)), flatAlignment)));
}

/** Memory that nothing is in, at most: firmware has to have it to spare. */
const EMPTY_MEMORY_MAX = 0x400_0000;

function fitting({ sectionAlignment }: Plan, units: number): number {
  return Math.min(units, Math.floor(EMPTY_MEMORY_MAX / sectionAlignment));
}

/** VirtualSize 0 for the section with the highest address, if that has data and is neither code nor read by anybody. */
function withVirtual(
  sections: readonly SectionPlan[],
  wanted: Unusual['lastVirtual'],
  order: Plan['addressOrder'],
): readonly SectionPlan[] {
  const highest = order === 'table' ? sections.length - 1 : 0;
  const takes = ({ kind, blocks }: SectionPlan): boolean => (kind === 'data' || kind === 'rodata') && blocks > 0;
  return wanted === 'drawn'
    ? sections
    : sections.map((section, index) =>
        index === highest && takes(section) ? { ...section, virtual: 'raw' } : section,
      );
}

/** Adds the section with the relocations: before the last one, or after `.text` where that is alone. */
function withRelocations(plan: Plan): Plan {
  if (plan.relocations === 0) return plan;
  const table: SectionPlan = { name: '.reloc', kind: 'reloc', blocks: 1, virtual: 0 };
  const { sections } = plan;
  const rank = sections.length === 1 ? 1 : sections.length - (plan.seed % 2);
  return { ...plan, sections: [...sections.slice(0, rank), table, ...sections.slice(rank)] };
}

/** Puts debug data where it was drawn to be; a plan without any gets some, or most of what is drawn here would be idle. */
function withDebug(plan: Plan, at: Unusual['debugAt']): Plan {
  const isBare = plan.debug === 'none' && plan.debugMore.length === 0;
  const debugPlace = plan.seed % 2 === 0 ? 'slack' : 'section';
  const wordful: Plan = plan.debugWord !== DULL_PLAN.debugWord && isBare ? { ...plan, debug: 'dll', debugPlace } : plan;
  switch (at) {
    case 'drawn':
      return wordful;
    case 'other':
      return isBare
        ? { ...plan, debug: 'dll', debugPlace, debugDirectory: 'other' }
        : { ...plan, debugDirectory: 'other' };
    case 'overlay':
      return { ...wordful, debug: isBare ? 'codeview' : plan.debug, debugPlace: 'overlay', debugAddress: 'zero' };
  }
}

/** The same for symbols: more of them than usual, or more strings, need a table. */
function withSymbols(plan: Plan): Plan {
  const isUsual = plan.symbolCount === DULL_PLAN.symbolCount && plan.strings === DULL_PLAN.strings;
  return plan.symbols === 'none' && !isUsual && plan.seed % 2 === 0 ? { ...plan, symbols: 'table' } : plan;
}

/** Alignments below a page put data where it is loaded, so nothing may lie elsewhere, and no memory between. */
function flat(plan: Plan, alignment: Unusual['flatAlignment']): Plan {
  if (alignment === 0) return plan;
  const sections = plan.sections.flatMap((section, index) =>
    flatSection(section, index === plan.sections.length - 1 ? 'last' : 'earlier'),
  );
  const shaped: Plan = { ...plan, sections, fillers: 0, fileAlignment: alignment, sectionAlignment: alignment };
  return {
    ...shaped,
    grain: 'block',
    rawOrder: 'table',
    addressOrder: 'table',
    gap: 0,
    addressStart: 0,
    addressGap: 0,
    rawExcess: 0,
  };
}

/** A section as it can stand in such an image; memory after raw data is the last one's alone. */
function flatSection(section: SectionPlan, place: 'last' | 'earlier'): readonly SectionPlan[] {
  const { name, blocks, virtual } = section;
  const isLast = place === 'last';
  const isText = name === DULL_PLAN.sections[0]?.name;
  if (isLast || isText || blocks > 0) {
    return [!isLast && virtual !== 'raw' && virtual > 0 ? { ...section, virtual: 0 } : section];
  }
  // Without it, the string table would name nothing.
  return name === '/4' ? [{ name, kind: 'rodata', blocks: 1, virtual: 0 }] : [];
}

/**
 * EDK2 copies CodeView data without an address into memory after the last section of the table, and has to find room there:
 * no raw data beyond the image, and no section of a higher address.
 */
function loadable(plan: Plan): Plan {
  const hasCodeView = plan.debug === 'codeview' || plan.debug === 'both';
  return hasCodeView && plan.debugAddress === 'zero' ? { ...plan, rawExcess: 0, addressOrder: 'table' } : plan;
}

/** Takes back what has nothing to act on, so that equal images have equal plans, and raises what must be enough. */
function withoutIdle(plan: Plan): Plan {
  const hasDebug = plan.debug !== 'none' || plan.debugMore.length > 0;
  const hasWord = plan.debug === 'dll' || plan.debug === 'both';
  const hasSymbols = plan.symbols !== 'none';
  const isGapped = plan.gap > 0 && !isFlat(plan);
  const needed = Math.max(...plan.tables, hasDebug ? 6 : 5) + 1;
  return {
    ...plan,
    directories: Math.max(plan.directories, needed),
    values: hasDebug ? plan.values : plan.values.filter(({ field }) => !field.startsWith('debug')),
    debugWord: hasWord ? plan.debugWord : DULL_PLAN.debugWord,
    debugPlace: hasDebug ? plan.debugPlace : DULL_PLAN.debugPlace,
    debugDirectory: hasDebug ? plan.debugDirectory : DULL_PLAN.debugDirectory,
    debugAddress: hasDebug ? plan.debugAddress : DULL_PLAN.debugAddress,
    symbolCount: hasSymbols ? plan.symbolCount : DULL_PLAN.symbolCount,
    strings: hasSymbols ? plan.strings : DULL_PLAN.strings,
    gapRank: isGapped ? plan.gapRank : DULL_PLAN.gapRank,
    gapFill: isGapped ? plan.gapFill : DULL_PLAN.gapFill,
    objectRecords: plan.objectTables > 0 ? plan.objectRecords : DULL_PLAN.objectRecords,
    tableLength: plan.tables.length > 0 ? plan.tableLength : DULL_PLAN.tableLength,
    relocationSlots: plan.relocations > 0 ? plan.relocationSlots : DULL_PLAN.relocationSlots,
  };
}
