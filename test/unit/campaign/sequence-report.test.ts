/** Goal: a fault of a later append is told with its place, stored with every append before it, and replayed as a whole. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../generators/index.ts';
import { renderJson, renderText } from '../../../reports/index.ts';
import {
  CaseFolderError,
  concludeShards,
  mergeShards,
  readCaseFolder,
  readShard,
  replayCase,
  runCampaign,
  runShard,
  shardText,
  writeCaseFolder,
} from '../../../src/campaign/index.ts';
import type { Campaign } from '../../../src/campaign/index.ts';
import { builtinSubject } from '../../../src/subjects/index.ts';
import { SEQUENCE_SABOTEURS } from '../../saboteurs/sequences.ts';
import { campaignOf } from '../../support/campaign.ts';
import { schemaErrors } from '../../support/report.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const GOOD = builtinSubject('0');
const RUNS = { runs: 150 };

function saboteur(name: string): (typeof SEQUENCE_SABOTEURS)[number] {
  const found = SEQUENCE_SABOTEURS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no saboteur that ${name}`);
  return found;
}

/** Campaigns that were run, for some tests look at the same. */
const campaigns = new Map<string, Promise<Campaign>>();

function campaign(name: string): Promise<Campaign> {
  const ran = campaigns.get(name) ?? campaignOf(saboteur(name).sabotage(GOOD), RUNS);
  campaigns.set(name, ran);
  return ran;
}

describe('the report on a fault of a later append', () => {
  it('says at which append of the smallest sequence it is, in text and JSON', async () => {
    const { report } = await campaign('crashes at the third append');
    expect(report.outcome).toBe('nonconformant');
    const failed = report.rules.flatMap(({ id, failure }) => (failure === null ? [] : [{ id, failure }]));
    expect(failed.map(({ id }) => id)).toEqual(['PR-REF-001']);
    expect(failed[0]?.failure.append).toEqual({ number: 3, of: 3, against: 'previous' });
    expect(schemaErrors(renderJson(report))).toEqual([]);
    expect(renderJson(report)).toContain('"append": {');
    const text = renderText(report, { width: 100, colour: 'none', verbosity: 'normal' });
    expect(text.replace(/\s+/g, ' ')).toContain('at append 3 of 3');
    expect(report.run.sequences.appends).toBeGreaterThanOrEqual(2 * report.run.sequences.cases);
  });

  it('names the mistake by what the append at fault did to its own input', async () => {
    const { report } = await campaign('grows SizeOfImage twice at most');
    expect(report.defects.map(({ id }) => id)).toEqual(['size-of-image']);
    expect(renderText(report, { width: 200, colour: 'none', verbosity: 'normal' })).toContain('· at append 3 of 3');
  });

  it('shows the bytes of the files of that append', async () => {
    const { report, cases } = await campaign('counts two new sections at most');
    const [stored] = cases;
    const failure = report.rules.find(({ id }) => id === 'PR-COF-001')?.failure;
    const [excerpt] = failure?.excerpts ?? [];
    const output = stored?.further[1]?.output;
    if (excerpt === undefined || !output) throw new Error('nothing was shown or stored');
    const shown = output.subarray(excerpt.offset, excerpt.offset + excerpt.hex.length / 2);
    expect(excerpt.file).toBe('after');
    expect(Buffer.from(shown).toString('hex')).toBe(excerpt.hex);
  });

  it('is the same from shards', async () => {
    const subject = saboteur('refuses a third append').sabotage(GOOD);
    const request = { subject, ...RUNS, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' } as const;
    const shards = await Promise.all(
      [1, 2].map(async (part) => {
        const ran = await runShard(
          request,
          { count: 2, parts: [part] },
          { timeLimitMs: 10_000, outputLimit: null, memoryLimit: null },
        );
        if (ran.kind === 'cut') throw new Error('the share is not whole');
        writeFileSync(temp(`${part}.json`), shardText(ran.shard));
        return readShard(temp(`${part}.json`));
      }),
    );
    const [one, two] = shards;
    if (one === undefined || two === undefined) throw new Error('there are two');
    const merged = await concludeShards(mergeShards(one, two).shard, { subject });
    expect(merged).toEqual(await runCampaign(request));
    expect(merged.report.rules.some(({ failure }) => failure?.append?.number === 3)).toBe(true);
  });
});

describe('a stored sequence', () => {
  it('has the content and the output of each append, and is replayed as a whole', async () => {
    const name = 'crashes at the third append';
    const { cases } = await campaign(name);
    const [stored] = cases;
    if (stored === undefined) throw new Error('no case was stored');
    await writeCaseFolder(temp(), stored);
    const folder = temp(stored.row.id);
    expect(readdirSync(folder).sort()).toEqual(
      ['case.json', 'in.efi', 'out-2.efi', 'out.efi', 'section-2.bin', 'section-3.bin', 'section.bin'].sort(),
    );
    expect(parsePlan(stored.row.plan).further).toHaveLength(2);
    const read = readCaseFolder(folder);
    expect(read.further).toEqual(
      stored.further.map(({ request, content }) => ({ ...request, content: Buffer.from(content) })),
    );
    const again = await replayCase(read, saboteur(name).sabotage(GOOD));
    expect([again.answer, ...again.further].map(({ kind }) => kind)).toEqual(['rewritten', 'rewritten', 'crashed']);
    expect(again.rules).toMatchObject([
      { id: 'PR-REF-001', outcome: { kind: 'failed', verdict: { append: { number: 3, of: 3 } } } },
    ]);
    const mended = await replayCase(read, GOOD);
    expect(mended.rules).toEqual([{ id: 'PR-REF-001', level: 'error', outcome: { kind: 'fixed' } }]);
    rmSync(temp(stored.row.id, 'section-3.bin'));
    expect(() => readCaseFolder(folder)).toThrow(CaseFolderError);
  });
});
