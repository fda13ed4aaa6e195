import type { Rewriter } from '../contract/index.ts';
import type { RuleSelection } from '../judging/index.ts';

/** What a campaign runs, and the few things of its surroundings that it needs. */
export interface CampaignOptions extends RuleSelection {
  readonly subject: Rewriter;
  readonly seed: number;
  /** Random cases. */
  readonly runs: number;
  /** Whether the exhaustive grid comes before the random cases. */
  readonly grid: 'first' | 'none';
  readonly jobs: number;
  readonly tool: { readonly name: string; readonly version: string };
  /** The version of Node, for the report. */
  readonly node: string;
  /** The clock: only `time` of the report comes from it. */
  now(): Date;
  /** The command that runs a stored case again, given the case's id. */
  replayCommand(caseId: string): string;
  onProgress(phase: 'sweep' | 'shrink', done: number, planned: number): void;
  /** Asked between cases; `true` ends the campaign early, and the report says so. */
  shouldStop(): boolean;
}
