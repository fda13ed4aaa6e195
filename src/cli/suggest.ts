import { Command, CommanderError } from 'commander';

/** What the parser of arguments says of a command that there is not. */
const SUGGESTION = /\(Did you mean (?:one of )?(.*)\?\)$/;

/**
 * The names that a misspelt word may stand for, by the parser's own judgement: it is asked as if they were commands, so
 * that one measure of likeness serves all words.
 */
export function suggestedNames(word: string, names: readonly string[]): readonly string[] {
  // What starts so is an option to the parser.
  if (word.startsWith('-')) return [];
  const asked = new Command()
    .exitOverride()
    .helpCommand(false)
    .configureOutput({ writeErr: () => undefined });
  for (const name of names) asked.command(name);
  try {
    asked.parse([word], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return SUGGESTION.exec(error.message)?.[1]?.split(', ') ?? [];
  }
  return [];
}

/** The first of the names as a question, or nothing. */
export function suggestion(word: string, names: readonly string[]): string {
  const [near] = suggestedNames(word, names);
  return near === undefined ? '' : `Did you mean "${near}"?`;
}
