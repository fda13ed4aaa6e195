import { describe, expect, it } from 'vitest';
import { wrongWithSkip } from '../../support/image-vectors.ts';
import { IMAGE_SKIPS } from '../../vectors/image-skips.ts';

describe('an image rule says why it has nothing to say', () => {
  it.each(IMAGE_SKIPS.map((entry) => [entry.rule, entry.reason, entry.name, entry] as const))(
    '%s: %s: %s',
    (_rule, _reason, _name, entry) => {
      expect(wrongWithSkip(entry)).toEqual([]);
    },
  );
});
