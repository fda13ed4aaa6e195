import { describe, expect, it } from 'vitest';
import { progressOn } from '../../../src/cli/progress.ts';
import { fakeIo } from '../../support/fake-io.ts';

const ERASE = '\r\u001b[K';

describe('progress without a terminal', () => {
  it('prints a plain line every ten seconds', () => {
    const { io, err } = fakeIo({ tick: 4000 });
    const progress = progressOn(io, 'shown');
    for (const done of [1, 2, 3, 4, 5, 6]) progress.show('sweep', done, 6);
    progress.clear();
    expect(err()).toBe('3 of 6 cases · 0.3/s · 12.0 s left\n6 of 6 cases · 0.3/s · 0 ms left\n');
  });
});

describe('progress on a terminal', () => {
  it('writes one line over and over and removes it', () => {
    const { io, err } = fakeIo({ tick: 60, errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    for (const done of [1, 2, 3, 4]) progress.show('sweep', done, 9);
    progress.show('shrink', 0, 2);
    progress.show('shrink', 1, 2);
    progress.clear();
    expect(err()).toBe(`${ERASE}2 of 9 cases${ERASE}4 of 9 cases${ERASE}shrinking: 1 of 2 rules${ERASE}`);
  });

  it('says how fast it goes and how long it takes at that pace, when half a second tells', () => {
    const { io, err } = fakeIo({ tick: 250, errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    for (const done of [400, 800, 1200]) progress.show('sweep', done, 2000);
    expect(err().split(ERASE)).toEqual([
      '',
      '400 of 2,000 cases',
      '800 of 2,000 cases',
      '1,200 of 2,000 cases · 1,600/s · 500 ms left',
    ]);
  });

  it('tells of the first failures in lines that stay, and counts the others', () => {
    const { io, err } = fakeIo({ tick: 100, errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    progress.show('sweep', 1, 99);
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) progress.tellFailure(`rule ${number}`);
    progress.show('sweep', 2, 99);
    const told = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `rule ${number}\n`).join('');
    expect(err()).toBe(`${ERASE}1 of 99 cases${ERASE}${told}${ERASE}2 of 99 cases · 10 rules failing`);
  });

  it('removes its line once', () => {
    const { io, err } = fakeIo({ tick: 200, errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    progress.show('generate', 1, 9);
    progress.clear();
    progress.clear();
    expect(err()).toBe(`${ERASE}1 of 9 images${ERASE}`);
  });

  it('says what a long command is at', () => {
    const { io, err } = fakeIo({ tick: 200, errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    for (const phase of ['search', 'generate', 'check'] as const) progress.show(phase, 1, 2);
    expect(err().split(ERASE)).toEqual(['', '1 of 2 images found', '1 of 2 images', '1 of 2 images made again']);
  });

  it('removes nothing when it has shown nothing', () => {
    const { io, err } = fakeIo({ errIsTerminal: true });
    const progress = progressOn(io, 'shown');
    progress.show('sweep', 1, 2);
    progress.clear();
    expect(err()).toBe('');
  });
});

describe('progress that is silent', () => {
  it('writes nothing at all', () => {
    const { io, err } = fakeIo({ tick: 60_000, errIsTerminal: true });
    const progress = progressOn(io, 'silent');
    progress.show('sweep', 1, 2);
    progress.tellFailure('rule 1');
    progress.clear();
    expect(err()).toBe('');
  });
});
