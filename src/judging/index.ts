/** Judging: what every rule says of one image, or of one append, beside the bytes that show it. Pure, and without files. */
export { judgeAppended } from './append.ts';
export type { Appended } from './append.ts';
export type { FileFault } from './cause.ts';
export type { Signing } from './caveat.ts';
export { excerptsOf, filesOfCall } from './excerpts.ts';
export type { FetchBytes } from './excerpts.ts';
export { judgeAlone, profilesFor, rowsOf } from './judge.ts';
export type { CheckedFile, CheckedRule, Verdict } from '../results/index.ts';
export type { FileTitles, Judgement, ProfileChoice, Profiles } from './judge.ts';
export { layoutOf } from './layout.ts';
export { requireSelection, selectRules, unmatchedGlobs } from './select.ts';
export type { RuleSelection } from './select.ts';
