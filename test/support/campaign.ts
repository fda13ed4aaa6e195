import { runCampaign } from '../../src/campaign/index.ts';
import type { Campaign, CampaignOptions } from '../../src/campaign/index.ts';
import type { Rewriter } from '../../src/contract/index.ts';
import { START } from './fake-io.ts';

/** Runs a small campaign in which nothing but the subject and the chosen options is of interest. */
export function campaignOf(subject: Rewriter, chosen: Partial<CampaignOptions> = {}): Promise<Campaign> {
  return runCampaign({
    subject,
    seed: 1,
    runs: 10,
    grid: 'none',
    extremes: 'none',
    foreign: 'none',
    hostile: 'none',
    jobs: 1,
    profile: 'zboot',
    rules: [],
    excludedRules: [],
    tool: { name: 'zbootkit', version: '0', sha256: null },
    node: '20.19.0',
    now: () => START,
    replayCommand: (id) => `replay ${id}`,
    onProgress: () => undefined,
    shouldStop: () => false,
    ...chosen,
  });
}
