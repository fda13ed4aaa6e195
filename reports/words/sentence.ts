/** Text with a full stop, unless it ends a sentence already; nothing stays nothing. */
export function ended(text: string): string {
  return text === '' || /[.!?…:]$/.test(text) ? text : `${text}.`;
}
