export type { Answer, AppendRequest, AppendSetting, Rewriter } from './rewriter.ts';
