import { describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { EXIT, exitOf } from '../../../src/cli/exit.ts';
import { fakeIo } from '../../support/fake-io.ts';

describe('main', () => {
  it('calls a mistake of its own an internal error, not a verdict', async () => {
    const fake = fakeIo();
    const io = {
      ...fake.io,
      out: () => {
        throw new Error('the reader is broken');
      },
    };
    expect(await main(['rules'], io)).toBe(EXIT.unjudged);
    expect(fake.err()).toMatch(
      /^zbootkit: internal error, please report it with this text:\nError: the reader is broken\n/,
    );
  });
});

describe('exitOf', () => {
  it('gives every outcome a status of its own', () => {
    const outcomes = ['conformant', 'nonconformant', 'unjudged', 'inconclusive'] as const;
    expect(outcomes.map((outcome) => exitOf({ outcome, baseline: null, rules: [] }))).toEqual([0, 1, 3, 4]);
  });
});
