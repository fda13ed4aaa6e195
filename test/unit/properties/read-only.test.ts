import { describe, expect, it } from 'vitest';
import { RULES, judgeCall } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { pairOf } from '../../vectors/append-pairs.ts';
import { callOf } from '../../support/calls.ts';

describe('judging', () => {
  it.each(['debug', 'mapped', 'symbols', 'grown'] as const)(
    'changes no byte of the files, whatever kind of array holds them: %s',
    (name) => {
      const { input, output, requests } = pairOf(name);
      // The slices of a Buffer share its memory, those of other arrays do not.
      const [before, after] = [Buffer.from(input), Buffer.from(output)];
      const content = Buffer.from(requests[0].content);
      const reading = readImage(before);
      if (!reading.ok) throw new Error('The vector is no image.');
      for (const rule of RULES) {
        judgeCall(
          rule,
          callOf({
            before: reading.image,
            requests: [{ ...requests[0], content }],
            answer: { kind: 'rewritten', bytes: after },
            after: readImage(after),
            repeated: { kind: 'rewritten', bytes: after },
          }),
        );
        expect(after.equals(output), rule.id).toBe(true);
      }
      expect(before.equals(input)).toBe(true);
      expect(content.equals(requests[0].content)).toBe(true);
    },
  );
});
