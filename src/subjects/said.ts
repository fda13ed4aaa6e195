/** Characters of what a subject says that are quoted. */
const QUOTE_LENGTH = 300;

/** What Python prints before the calls that led to an exception; a line of its own for each exception of a chain. */
const TRACEBACK = 'Traceback (most recent call last):';

/**
 * The line that says most: the first with something in it, or the cause below a traceback of Python. It is cut to a length
 * that a report can print; a cut shows as an ellipsis.
 */
export function tellingLineOf(text: string): string {
  const lines = text.split('\n').map((each) => each.trimEnd());
  const first = lines.find((each) => each.trim() !== '');
  if (first === undefined) return 'nothing was printed';
  const line = first === TRACEBACK ? (causeIn(lines) ?? first) : first.trim();
  const characters = Array.from(line);
  return characters.length <= QUOTE_LENGTH ? line : `${characters.slice(0, QUOTE_LENGTH - 1).join('')}…`;
}

/** Calls are indented below their traceback and the exception is not; of a chain the last is what ended the program. */
function causeIn(lines: readonly string[]): string | undefined {
  return lines.slice(lines.lastIndexOf(TRACEBACK) + 1).find((line) => /^\S/.test(line));
}
