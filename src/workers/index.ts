/** Threads that examine the cases of a campaign whose subject can be opened from words. */
export { openPool } from './pool.ts';
export type { OpenPool, PoolOptions } from './pool.ts';
export type { Assignment } from './messages.ts';
