/** The campaign: cases through a subject, every rule on every case, each failing rule shrunk, one report. */
export { DEFECT_IDS } from '../defects/index.ts';
export type { CaseSet, Report } from '../results/index.ts';
export { CaseFolderError, readCaseFolder, writeCaseFolder } from './store/case-folder.ts';
export type { ReplayCase } from './store/case-folder.ts';
export { seenIn } from './batch.ts';
export type { Pool, Seen } from './batch.ts';
export { CampaignError, SubjectUnavailable, examine } from './examine.ts';
export type { Examination, ExaminedCase } from './examine.ts';
export { runCampaign } from './run-campaign.ts';
export type { Campaign } from './run-campaign.ts';
export type { CampaignOptions, CampaignRequest } from './options.ts';
export { preflight } from './preflight.ts';
export type { PlainAppend, Preflight } from './preflight.ts';
export { replayCase } from './store/replay-case.ts';
export type { Replayed, ReplayedRule } from './store/replay-case.ts';
export { refuseForeignFolder, removeShard, writeReportFolder } from './store/report-folder.ts';
export type { ReportTexts } from './store/report-folder.ts';
export type { BrokenRule, StoredCase } from './store/stored-case.ts';
export { observe } from './observe.ts';
export { concludeShards, runShard } from './shard/run-shard.ts';
export type { ShardLimits, ShardRun } from './shard/run-shard.ts';
export {
  SHARD_COUNT_MAX,
  SHARD_NAME,
  ShardError,
  mergeShards,
  missingParts,
  wordsForMissing,
  shardText,
  shardWord,
} from './shard/shard.ts';
export type { NamedShard, Shard } from './shard/shard.ts';
export { readShard, refuseOtherShard, shardPath, writeShard } from './shard/shard-file.ts';
export { WHOLE, casesInShare, plannedCases, scheduleOf } from './schedule.ts';
export type { Appointment, Extent, Share } from './schedule.ts';
export { EMPTY_TALLY, merge } from './tally.ts';
export type { AnswerTally, Hit, PolicyTally, RuleTally, Tally } from './tally.ts';
