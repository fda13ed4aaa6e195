/** Subjects: anything made to look like a rewriter, so that a campaign can judge it. */
export type { Answer, AppendRequest, Rewriter } from '../contract/index.ts';
export { BUILTIN_FLAGS, builtinOptions, builtinSubject } from './builtin.ts';
export type { BuiltinOptions } from './builtin.ts';
export { PLACEHOLDERS, commandSubject, missingPlaceholders, oddPlaceholders } from './command.ts';
export type { CommandOptions } from './command.ts';
export { filesOfCommand } from './files-of-command.ts';
export { HARNESS_ID, harnessSubject } from './harness/subject.ts';
export type { HarnessOptions } from './harness/subject.ts';
export { functionSubject } from './in-process.ts';
export type { AppendFunction, Refused } from './in-process.ts';
export { SubjectError, openSubject } from './spec.ts';
export type { SubjectSpec, SubjectSurroundings } from './spec.ts';
export { versionOf } from './version-of.ts';
