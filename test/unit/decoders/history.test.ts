import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { NotVerified } from '../../../src/decoders/decoding.ts';
import { History } from '../../../src/decoders/history.ts';

/** One thing that a decoder does to its history. */
type Step =
  | { readonly kind: 'literal'; readonly byte: number }
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  | { readonly kind: 'fill'; readonly byte: number; readonly count: number }
  | { readonly kind: 'copy'; readonly distance: number; readonly count: number };

const byte = fc.integer({ min: 0, max: 255 });
const count = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70_000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('literal' as const), byte }),
  fc.record({ kind: fc.constant('append' as const), bytes: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('fill' as const), byte, count }),
  fc.record({ kind: fc.constant('copy' as const), distance: fc.integer({ min: 0, max: 70_000 }), count }),
);

/** The content that some steps make, by the plainest means. */
function plainly(steps: readonly Step[], window: number): number[] {
  const content: number[] = [];
  for (const each of steps) {
    if (each.kind === 'literal') content.push(each.byte);
    else if (each.kind === 'append') content.push(...each.bytes);
    else if (each.kind === 'fill') for (let done = 0; done < each.count; done += 1) content.push(each.byte);
    else if (each.distance >= 1 && each.distance <= Math.min(window, content.length)) {
      for (let done = 0; done < each.count; done += 1) content.push(content[content.length - each.distance] ?? 0);
    }
  }
  return content;
}

describe('History', () => {
  it('hands the content on as if it had all of it, whatever the window', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(65_535, 65_536, 65_537, 100_000, 2 ** 31)),
        (steps, window) => {
          const chunks: Buffer[] = [];
          const sink = { write: (chunk: Uint8Array) => void chunks.push(Buffer.from(chunk)) };
          const history = new History(sink, window, 2 ** 30);
          for (const each of steps) {
            if (each.kind === 'literal') history.literal(each.byte);
            else if (each.kind === 'append') history.append(each.bytes);
            else if (each.kind === 'fill') history.fill(each.byte, each.count);
            else if (history.reaches(each.distance)) history.copy(each.distance, each.count);
          }
          const expected = Buffer.from(plainly(steps, window));
          expect(history.length).toBe(expected.length);
          const last = expected.at(-1);
          if (last !== undefined) expect(history.back(1)).toBe(last);
          history.flush();
          expect(Buffer.concat(chunks).equals(expected)).toBe(true);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('stops when there is more content than wanted', () => {
    const history = new History({ write: () => undefined }, 100, 150);
    history.fill(0, 150);
    history.flush();
    expect(() => {
      history.fill(0, 100);
      history.flush();
    }).toThrow(NotVerified);
  });
});
