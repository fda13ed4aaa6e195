/** Rewriters that append one section rightly and go wrong at the second or the third: the proof that sequences show it. */
import type { RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import {
  COFF,
  OPTIONAL,
  SECTION,
  ZBOOT,
  coff,
  hasGrown,
  lastHeader,
  optional,
  optionalValue,
  rawDataOf,
  sectionCount,
  sectionHeader,
  setU16,
  setU32,
  u32,
} from './patch.ts';
import { misbehaving, spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** A saboteur whose fault no first append shows. */
export interface SequenceSaboteur extends Pick<Saboteur, 'name' | 'sabotage'> {
  /** The least number of appends on which it shows. */
  readonly appends: 2 | 3;
  /** A rule that sees it. */
  readonly caughtBy: RuleId;
}

/** What most sequences append first, and what no generated image has of itself. */
const FIRST = '.bpf';
const NAME_LENGTH = 8;

function modelOf(bytes: Uint8Array): Image | null {
  const reading = readImage(bytes);
  return reading.ok ? reading.image : null;
}

/** How many sections were appended before, from the one with the name of most first ones on. */
function appendedTo(image: Uint8Array): number {
  const names = (modelOf(image)?.sections ?? []).map(({ name }) => name.value);
  return names.includes(FIRST) ? names.length - names.indexOf(FIRST) : 0;
}

/** A saboteur that spoils an output to whose input so many sections were appended already. */
function from(appends: 2 | 3, spoil: Spoil): Pick<SequenceSaboteur, 'appends' | 'sabotage'> {
  const late: Spoil = (output, given) => (appendedTo(given.image) < appends - 1 ? output : spoil(output, given));
  return { appends, sabotage: spoiling(late) };
}

const firstShiftOnly: Spoil = (output, { image }) => {
  if (hasGrown(output, image)) setU32(output, ZBOOT.payloadOffset, u32(image, ZBOOT.payloadOffset));
  return output;
};

/** Zeros between the new data and the overlay, as who moves the overlay for each of two sections leaves them. */
const moveOverlayTwice: Spoil = (output) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  const end = pointer + size;
  if (end >= output.length) return output;
  const moved = new Uint8Array(output.length + size);
  moved.set(output.subarray(0, end));
  moved.set(output.subarray(end), end + size);
  return moved;
};

const moveDebugTwice: Spoil = (output, { image }) => {
  const [old, now] = [modelOf(image), modelOf(output)];
  for (const [index, entry] of (now?.debugEntries ?? []).entries()) {
    const { offset, value } = entry.pointerToRawData;
    setU32(output, offset, 2 * value - (old?.debugEntries[index]?.pointerToRawData.value ?? value));
  }
  return output;
};

const keepSymbols: Spoil = (output, { image }) => {
  const field = (bytes: Uint8Array): number => coff(bytes, COFF.pointerToSymbolTable);
  setU32(output, field(output), u32(image, field(image)));
  return output;
};

const keepField =
  (field: number): Spoil =>
  (output, { image }) => {
    setU32(output, optional(output, field), optionalValue(image, field));
    return output;
  };

const keepName: Spoil = (output) => {
  const start = lastHeader(output);
  return output.copyWithin(start, start - 40, start - 40 + NAME_LENGTH);
};

const countNothing: Spoil = (output) => {
  setU16(output, coff(output, COFF.numberOfSections), sectionCount(output) - 1);
  return output;
};

/** Puts the content where that of the append before lies. */
const writeOverLast: Spoil = (output) => {
  const count = sectionCount(output);
  const { pointer } = rawDataOf(output, sectionHeader(output, count - 2));
  setU32(output, lastHeader(output) + SECTION.pointerToRawData, pointer);
  return output;
};

const spoilFirstContent: Spoil = (output, { image }) => {
  const first = sectionCount(output) - 1 - appendedTo(image);
  const { pointer } = rawDataOf(output, sectionHeader(output, first));
  output[pointer] = (output[pointer] ?? 0) ^ 0xff;
  return output;
};

const crash: SequenceSaboteur['sabotage'] = (good) =>
  misbehaving(good, ({ image, request, setting }) => {
    if (appendedTo(image) >= 2) throw new RangeError('index out of range: the table of new sections has two entries');
    return good.append(image, request, setting);
  });

const refuse: SequenceSaboteur['sabotage'] = (good) =>
  misbehaving(good, ({ image, request, setting }) => {
    if (appendedTo(image) < 2) return good.append(image, request, setting);
    return { kind: 'refused', code: 'full', detail: 'The image has two sections of ours already.' };
  });

/** All of them: faults of the second append, then of the third. */
export const SEQUENCE_SABOTEURS: readonly SequenceSaboteur[] = [
  { name: 'moves the payload offset by the first shift only', caughtBy: 'PR-ZB-001', ...from(2, firstShiftOnly) },
  { name: 'moves the overlay twice', caughtBy: 'PR-FIL-004', ...from(2, moveOverlayTwice) },
  { name: 'moves debug offsets twice', caughtBy: 'PR-DIR-004', ...from(2, moveDebugTwice) },
  { name: 'moves the symbol table by the first shift only', caughtBy: 'PR-COF-003', ...from(2, keepSymbols) },
  { name: 'keeps the CheckSum of the first append', caughtBy: 'PE-OPT-017', ...from(2, keepField(OPTIONAL.checkSum)) },
  { name: 'takes the name from a stale table', caughtBy: 'PR-NEW-001', ...from(2, keepName) },
  { name: 'counts two new sections at most', caughtBy: 'PR-COF-001', ...from(3, countNothing) },
  { name: 'grows SizeOfImage twice at most', caughtBy: 'PR-OPT-003', ...from(3, keepField(OPTIONAL.sizeOfImage)) },
  { name: 'writes the third content over the second', caughtBy: 'PR-NEW-005', ...from(3, writeOverLast) },
  { name: 'damages the first content at the third append', caughtBy: 'PR-SEC-004', ...from(3, spoilFirstContent) },
  { name: 'crashes at the third append', caughtBy: 'PR-REF-001', appends: 3, sabotage: crash },
  { name: 'refuses a third append', caughtBy: 'PR-REF-001', appends: 3, sabotage: refuse },
];
