/** When the parts of a campaign end: what was found has to be shrunk and stored within the time that was given for all of it. */
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../src/cli/subject/bounds.ts';
import type { BoundOptions, Bounds } from '../../../src/cli/subject/bounds.ts';
import { fakeIo } from '../../support/fake-io.ts';

const PHASES = ['sweep', 'shrink', 'store'] as const;

/** Bounds of a run that began at 0, and a way to say how late it is. */
function begun(options: BoundOptions): Bounds & { at: (time: number) => readonly string[]; interrupt: () => void } {
  let time = 0;
  let interrupted = false;
  const stop = { signal: new AbortController().signal, interrupted: () => interrupted, close: () => undefined };
  const bounds = boundsOf(options, stop, { ...fakeIo().io, now: () => new Date(time) });
  return {
    ...bounds,
    at: (now) => {
      time = now;
      return PHASES.filter((phase) => bounds.shouldStop(phase));
    },
    interrupt: () => {
      interrupted = true;
    },
  };
}

describe('a campaign of some time', () => {
  it('has the whole of it for its cases as long as none fails', () => {
    const { at } = begun({ maxTime: 1000 });
    expect(at(999)).toEqual([]);
    expect(at(1000)).toEqual(['sweep', 'shrink', 'store']);
  });

  it('keeps some of it for what failed', () => {
    const { at, noteFailure } = begun({ maxTime: 1000 });
    noteFailure();
    expect(at(699)).toEqual([]);
    expect(at(700)).toEqual(['sweep']);
    expect(at(899)).toEqual(['sweep']);
    expect(at(900)).toEqual(['sweep', 'shrink']);
    expect(at(1000)).toEqual(['sweep', 'shrink', 'store']);
  });
});

describe('a campaign without a limit', () => {
  it('ends when all is done', () => {
    expect(begun({}).at(1e12)).toEqual([]);
  });

  it('ends its cases and its shrinking at an interrupt, and stores what it has', () => {
    const { at, interrupt } = begun({});
    interrupt();
    expect(at(0)).toEqual(['sweep', 'shrink']);
  });
});

describe('shrinking', () => {
  it('has a time of its own, from when it begins', () => {
    const { at, shouldStop } = begun({ shrink: 100 });
    expect(shouldStop('sweep')).toBe(false);
    expect(at(5000)).toEqual([]);
    expect(at(5099)).toEqual([]);
    expect(at(5100)).toEqual(['shrink']);
  });

  it('is left out', () => {
    expect(begun({ shrink: 'none' }).at(0)).toEqual(['shrink']);
  });

  it('ends with the time of all, however much it has of its own', () => {
    const { at, noteFailure } = begun({ shrink: 1e6, maxTime: 1000 });
    noteFailure();
    expect(at(0)).toEqual([]);
    expect(at(900)).toEqual(['sweep', 'shrink']);
  });
});
