import type { CaseAddress } from '../../generators/index.ts';
import type { RuleId } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import { requireSelection } from '../judging/index.ts';
import type { RuleSelection } from '../judging/index.ts';
import { SEED_MAX, VERSION, requireWholeNumber, requireWord, settled } from '../results/index.ts';
import type { SubjectFile, Tool, Wanted } from '../results/index.ts';
import type { Pool } from './batch.ts';
import type { Extent } from './schedule.ts';

/** What a campaign runs, and the few things of its surroundings that it needs. */
export interface CampaignOptions extends RuleSelection, Extent {
  readonly subject: Rewriter;
  /** Chooses the random cases; a whole number of 32 bits. */
  readonly seed: number;
  /** Calls of a command at a time; a subject in this process has one whatever is said here. */
  readonly jobs: number;
  /** Examines the cases instead of this thread, where there is one; it must have opened the same subject. */
  readonly pool: Pool | null;
  /** What runs the campaign, for the report. */
  readonly tool: Tool;
  /** The files that the subject's command names, for the report. */
  readonly files: readonly SubjectFile[];
  /** The version of Node, for the report. */
  readonly node: string;
  /** The clock: only `time` of the report comes from it. */
  now(): Date;
  /** The command that runs a stored case again, given the case's id; the empty string where there is none. */
  replayCommand(caseId: string): string;
  onProgress(phase: 'sweep' | 'shrink', done: number, planned: number): void;
  /** Told of each rule, other than those of level info, at the first case on which it fails. */
  onFailure(id: RuleId, at: CaseAddress): void;
  /**
   * Asked between calls, with what they are for: to run the cases, to look for smaller ones, to store those. `true` ends that
   * part, and the report says so where it has less for it.
   */
  shouldStop(phase: 'sweep' | 'shrink' | 'store'): boolean;
}

/** What a campaign is asked for: a subject, and of the options those that are to be other than usual. */
export type CampaignRequest = Pick<CampaignOptions, 'subject'> & Wanted<Omit<CampaignOptions, 'subject'>>;

/**
 * The options with nothing left out: 3,000 random cases of seed 1 after the grid and the extremes and before the hostile images, every rule as profile `zboot` has it, a
 * clock that stands still so that equal runs give equal reports, and nobody who is told or asked anything.
 *
 * @throws RangeError on a value that cannot be meant
 */
export function campaignOptions(request: CampaignRequest): CampaignOptions {
  const options = settled(usualFor(request.subject), request);
  requireWholeNumber('runCampaign', 'seed', options.seed, [0, SEED_MAX]);
  requireWholeNumber('runCampaign', 'runs', options.runs, [1, Number.MAX_SAFE_INTEGER]);
  requireWholeNumber('runCampaign', 'jobs', options.jobs, [1, Number.MAX_SAFE_INTEGER]);
  requireWord('runCampaign', 'grid', options.grid, ['first', 'none']);
  requireWord('runCampaign', 'extremes', options.extremes, ['second', 'none']);
  requireWord('runCampaign', 'foreign', options.foreign, ['fourth', 'none']);
  requireWord('runCampaign', 'hostile', options.hostile, ['last', 'none']);
  requireSelection('runCampaign', options);
  return options;
}

function usualFor(subject: Rewriter): CampaignOptions {
  return {
    subject,
    seed: 1,
    runs: 3000,
    grid: 'first',
    extremes: 'second',
    foreign: 'fourth',
    hostile: 'last',
    jobs: 1,
    pool: null,
    profile: 'zboot',
    rules: [],
    excludedRules: [],
    tool: { name: 'zbootkit', version: VERSION, sha256: null },
    files: [],
    node: process.versions.node,
    now: () => new Date(0),
    replayCommand: () => '',
    onProgress: () => undefined,
    onFailure: () => undefined,
    shouldStop: () => false,
  };
}
