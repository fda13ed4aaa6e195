import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CampaignError, runCampaign } from '../../src/campaign/index.ts';
import type { CampaignRequest } from '../../src/campaign/index.ts';
import { openSubject } from '../../src/subjects/index.ts';
import type { SubjectSpec } from '../../src/subjects/index.ts';
import { openPool } from '../../src/workers/index.ts';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const WORKER = new URL('../../dist/src/workers/worker.js', import.meta.url);
const BUILTIN: SubjectSpec = { kind: 'builtin' };
const SMALL = { runs: 60, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' } as const;

/** A module that exports `append`. */
function moduleOf(name: string, code: string): SubjectSpec {
  const file = temp(name);
  writeFileSync(file, code);
  return { kind: 'module', id: 'mine', url: pathToFileURL(file).href, exportName: 'append' };
}

interface Wishes extends Partial<CampaignRequest> {
  readonly jobs: number;
  readonly worker?: URL;
  readonly signal?: AbortSignal;
}

/** A campaign in this thread for one job, and in threads for more. */
async function campaignOf(spec: SubjectSpec, { jobs, worker = WORKER, signal, ...wishes }: Wishes) {
  const selection = { profile: 'zboot', rules: [], excludedRules: [] } as const;
  const assignment = { spec, version: '0', seed: 1, ...selection };
  const pool = jobs === 1 ? null : openPool({ worker, jobs, assignment, ...(signal === undefined ? {} : { signal }) });
  try {
    const subject = await openSubject(spec, { version: '0' });
    return await runCampaign({ subject, pool, seed: 1, ...selection, ...SMALL, ...wishes });
  } finally {
    await pool?.close();
  }
}

describe('cases in threads', () => {
  it('give one report of the builtin rewriter whatever the number of threads', async () => {
    const wishes = { foreign: 'fourth' } as const;
    const alone = await campaignOf(BUILTIN, { jobs: 1, ...wishes });
    for (const jobs of [2, 5]) expect(await campaignOf(BUILTIN, { jobs, ...wishes })).toEqual(alone);
  });

  it('give one report of a module that does wrong, shrunk cases included', async () => {
    const wrong = moduleOf(
      'wrong.mjs',
      'export const append = (image) => image.length % 2048 === 0 ? { refused: "odd" } : new Uint8Array(image);',
    );
    const wishes = { runs: 20 };
    const alone = await campaignOf(wrong, { jobs: 1, ...wishes });
    expect(alone.report.outcome).toBe('nonconformant');
    for (const jobs of [2, 5]) expect(await campaignOf(wrong, { jobs, ...wishes })).toEqual(alone);
  });

  it('blame nobody when a thread ends by itself, and say where', async () => {
    const ending = moduleOf(
      'ending.mjs',
      'import { isMainThread } from "node:worker_threads"; export const append = () => process.exit(isMainThread ? 0 : 7);',
    );
    const failed = campaignOf(ending, { jobs: 2 });
    await expect(failed).rejects.toThrow(CampaignError);
    await expect(failed).rejects.toThrow(/^a thread exited unexpectedly with status 7, in or after random case \d+$/);
  });

  it('blame nobody when something fails in a thread that nobody waits for', async () => {
    const stray = moduleOf(
      'stray.mjs',
      'export const append = () => { setImmediate(() => { throw new Error("stray"); }); return { refused: "no" }; };',
    );
    await expect(campaignOf(stray, { jobs: 2 })).rejects.toThrow(
      /^a thread broke: stray, in or after random case \d+$/,
    );
  });

  it('say so when the thread cannot open the subject', async () => {
    const worker = pathToFileURL(temp('no-worker.mjs'));
    writeFileSync(worker, 'throw new Error("nothing here");');
    await expect(campaignOf(BUILTIN, { jobs: 2, worker })).rejects.toThrow(/^a thread broke: nothing here/);
  });

  it('end within a call that never ends', async () => {
    const hanging = moduleOf('hanging.mjs', 'export const append = () => { for (;;); };');
    const abort = new AbortController();
    const asked: number[] = [];
    const wishes = {
      signal: abort.signal,
      shouldStop: () => {
        asked.push(1);
        // Both threads have a batch by then.
        if (asked.length === 3)
          setImmediate(() => {
            abort.abort();
          });
        return abort.signal.aborted;
      },
    };
    const { report } = await campaignOf(hanging, { jobs: 3, ...wishes });
    expect(report.run.executed).toBe(0);
    expect(report.notes).toContain('The run ended early: 0 of 60 cases were examined.');
  });
});

describe('verify of the builtin rewriter in threads', () => {
  const argv = (name: string, jobs: number, runs: number): readonly string[] => {
    return ['verify', '--random-only', '--runs', String(runs), '--jobs', String(jobs), '--json', '--out', temp(name)];
  };

  it('prints what it prints without', async () => {
    const alone = await run(argv('alone', 1, 400), { worker: WORKER });
    const together = await run(argv('alone', 3, 400), { worker: WORKER });
    expect(together).toEqual(alone);
  });

  it('starts none where they would not pay', async () => {
    const worker = pathToFileURL(temp('nowhere.mjs'));
    expect((await run(argv('few', 3, 20), { worker })).code).not.toBe(3);
    const { code, err } = await run(argv('many', 3, 400), { worker });
    expect(code).toBe(3);
    expect(err).toMatch(/the toolkit failed, not the subject: a thread broke: .*nowhere/);
  });

  it('ends with status 130 at an interrupt', async () => {
    const onErr = (text: string, interrupt: () => void): void => {
      if (text.includes(' of ')) interrupt();
    };
    const { code, err } = await run(argv('interrupted', 2, 5000), { worker: WORKER, tick: 5000, onErr });
    expect(code).toBe(130);
    expect(err).toMatch(/interrupted after \d+ cases/);
  });
});
