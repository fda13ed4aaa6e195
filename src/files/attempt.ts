import { FileError, reasonOf } from './file-error.ts';

/**
 * Runs a file operation, or several.
 *
 * @param sentence what a failure means, up to the colon in front of the reason
 * @throws FileError with the sentence and the reason; one of the operation itself goes through
 */
export function attempt<T>(sentence: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(`${sentence}: ${reasonOf(cause)}.`);
  }
}

/** The same for operations that take their time. */
export async function attemptAsync<T>(sentence: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    return attempt(sentence, () => {
      throw cause;
    });
  }
}
