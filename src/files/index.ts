/**
 * Files, whole or not at all: inputs that are read at any offset and must not change meanwhile, outputs that are put in
 * place in one step, temporary ones that the next run removes when this one is killed. It knows nothing of what the files
 * hold, but that a document of somebody else is JSON of a bounded depth.
 */
export { appendText, sizeOfShared } from './append-text.ts';
export { attempt, attemptAsync } from './attempt.ts';
export { blocksOf } from './blocks.ts';
export type { FileBlocks } from './blocks.ts';
export { isRecord, parseDocument } from './document.ts';
export { FileError, codeOf, ignore, reasonOf } from './file-error.ts';
export { entryAt } from './entry.ts';
export { makeFolder, namesIn } from './folders.ts';
export { GrowingFile } from './growing-file.ts';
export { openInput } from './input-file.ts';
export type { InputFile } from './input-file.ts';
export { modeOfNew } from './mode.ts';
export type { OutputFile } from './output-file.ts';
export { replaceFile, requireWritable } from './replace-file.ts';
export { readPipe } from './pipe.ts';
export { realPathOf } from './real-path.ts';
export { removeFile } from './remove-file.ts';
export { removeTree } from './remove-tree.ts';
export {
  forgetTemporary,
  isOwnTemporary,
  isRetired,
  isTemporary,
  makeTemporary,
  makeTemporaryFolder,
  removeLeftovers,
  retiredIn,
  retiredName,
} from './temporaries.ts';
export { stateAt } from './state.ts';
export { isSameFile } from './same-file.ts';
export { STAGED_ARCHIVE, cannotWrite, sinkFor } from './sink.ts';
export type { Sink } from './sink.ts';
export { openStaging } from './staging.ts';
export type { Staging } from './staging.ts';
export { targetOf } from './target.ts';
export type { Target } from './target.ts';
export { readWhole } from './whole-file.ts';
export { writeWhole } from './write-whole.ts';
export type { WriteOptions } from './write-whole.ts';
