/** The run that a baseline was written from: another one with fewer or other cases calls nothing mended. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BASELINE,
  BROKEN,
  HELD,
  NEVER,
  REFUSALS,
  REFUSING,
  RUN,
  SOMETIMES,
  entry,
  judgedIn,
  refusingIn,
  written,
} from '../support/baselines.ts';
import { rewriterCommand } from '../support/commands.ts';
import { COPY } from '../support/stored-case.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

const judged = (...options: readonly string[]): Promise<Outcome> => judgedIn(temp('report'), options);

function refusing(command: readonly string[], ...options: readonly string[]): Promise<Outcome> {
  return refusingIn(temp('report'), command, options);
}

describe('a baseline of another run', () => {
  const ANOTHER = { ...RUN, cases: { ...RUN.cases, grid: 1152, random: 3000 } };

  function recorded(of: unknown, ...known: readonly unknown[]): string {
    const path = temp('known.json');
    writeFileSync(path, JSON.stringify({ schema: BASELINE, run: of, known }));
    return path;
  }

  it('has no entry that holds only because its cases were not run', async () => {
    const path = recorded(ANOTHER, entry(BROKEN, 'we know'), entry(HELD, 'in the grid'));
    const { code, out } = await judged('--baseline', path);
    const why = 'last seen in another run (seed 1, 3,000 random cases and the grid).';
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`Not seen, but nothing in this run had to show it: ${HELD}; ${why}`);
    expect(code).toBe(0);
    expect((await judged('--baseline', recorded(RUN, entry(BROKEN, 'we know'), entry(HELD, 'mended')))).code).toBe(1);
  });

  it.each([
    ['a smaller run', ['--runs', '3']],
    ['another seed', ['--seed', '2']],
  ])('does not call the command mended in %s', async (_, options) => {
    const path = temp('new.json');
    await refusing(SOMETIMES, '--write-baseline', path);
    const { code, out } = await refusing(NEVER, '--baseline', path, ...options);
    expect(out).not.toContain('remove its other answers');
    expect(code).toBe(0);
    const same = await refusing(NEVER, '--baseline', path);
    expect(same.out).toMatch(/fails refused only; remove its other answers\s+from the baseline/);
    expect(same.code).toBe(1);
  });

  it('is told from one of the same run by merge too', async () => {
    const shard = (part: number): Promise<Outcome> => {
      return judgedIn(temp(`part-${part}`), ['--shard', `${part}/2`]);
    };
    await shard(1);
    await shard(2);
    const merged = (path: string): Promise<Outcome> =>
      run(['merge', temp('part-1'), temp('part-2'), '--out', temp('all'), '--baseline', path, '--', ...COPY]);
    const known = [entry(BROKEN, 'we know'), entry(HELD, 'in the grid')];
    expect((await merged(recorded(ANOTHER, ...known))).code).toBe(0);
    const same = await merged(recorded(RUN, ...known));
    expect(same.out).toContain(`${HELD} holds now; remove it from the baseline.`);
    expect(same.code).toBe(1);
  });

  it('keeps what its own run has still to show when it is written anew', async () => {
    const path = recorded(ANOTHER, entry(BROKEN, 'we know'), entry(HELD, 'in the grid'));
    await judged('--write-baseline', path);
    const kept = [entry(BROKEN, 'we know'), entry(HELD, 'in the grid')].map((each) => ({ ...each, run: ANOTHER }));
    expect(written(path)).toEqual({ schema: BASELINE, run: RUN, known: kept });
    expect((await judged('--baseline', path)).code).toBe(0);
  });

  it('keeps the answers apart that this run saw and that its own has still to show', async () => {
    const path = recorded(
      { ...REFUSING, seed: 2 },
      { rule: REFUSALS, answers: ['refused', 'crashed'], reason: 'both' },
    );
    await refusing(NEVER, '--write-baseline', path);
    const of = (answer: string): object => ({ rule: REFUSALS, answers: [answer], reason: 'both' });
    const rest = { ...of('crashed'), run: { ...REFUSING, seed: 2 } };
    expect(written(path)).toEqual({ schema: BASELINE, run: REFUSING, known: [of('refused'), rest] });
    expect((await refusing(NEVER, '--baseline', path)).code).toBe(0);
  });

  it('keeps the larger run of what fails when it is written anew from a smaller one', async () => {
    const larger = { ...REFUSING, cases: { ...REFUSING.cases, random: 3000 } };
    const known = { rule: REFUSALS, answers: ['refused'], reason: 'both' };
    const path = recorded(larger, known);
    await refusing(NEVER, '--write-baseline', path);
    expect(written(path)).toEqual({ schema: BASELINE, run: REFUSING, known: [{ ...known, run: larger }] });
    const held = await refusing(rewriterCommand(temp('right.mjs')), '--baseline', path);
    expect(held.out).not.toContain('holds now');
    expect(held.code).toBe(0);
  });

  it('has no last day that is over after it is written anew, be it of answers that were not seen', async () => {
    const larger = { ...REFUSING, cases: { ...REFUSING.cases, random: 3000 } };
    const known = { rule: REFUSALS, answers: ['refused', 'crashed'] };
    const path = recorded(larger, { ...known, reason: 'both', until: '2025-03-20' });
    const { err } = await refusing(NEVER, '--write-baseline', path);
    const of = (answer: string): object => ({
      ...known,
      answers: [answer],
      reason: 'overdue since 2025-03-20: both',
      run: larger,
    });
    expect(written(path)).toEqual({ schema: BASELINE, run: REFUSING, known: [of('refused'), of('crashed')] });
    expect(err).toContain('2 past the last day, which was removed: the reason begins with "overdue since".\n');
    expect((await refusing(NEVER, '--baseline', path)).code).toBe(0);
  });

  it('has none for an entry that nobody has seen, and still has none when it is written anew', async () => {
    const path = recorded(undefined, entry('PR-ZB-001', 'by hand'));
    const unseen = { ...entry('PR-ZB-001', 'by hand'), run: null };
    for (const times of ['once', 'twice']) {
      await judged('--write-baseline', path);
      const known = [unseen, entry(BROKEN, 'not explained yet')];
      expect(written(path), times).toEqual({ schema: BASELINE, run: RUN, known });
    }
  });

  it.each([
    ['no object', 1, 'run is not an object'],
    ['a word of no run', { ...RUN, runs: 4 }, 'run has "runs", which no run has'],
    ['no version', { ...RUN, version: 1 }, 'run.version is not a string'],
    ['no seed', { ...RUN, seed: -1 }, 'run.seed is not a seed'],
    ['no profile', { ...RUN, profile: 'none' }, 'run.profile is not a profile'],
    ['no cases', { ...RUN, cases: [] }, 'run.cases is not an object'],
    ['a set that is none', { ...RUN, cases: { ...RUN.cases, own: 1 } }, 'run.cases has "own", which no run has'],
    ['too few sets', { ...RUN, cases: { random: 4 } }, 'run.cases.grid is not a number of cases'],
    ['rules that are none', { ...RUN, rules: [1] }, 'run.rules is not a list of strings'],
    ['an entry with no run', RUN, 'known[0].run is not an object', { ...entry(HELD, 'x'), run: 'seed 1' }],
  ])('is refused where its run is %s', async (_, of, said, ...known) => {
    const { code, err } = await judged('--baseline', recorded(of, ...known));
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp('known.json')}: ${said}`);
  });
});
