import { escapedJson } from '../../../page/index.ts';
import { formatSpan, hex } from '../../../results/index.ts';
import type { AppendPlan, Move, NewSection, Patch } from '../../../rewriter/index.ts';

/** What the JSON form says of a call: what was or would be done, or why nothing was. */
export type AppendOutcome = { readonly image: string; readonly output: string } & (
  | { readonly outcome: 'rewritten' | 'planned'; readonly plan: AppendPlan }
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string }
);

/** The outcome of a call as JSON, ending in a line break. Offsets, addresses and lengths are numbers of bytes. */
export function planJson(outcome: AppendOutcome): string {
  const { image, output } = outcome;
  const head = { format: 'zbootkit-append', version: 1, outcome: outcome.outcome, image, output };
  return `${escapedJson(JSON.stringify({ ...head, ...details(outcome) }, null, 2))}\n`;
}

function details(outcome: AppendOutcome): object {
  if (outcome.outcome === 'refused') return { code: outcome.code, detail: outcome.detail };
  const { inputLength, outputLength, sections, moves, movedOverlay, removed, fields, checkSum } = outcome.plan;
  const added = sections.map(sectionJson);
  return { inputLength, outputLength, sections: added, moves, movedOverlay, removed, fields, checkSum };
}

/** The header of a new section; the totals that follow from it stand among the fields. */
function sectionJson(section: NewSection): object {
  const { virtualSize, virtualAddress, sizeOfRawData, pointerToRawData, characteristics } = section;
  return { name: nameOf(section), virtualSize, virtualAddress, sizeOfRawData, pointerToRawData, characteristics };
}

/** What a call would do, for people: lengths, new sections, what moves and which fields change. */
export function planText(image: string, output: string, plan: AppendPlan): string {
  const { inputLength, outputLength, sections, moves, removed, fields, checkSum } = plan;
  const lines = [
    `${image} -> ${output}: ${inputLength} -> ${outputLength} bytes; nothing is written.`,
    '',
    'New sections',
    ...sections.flatMap(sectionLines),
    '',
    'Moves',
    ...(moves.length === 0 ? ['  nothing; all bytes keep their offsets'] : moves.map(moveLine)),
    ...(removed === null ? [] : ['', 'Removed', `  certificate table ${formatSpan(removed)}, ${removed.length} bytes`]),
    '',
    'Fields',
    ...fields.map(fieldLine),
    ...(checkSum === null ? [] : [fieldText(checkSum.offset, 'CheckSum', hex(checkSum.oldValue), 'computed last')]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where an overlay goes, as a clause. */
export function overlayText({ from, to, length }: Move): string {
  return `the overlay of ${length} bytes moved by ${distance(from, to)} to ${hex(to)}`;
}

/** What readers that round pointers make of data which starts inside a block, or `null` when none does. */
export function unalignedText({ sections, fileAlignment }: AppendPlan): string | null {
  const section = sections.find(({ pointerToRawData }) => pointerToRawData % fileAlignment !== 0);
  if (section === undefined) return null;
  const place = `${nameOf(section)} starts at ${hex(section.pointerToRawData)}, right after data that ends there`;
  return `${place}, which is not a multiple of FileAlignment ${hex(fileAlignment)}; pefile and Windows round it down.`;
}

function distance(from: number, to: number): string {
  return to > from ? `+${hex(to - from)}` : `-${hex(from - to)}`;
}

function sectionLines(section: NewSection): readonly string[] {
  const { virtualSize, virtualAddress, sizeOfRawData, pointerToRawData, characteristics } = section;
  return [
    `  ${nameOf(section)}`,
    `    file     ${formatSpan({ offset: pointerToRawData, length: sizeOfRawData })}`,
    `    address  ${formatSpan({ offset: virtualAddress, length: virtualSize })}`,
    `    flags    ${hex(characteristics)}`,
  ];
}

function moveLine({ what, from, to, length }: Move): string {
  return `  ${what.padEnd(12)}  ${formatSpan({ offset: from, length })} -> ${formatSpan({ offset: to, length })}  ${distance(from, to)}`;
}

function fieldLine({ offset, field, oldValue, newValue }: Patch): string {
  return fieldText(offset, field, hex(oldValue), hex(newValue));
}

function fieldText(offset: number, field: string, oldValue: string, newValue: string): string {
  return `  ${hex(offset).padEnd(10)}  ${field}: ${oldValue} -> ${newValue}`;
}

function nameOf({ name }: NewSection): string {
  return String.fromCharCode(...name.filter((byte) => byte !== 0));
}
