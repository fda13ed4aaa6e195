/** Goal: the moves, fields and sections that a plan tells people are all that happens, down to the last byte. */
import { describe, expect, it } from 'vitest';
import type { Move } from '../../../src/rewriter/index.ts';
import { movesOf } from '../../../src/rewriter/plan/moves.ts';
import type { Segment } from '../../../src/rewriter/plan/segment.ts';
import { carriedOut } from '../../support/plans.ts';
import type { CarriedOut } from '../../support/plans.ts';
import { u16, u32 } from './image.ts';

const CASES = carriedOut(1, 800);

const HEADER_LENGTH = 40;

/** Where the section table of an image ends and its data begins and ends. */
function bordersOf(image: Uint8Array): { tableEnd: number; sizeOfHeaders: number; dataEnd: number } {
  const peOffset = u32(image, 0x3c);
  const table = peOffset + 24 + u16(image, peOffset + 20);
  const count = u16(image, peOffset + 6);
  let dataEnd = 0;
  for (let header = table; header < table + HEADER_LENGTH * count; header += HEADER_LENGTH) {
    const size = u32(image, header + 16);
    if (size > 0) dataEnd = Math.max(dataEnd, u32(image, header + 20) + size);
  }
  return { tableEnd: table + HEADER_LENGTH * count, sizeOfHeaders: u32(image, peOffset + 24 + 60), dataEnd };
}

/** Makes the output from what a plan tells people, without its segments. */
function retold({ image, requests, plan, output }: CarriedOut): Uint8Array {
  const { moves, removed, sections, fields, checkSum } = plan;
  const result = new Uint8Array(plan.outputLength);
  const resting = image.slice();
  const gone = removed === null ? [] : [{ from: removed.offset, length: removed.length }];
  for (const { from, length } of [...moves, ...gone]) resting.fill(0, from, from + length);
  // What rests ends in front of all that is put in or taken out.
  result.set(resting.subarray(0, result.length));
  for (const { from, to, length } of moves) result.set(image.subarray(from, from + length), to);
  const view = new DataView(result.buffer);
  for (const { offset, width, newValue } of fields) {
    if (width === 2) view.setUint16(offset, newValue, true);
    else view.setUint32(offset, newValue, true);
  }
  for (const [index, section] of sections.entries()) {
    const header = bordersOf(image).tableEnd + index * HEADER_LENGTH;
    result.fill(0, header, header + HEADER_LENGTH);
    result.set(section.name, header);
    view.setUint32(header + 8, section.virtualSize, true);
    view.setUint32(header + 12, section.virtualAddress, true);
    view.setUint32(header + 16, section.sizeOfRawData, true);
    view.setUint32(header + 20, section.pointerToRawData, true);
    view.setUint32(header + 36, section.characteristics, true);
    result.set(requests[index]?.content ?? [], section.pointerToRawData);
  }
  if (checkSum !== null) view.setUint32(checkSum.offset, u32(output, checkSum.offset), true);
  return result;
}

function isOrdered(moves: readonly Move[], key: 'from' | 'to'): boolean {
  return moves.every((move, index) => {
    const previous = moves[index - 1];
    return move.length > 0 && (previous === undefined || previous[key] + previous.length <= move[key]);
  });
}

describe('a plan', () => {
  it('tells all that happens: what rests, moves, goes, changes and comes is the whole output', () => {
    for (const carried of CASES) {
      expect({ index: carried.index, same: Buffer.compare(retold(carried), carried.output) === 0 }).toEqual({
        index: carried.index,
        same: true,
      });
    }
  });

  it('gives every byte of the output to one segment', () => {
    for (const { index, plan, output, image, requests } of CASES) {
      let end = 0;
      for (const segment of plan.segments) {
        expect({ index, offset: segment.offset }).toEqual({ index, offset: end });
        expect(segment.length).toBeGreaterThan(0);
        end += segment.length;
        if (segment.kind === 'image') expect(segment.from + segment.length).toBeLessThanOrEqual(image.length);
        if (segment.kind === 'content') {
          const length = requests[segment.request]?.content.length ?? 0;
          expect(segment.from + segment.length).toBeLessThanOrEqual(length);
        }
      }
      expect({ index, end, planned: plan.outputLength }).toEqual({ index, end: output.length, planned: output.length });
    }
  });

  it('tells its moves in the order of the input, which is that of the output, and each really goes elsewhere', () => {
    for (const { index, plan } of CASES) {
      const { moves } = plan;
      expect({ index, from: isOrdered(moves, 'from'), to: isOrdered(moves, 'to') }).toEqual({
        index,
        from: true,
        to: true,
      });
      expect(moves.every(({ from, to }) => from !== to)).toBe(true);
    }
  });

  it('says of each move what it is, and each moves within one border', () => {
    for (const { index, image, plan } of CASES) {
      const { sizeOfHeaders, dataEnd } = bordersOf(image);
      for (const { what, from, length } of plan.moves) {
        const limits = {
          'header data': [0, sizeOfHeaders],
          'section data': [sizeOfHeaders, dataEnd],
          overlay: [dataEnd, image.length],
        } as const;
        const [start, end] = limits[what];
        expect({ index, inside: from >= start && from + length <= end }).toEqual({ index, inside: true });
      }
    }
  });

  it('is tried on enough of everything', () => {
    const count = (matches: (carried: CarriedOut) => boolean): number => CASES.filter(matches).length;
    const moved = (what: Move['what']) => count(({ plan }) => plan.moves.some((move) => move.what === what));
    expect(CASES.length).toBeGreaterThan(400);
    expect(count(({ requests }) => requests.length === 3)).toBeGreaterThan(100);
    expect(count(({ plan }) => plan.removed !== null)).toBeGreaterThan(10);
    expect(count(({ plan }) => plan.checkSum !== null)).toBeGreaterThan(50);
    expect(count(({ plan }) => plan.moves.length === 0)).toBeGreaterThan(10);
    for (const what of ['header data', 'section data', 'overlay'] as const) expect(moved(what)).toBeGreaterThan(10);
  });
});

describe('movesOf', () => {
  const image = (offset: number, length: number, from: number): Segment => ({ kind: 'image', offset, length, from });

  it('leaves out what rests', () => {
    expect(movesOf([image(0, 100, 0), image(100, 5, 100)], 10, 50)).toEqual([]);
    expect(movesOf([], 10, 50)).toEqual([]);
  });

  it('joins the parts on both sides of a field that changes', () => {
    const field: Segment = { kind: 'bytes', offset: 70, length: 4, bytes: new Uint8Array(4) };
    expect(movesOf([image(60, 10, 20), field, image(74, 6, 34)], 10, 50)).toEqual([
      { what: 'section data', from: 20, to: 60, length: 20 },
    ]);
  });

  it('parts what moves by other distances or is of another kind', () => {
    expect(movesOf([image(5, 5, 0), image(20, 10, 15), image(30, 10, 25), image(41, 10, 35)], 10, 25)).toEqual([
      { what: 'header data', from: 0, to: 5, length: 5 },
      { what: 'section data', from: 15, to: 20, length: 10 },
      { what: 'overlay', from: 25, to: 30, length: 10 },
      { what: 'overlay', from: 35, to: 41, length: 10 },
    ]);
  });
});
