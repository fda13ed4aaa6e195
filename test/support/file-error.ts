import { FileError } from '../../src/files/index.ts';

/** What a call says that fails with a FileError; anything else fails the test. */
export function fileErrorOf(call: () => unknown): string {
  try {
    call();
  } catch (cause) {
    return messageOf(cause);
  }
  throw new Error('the call has not failed');
}

/** What a promise says that is broken with a FileError; anything else fails the test. */
export async function fileErrorFrom(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => {
    throw new Error('the call has not failed');
  }, messageOf);
}

function messageOf(cause: unknown): string {
  if (cause instanceof FileError) return cause.message;
  throw cause;
}
