/**
 * What was asked for cannot be done, for a reason that lies in what was handed in: a word that names nothing, a file that is
 * not what it should be, wishes that contradict each other. The message is one sentence that says what, where, and what to do.
 */
export class InputError extends Error {
  override readonly name: string = 'InputError';
}
