/** The whole suite as vitest tests, for a rewriter that is a function. Nothing else in the package loads vitest. */
export type { AppendRequest } from '../contract/index.ts';
export type { AppendFunction, Refused } from '../subjects/index.ts';
export { describeConformance } from './describe-conformance.ts';
export type { ConformanceOptions } from './options.ts';
