/** Characters of what a subject says that are quoted. */
const QUOTE_LENGTH = 300;

/** The first line with something in it, cut to a length that a report can print; a cut shows as an ellipsis. */
export function firstLineOf(text: string): string {
  const line = text
    .split('\n')
    .map((each) => each.trim())
    .find((each) => each !== '');
  if (line === undefined) return 'nothing was printed';
  const characters = Array.from(line);
  return characters.length <= QUOTE_LENGTH ? line : `${characters.slice(0, QUOTE_LENGTH - 1).join('')}…`;
}
