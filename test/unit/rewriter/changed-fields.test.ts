/** Goal: each field that a plan names stands in the input with its old value and in the output with its new one. */
import { describe, expect, it } from 'vitest';
import type { AppendPlan, Patch } from '../../../src/rewriter/index.ts';
import { changedFields } from '../../../src/rewriter/plan/changed-fields.ts';
import type { Segment } from '../../../src/rewriter/plan/segment.ts';
import type { Step } from '../../../src/rewriter/plan/step.ts';
import { carriedOut } from '../../support/plans.ts';
import { u16, u32 } from './image.ts';

const CASES = carriedOut(2, 600);

/** Where a byte of the output stood in the input, by the moves of the plan. */
function inputOffsetOf({ moves }: AppendPlan, offset: number): number {
  const move = moves.find(({ to, length }) => offset >= to && offset < to + length);
  return move === undefined ? offset : offset - move.to + move.from;
}

function valueAt(bytes: Uint8Array, offset: number, width: 2 | 4): number {
  return width === 2 ? u16(bytes, offset) : u32(bytes, offset);
}

describe('the fields of a plan', () => {
  it('stand in the input with their old values and in the output with their new ones', () => {
    for (const { index, plan, image, output } of CASES) {
      const told = plan.fields.map(({ field, oldValue, newValue }) => ({ field, oldValue, newValue }));
      const found = plan.fields.map(({ field, offset, width }) => ({
        field,
        oldValue: valueAt(image, inputOffsetOf(plan, offset), width),
        newValue: valueAt(output, offset, width),
      }));
      expect({ index, fields: told }).toEqual({ index, fields: found });
    }
  });

  it('are each named once, overlap nowhere and do change', () => {
    for (const { index, plan } of CASES) {
      const ordered = [...plan.fields].sort((left, right) => left.offset - right.offset);
      const apart = ordered.every(({ offset }, position) => {
        const previous = ordered[position - 1];
        return previous === undefined || previous.offset + previous.width <= offset;
      });
      const changing = ordered.every(({ oldValue, newValue }) => oldValue !== newValue);
      expect({ index, apart, changing }).toEqual({ index, apart: true, changing: true });
    }
  });

  it('count all sections and grow by each', () => {
    for (const { index, plan, requests } of CASES) {
      const counts = plan.fields.filter(({ field }) => field === 'NumberOfSections');
      const grown = counts.map(({ oldValue, newValue }) => newValue - oldValue);
      expect({ index, grown }).toEqual({ index, grown: [requests.length] });
    }
  });

  it('are tried with every kind of field', () => {
    const kinds = new Set(
      CASES.flatMap(({ plan }) => plan.fields.map(({ field }) => field.replace(/\d+/, 'N').replace(/ \(.*/, ''))),
    );
    expect([...kinds].sort()).toEqual([
      'NumberOfSections',
      'PointerToLinenumbers of section N',
      'PointerToRawData of debug entry N',
      'PointerToRawData of section N',
      'PointerToRelocations of section N',
      'PointerToSymbolTable',
      'SizeOfHeaders',
      'SizeOfImage',
      'SizeOfInitializedData',
      'certificate directory offset',
      'certificate directory size',
      'payload offset',
    ]);
  });
});

describe('changedFields', () => {
  const REST: Segment = { kind: 'image', offset: 0, length: 100, from: 0 };

  function patch(offset: number, oldValue: number, newValue: number): Patch {
    return { field: `at ${offset}`, offset, width: 4, oldValue, newValue };
  }

  function step(patches: readonly Patch[], segments: readonly Segment[] = [REST]): Step {
    return { segments, patches, dataShift: 0, section: null, removed: null };
  }

  it('is nothing without steps', () => {
    expect(changedFields([])).toEqual([]);
  });

  it('joins what several steps do to one field', () => {
    expect(changedFields([step([patch(8, 1, 2)]), step([patch(8, 2, 3)]), step([patch(8, 3, 4)])])).toEqual([
      patch(8, 1, 4),
    ]);
  });

  it('leaves out a field that gets its old value back', () => {
    expect(changedFields([step([patch(8, 1, 2), patch(12, 1, 2)]), step([patch(8, 2, 1)])])).toEqual([patch(12, 1, 2)]);
    expect(changedFields([step([patch(8, 1, 1)])])).toEqual([]);
  });

  it('follows a field that a later step moves', () => {
    const apart: readonly Segment[] = [
      { kind: 'image', offset: 0, length: 50, from: 0 },
      { kind: 'zeros', offset: 50, length: 16 },
      { kind: 'image', offset: 66, length: 50, from: 50 },
    ];
    expect(changedFields([step([patch(60, 1, 2)]), step([patch(76, 2, 3)], apart)])).toEqual([
      { ...patch(60, 1, 3), offset: 76 },
    ]);
  });

  it('forgets a field that a later step takes out', () => {
    const shorter: readonly Segment[] = [
      { kind: 'image', offset: 0, length: 40, from: 0 },
      { kind: 'image', offset: 40, length: 20, from: 80 },
    ];
    expect(changedFields([step([patch(60, 1, 2), patch(90, 1, 2)]), step([], shorter)])).toEqual([
      { ...patch(90, 1, 2), offset: 50 },
    ]);
  });

  it('leaves out fields of headers that an earlier step added', () => {
    const header: Segment = { kind: 'bytes', offset: 20, length: 40, bytes: new Uint8Array(40) };
    const grown: readonly Segment[] = [
      { kind: 'image', offset: 0, length: 20, from: 0 },
      header,
      { kind: 'image', offset: 60, length: 80, from: 20 },
    ];
    const second = step([patch(16, 1, 2), patch(20, 1, 2), patch(56, 1, 2), patch(60, 1, 2)]);
    expect(changedFields([step([], grown), second]).map(({ offset }) => offset)).toEqual([16, 60]);
  });
});
