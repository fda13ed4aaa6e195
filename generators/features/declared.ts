import { valueIn } from '../plan/field-values.ts';
import { PAGE } from '../plan/grain.ts';
import type { Plan } from '../plan/plan.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import { isReordered } from '../layout/raw.ts';
import { roundUp } from '../bytes/round.ts';
import type { Declaration } from './declaration.ts';
import { UNUSUAL_DECLARATIONS } from './declared-unusual.ts';

/** File length before the certificate table. */
function dataEnd({ tail }: Layout): number {
  return tail.certificateLength > 0 ? tail.certificateOffset : tail.fileLength;
}

/** Sections with raw data, and those that point at its end, must keep their offset within the page. */
function isIncongruent({ virtualAddress, pointerToRawData, plan }: SectionLayout): boolean {
  return plan.kind !== 'bss' && (virtualAddress - pointerToRawData) % PAGE !== 0;
}

const SECTION_COUNT_MAX = 96;

function isUnaligned({ sections, plan }: Layout): boolean {
  return sections.some(({ sizeOfRawData }) => sizeOfRawData % plan.fileAlignment !== 0);
}

/** pesign sorts all sections but the one in the table's last place, so that one must have the last data. */
function lastIsMisplaced(sections: readonly SectionLayout[]): boolean {
  const last = sections.at(-1);
  if (last === undefined || last.sizeOfRawData === 0) return false;
  return sections.some((each) => each.sizeOfRawData > 0 && each.pointerToRawData > last.pointerToRawData);
}

/**
 * Whoever hashes by sections rounds the raw size up or does not; it comes to the same where the bytes after the section
 * are hashed next anyway.
 */
function isHashedPastItsEnd(layout: Layout): boolean {
  const { sections, plan, rawEnd } = layout;
  return sections.some(({ pointerToRawData, sizeOfRawData }) => {
    const end = pointerToRawData + sizeOfRawData;
    const rounded = roundUp(sizeOfRawData, plan.fileAlignment) + pointerToRawData;
    return rounded > end && (end < rawEnd || rounded > dataEnd(layout));
  });
}

/** NX_COMPAT in DllCharacteristics. [PE format, DLL Characteristics] */
const NX_COMPAT = 0x0100;

function isNxCompatible({ values, nxCompat }: Plan): boolean {
  return (valueIn(values, 'dllCharacteristics', nxCompat === 'set' ? NX_COMPAT : 0) & NX_COMPAT) !== 0;
}

const DECLARATIONS: readonly Declaration[] = [
  { rules: ['PE-COF-004'], applies: ({ sections }) => sections.length > SECTION_COUNT_MAX },
  { rules: ['PE-COF-007'], applies: ({ tail }) => tail.symbolCount > 0 },
  {
    rules: ['PE-DIR-032'],
    applies: ({ plan }) => plan.debug !== 'none' && plan.debugPlace === 'section' && plan.debugAddress === 'zero',
  },
  { rules: ['PE-LAF-002'], applies: ({ rawOrder }) => isReordered(rawOrder) },
  { rules: ['PE-NX-012'], applies: ({ sections }) => lastIsMisplaced(sections) },
  {
    rules: ['PE-LAF-003', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    applies: ({ plan, gapStart, gapEnd }) => gapEnd > gapStart && plan.gapRank > 0,
  },
  {
    rules: ['PE-LAF-006'],
    applies: ({ plan, gapStart, gapEnd }) => gapEnd > gapStart && plan.gapRank > 0 && plan.gapFill === 'live',
  },
  { rules: ['PE-LAF-008'], applies: (layout) => dataEnd(layout) > layout.rawEnd },
  {
    rules: ['PE-LAF-009', 'PE-NX-012'],
    applies: ({ tail }) => tail.certificateLength === 0 && tail.fileLength % 8 !== 0,
  },
  { rules: ['PE-LAF-010'], applies: (layout) => dataEnd(layout) % layout.plan.fileAlignment !== 0 },
  { rules: ['PE-LAF-012'], applies: ({ sections }) => sections.some(isIncongruent) },
  { rules: ['PE-NX-001'], applies: ({ plan }) => !isNxCompatible(plan) },
  { rules: ['PE-NX-010'], applies: ({ plan }) => plan.imageBase > 0 },
  { rules: ['PE-SEC-015'], applies: isUnaligned },
  { rules: ['PE-NX-012'], applies: isHashedPastItsEnd },
  {
    rules: ['PE-SEC-010'],
    applies: ({ plan, sections }) =>
      plan.bssPointer !== 'zero' && sections.some((section) => section.plan.kind === 'bss'),
  },
  {
    rules: ['PE-SEC-023'],
    applies: ({ sections }) => sections.some(({ plan }) => plan.kind === 'sbat' && plan.name !== '.sbat'),
  },
  { rules: ['ZB-032'], applies: ({ textIndex, holderIndex }) => textIndex !== holderIndex },
  { rules: ['PE-SEC-003'], applies: ({ plan }) => plan.symbols === 'long' },
  {
    rules: ['PE-SEC-006'],
    applies: ({ plan, sections }) => plan.shape === 'zboot' && sections.some((each) => each.plan.name.length === 8),
  },
  {
    rules: ['PE-SEC-012', 'PE-SEC-020'],
    applies: ({ sections }) => sections.some(({ virtualSize }) => virtualSize === 0),
  },
];

/**
 * The rules of profile `zboot` that the case's own features break, sorted. Every other rule of that profile whose level
 * is error or warning holds.
 */
export function declaredBy(layout: Layout): readonly string[] {
  const rules = new Set<string>();
  for (const declaration of [...DECLARATIONS, ...UNUSUAL_DECLARATIONS]) {
    if (declaration.applies(layout)) {
      declaration.rules.forEach((rule) => rules.add(rule));
    }
  }
  return [...rules].sort();
}
