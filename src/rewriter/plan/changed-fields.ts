import type { Patch } from './patches.ts';
import { shiftOf } from './step.ts';
import type { Step } from './step.ts';

/** A run of bytes in an image, `[start, end)`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of the input that several steps change, each once: with its offset in the last output, its value in the
 * input and its value in the last output. Fields of headers that the steps themselves add are not among them.
 */
export function changedFields(steps: readonly Step[]): readonly Patch[] {
  let fields = new Map<number, Patch>();
  const added: Range[] = [];
  for (const step of steps) {
    const moved = new Map<number, Patch>();
    for (const field of fields.values()) {
      const shift = shiftOf(step, field.offset);
      if (shift !== null) moved.set(field.offset + shift, { ...field, offset: field.offset + shift });
    }
    for (const patch of step.patches) {
      // Section headers never move, so what an earlier step added is still where it was put.
      if (added.some(({ start, end }) => patch.offset >= start && patch.offset < end)) continue;
      const known = moved.get(patch.offset);
      moved.set(patch.offset, known === undefined ? patch : { ...known, newValue: patch.newValue });
    }
    for (const { kind, offset, length } of step.segments) {
      if (kind === 'bytes') added.push({ start: offset, end: offset + length });
    }
    fields = moved;
  }
  return [...fields.values()].filter(({ oldValue, newValue }) => oldValue !== newValue);
}
