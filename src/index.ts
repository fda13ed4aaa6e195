/** The library's front door: read, judge, append, generate, run a campaign, render its report. */
export * from './contract/index.ts';
export {
  REPORT_SCHEMA,
  VERSION,
  contains,
  endOf,
  formatSpan,
  hex,
  isSystematic,
  outcomeOf,
  overlaps,
} from './results/index.ts';
export { InputError } from './results/index.ts';
export type * from './results/index.ts';
export { readImage } from './reader/index.ts';
export type { Image, Reading } from './reader/index.ts';
export { appendSections, appendSectionsFile, planAppendFile } from './rewriter/index.ts';
export { builtinSubject, commandSubject, functionSubject } from './subjects/index.ts';
export type { AppendFunction, Refused } from './subjects/index.ts';
export { runCampaign } from './campaign/index.ts';
export type { Campaign, CampaignOptions, CampaignRequest } from './campaign/index.ts';
export { caseAt, hostileImage, zbootCase } from '../generators/index.ts';
export type { HostileImage, ZbootCase } from '../generators/index.ts';
export { RULES, judgeCall, judgeImage } from '../properties/index.ts';
export type { Rule } from '../properties/index.ts';
export { renderJson, renderText } from '../reports/index.ts';
