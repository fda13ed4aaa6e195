export type { Answer, AppendRequest, AppendSetting, Misbehaviour, Rewriter } from './rewriter.ts';
