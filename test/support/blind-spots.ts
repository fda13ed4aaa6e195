/**
 * Appends that were wrong, or right, and looked otherwise to rules that compare too much at once. Each is an input, an
 * output and what has to be said of it.
 */
import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import type { RuleId } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendOptions } from '../../src/rewriter/index.ts';
import { cut, filled, insert, setBytes, setU32 } from '../vectors/patch.ts';

/** A pair of images and the rules that have to fail on it as errors; none when it is right or only worth a warning. */
export interface BlindSpot {
  readonly name: string;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly request: AppendRequest;
  readonly errors: readonly RuleId[];
  /** Rules that must not fail, whatever their level. */
  readonly innocent: readonly RuleId[];
}

/** An append by the project's own rewriter, to be spoilt. */
interface Good {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly request: AppendRequest;
  readonly before: Image;
  readonly after: Image;
}

function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

function good(plan: string, edit = (bytes: Uint8Array): Uint8Array => bytes, options: AppendOptions = {}): Good {
  const { image, request } = caseFromPlan(parsePlan(plan));
  const input = edit(image);
  const answer = appendSections(input, [request], options);
  if (answer.kind === 'refused') throw new Error(`${plan} is refused: ${answer.detail}`);
  return { input, output: answer.bytes, request, before: imageOf(input), after: imageOf(answer.bytes) };
}

function tableEnd({ sectionTable }: Image): number {
  return sectionTable.offset + sectionTable.length;
}

function newest({ after }: Good): Image['sections'][number] {
  const section = after.sections.at(-1);
  if (section === undefined) throw new Error('the output has a new section');
  return section;
}

const REQUEST = 'request=.bpf:0:100:0x40000040';
const PLAIN = `machine=arm64 headerRoom=page grain=page sections=.text:code:2:0,.data:data:1:64 payload=600 ${REQUEST}`;
const BTI = `machine=arm64 headerRoom=page sections=.text:code:2:0 payload=600 directories=7 debug=dll ${REQUEST}`;
const TIGHT = `machine=x86-64 headerRoom=16 sections=.text:code:2:0,.data:data:1:64 payload=600 ${REQUEST}`;
const SIGNED = `machine=arm64 sections=.text:code:2:0 payload=600 symbols=table certificates=1 ${REQUEST}`;

function spot(
  name: string,
  { input, request }: Good,
  output: Uint8Array,
  errors: readonly RuleId[],
  innocent: readonly RuleId[] = [],
): BlindSpot {
  return { name, input, output, request, errors, innocent };
}

/** A live byte far after debug data that has to move, cleared with the slack. */
function clearedSlack(): BlindSpot {
  const pair = good(BTI, (bytes) => setBytes(bytes, tableEnd(imageOf(bytes)) + 300, [0x77]));
  const cleared = setBytes(pair.output, tableEnd(pair.before) + 300, [0]);
  return spot('live slack outside the slot is cleared', pair, cleared, ['PR-FIL-001', 'PR-META-004']);
}

/** Sixteen live bytes between the table and the end of the headers, lost when these grow. */
function lostPartialSlot(): BlindSpot {
  const pair = good(TIGHT);
  const start = tableEnd(pair.before);
  const input = setBytes(pair.input, start, filled(16, 0x77));
  return spot('live bytes in a part of a slot are lost when the headers grow', { ...pair, input }, pair.output, [
    'PR-NEW-010',
  ]);
}

/** The new data one block further on, with garbage in between, after a gap of the input that holds garbage too. */
function garbageGap(): BlindSpot {
  const gapped =
    'machine=arm64 sections=.text:code:2:0,.data:data:1:64 gap=1 payload=600 request=.bpf:0:100:0x40000040';
  const pair = good(gapped, (bytes) => {
    const gap = imageOf(bytes).regionMap.regions.find(({ kind }) => kind === 'gap');
    return setBytes(bytes, gap?.offset ?? 0, [0x66]);
  });
  const { rawData, pointerToRawData } = newest(pair);
  const pushed = insert(pair.output, rawData.offset, filled(0x200, 0xee));
  const output = setU32(pushed, pointerToRawData.offset, rawData.offset + 0x200);
  return spot('garbage in a new gap, beside an old one', pair, output, ['PE-LAF-003', 'PE-LAF-006', 'PR-NEW-008']);
}

/** Old data that ends inside a block, and aligned new data after bytes that no signature covers. */
function alignedGap(): BlindSpot {
  const pair = good(PLAIN.replace('payload=600', 'payload=600 rawCut=9'));
  const { rawData, pointerToRawData } = newest(pair);
  const pushed = insert(pair.output, rawData.offset, filled(9, 0));
  const output = setU32(pushed, pointerToRawData.offset, rawData.offset + 9);
  return spot('a gap that no signature covers', pair, output, ['PE-LAF-003', 'PE-NX-013', 'PR-NEW-008']);
}

/** A signature that was kept, with its table moved by other than zeros. */
function keptSignature(padding: number): Uint8Array {
  const pair = good(SIGNED, undefined, { stripSignature: true });
  const table = pair.before.certificateTable?.span;
  const directory = pair.after.directories[4];
  if (table === undefined || directory === undefined) throw new Error('the input is signed');
  // The zeros that aligned the old table are no part of the overlay that has to be kept.
  const overlayEnd = pair.output.length - (table.offset - endOfSymbols(pair.before));
  const start = Math.ceil((overlayEnd + 1) / 8) * 8;
  const body = Buffer.concat([
    pair.output.subarray(0, overlayEnd),
    filled(start - overlayEnd, padding),
    pair.input.subarray(table.offset, table.offset + table.length),
  ]);
  const bytes = new Uint8Array(body);
  return setU32(setU32(bytes, directory.virtualAddress.offset, start), directory.size.offset, table.length);
}

function endOfSymbols({ symbolTable }: Image): number {
  const last = symbolTable?.strings ?? symbolTable?.symbols;
  return last === undefined ? 0 : last.offset + last.length;
}

/** What lies behind a signature belongs to nobody and may stay when it goes, whatever it is. */
function bytesBehindSignature(): BlindSpot {
  const tail = filled(5, 0x66);
  const pair = good(SIGNED.replace('symbols=table', ''), (bytes) => insert(bytes, bytes.length, tail), {
    stripSignature: true,
  });
  const added = newest(pair).rawData;
  const kept = insert(pair.output.slice(0, added.offset + added.length), added.offset + added.length, tail);
  return spot('what lay behind a signature, and stays', pair, kept, [], ['PR-FIL-004']);
}

function signatures(): readonly BlindSpot[] {
  const pair = good(SIGNED, undefined, { stripSignature: true });
  const table = pair.before.certificateTable?.span.offset ?? 0;
  const zeros = table - endOfSymbols(pair.before);
  const withoutZeros = cut(pair.output, pair.output.length - zeros, zeros);
  return [
    spot(
      'zeros before a kept signature',
      pair,
      keptSignature(0),
      ['PE-DIR-038'],
      ['PR-COF-003', 'PR-FIL-003', 'PR-FIL-004'],
    ),
    spot('garbage before a kept signature', pair, keptSignature(0x66), ['PR-FIL-004'], ['PR-COF-003']),
    spot('a signature that is removed with its padding', pair, withoutZeros, [], ['PE-LAF-009', 'PE-LAF-010']),
    spot('a signature that is removed without its padding', pair, pair.output, [], ['PR-FIL-004']),
    spot(
      'garbage in the padding of a signature that is removed',
      pair,
      setBytes(pair.output, pair.output.length - zeros, filled(zeros, 0x66)),
      ['PR-FIL-004'],
    ),
    bytesBehindSignature(),
  ];
}

/** SizeOfInitializedData and CheckSum: what nobody can explain is an error, what harms nobody is none. */
function sums(): readonly BlindSpot[] {
  const pair = good(`${PLAIN} checkSum=valid`);
  const { sizeOfInitializedData, checkSum } = pair.after.optionalHeader;
  const old = pair.before.optionalHeader.sizeOfInitializedData.value;
  const plain = good(PLAIN.replace('.bpf:0:', '.bpf:2:'));
  const twice = old + 2 * newest(plain).sizeOfRawData.value;
  const dataAt = plain.after.optionalHeader.sizeOfInitializedData.offset;
  return [
    spot('a section that is counted twice', plain, setU32(plain.output, dataAt, twice), ['PR-OPT-006']),
    spot('a section that is not counted', plain, setU32(plain.output, dataAt, old), [], ['PR-OPT-006']),
    spot('a checksum that is dropped', pair, setU32(pair.output, checkSum.offset, 0), [], ['PR-OPT-008']),
    spot(
      'a checksum that is stale',
      pair,
      setU32(pair.output, checkSum.offset, pair.before.optionalHeader.checkSum.value),
      [],
    ),
    spot('a sum that is not there', pair, setU32(pair.output, sizeOfInitializedData.offset, 1), ['PR-OPT-006']),
  ];
}

/** SizeOfImage that reserves memory: shrunk, and with a section inside it. */
function reserved(): readonly BlindSpot[] {
  const pair = good(PLAIN, (bytes) => setU32(bytes, imageOf(bytes).optionalHeader.sizeOfImage.offset, 0x40000));
  const { sizeOfImage } = pair.after.optionalHeader;
  const { virtualAddress } = newest(pair);
  const end = pair.before.sections.reduce((high, { extent }) => Math.max(high, extent.offset + extent.length), 0);
  const inside = setU32(pair.output, virtualAddress.offset, Math.ceil(end / 0x1000) * 0x1000);
  const shrunk = setU32(inside, sizeOfImage.offset, Math.ceil(end / 0x1000) * 0x1000 + 0x1000);
  return [
    spot('a section inside reserved memory', pair, inside, ['PR-NEW-007']),
    spot('a SizeOfImage that shrinks', pair, shrunk, ['PR-NEW-007', 'PR-OPT-003']),
    spot('a section after reserved memory', pair, pair.output, [], ['PE-LAM-003', 'PR-NEW-007', 'PR-OPT-003']),
  ];
}

/** The flags that were asked for, obeyed; and others. */
function flags(): readonly BlindSpot[] {
  const asked = [0x40000020, 0x42000000, 0x60000020, 0xc0000040];
  const about: readonly RuleId[] = ['PE-SEC-009', 'PE-SEC-023', 'PE-SEC-024', 'PE-NX-011', 'PR-NEW-006'];
  return asked.flatMap((characteristics) => {
    const pair = good(PLAIN);
    const request = { ...pair.request, characteristics };
    const obeyed = setU32(pair.output, newest(pair).characteristics.offset, characteristics);
    const hex = `0x${characteristics.toString(16)}`;
    return [
      spot(`flags ${hex} that were asked for`, { ...pair, request }, obeyed, [], about),
      spot(`flags 0x40000040 instead of ${hex}`, { ...pair, request }, pair.output, ['PR-NEW-006']),
      spot(`flags ${hex} that nobody asked for`, pair, obeyed, ['PR-NEW-006']),
    ];
  });
}

/** All of them. */
export function blindSpots(): readonly BlindSpot[] {
  return [
    clearedSlack(),
    lostPartialSlot(),
    garbageGap(),
    alignedGap(),
    ...signatures(),
    ...sums(),
    ...reserved(),
    ...flags(),
  ];
}
