const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * What begins a command to a build server wherever a line has it. [GitHub, runner: ActionCommand; Azure Pipelines, logging commands;
 * TeamCity, service messages]
 */
const SERVER_COMMAND = /#(?=#(?:vso|teamcity)?\[)/g;

/** Text that nothing has to be done to. */
const PLAIN = /^[ -~]*$/;

/**
 * Text that cannot act on a terminal: control, format and line-separating characters and lone surrogates become
 * visible escapes such as `\x1b`, and every kind of space becomes a plain one. Nor can it act on a build server by what begins a
 * command in the middle of a line. Applying it twice changes nothing.
 */
export function printable(words: string): string {
  const text = words.includes('##') ? words.replace(SERVER_COMMAND, '\\x23') : words;
  // Nearly all text is this plain, and long reports have a lot of it.
  if (PLAIN.test(text)) return text;
  return text.replace(/\p{Zs}/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(16);
    return NAMED[character] ?? (digits.length <= 2 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`);
  });
}

/** Prose of several lines as one line, cut to at most `lengthMax` characters; a cut shows as an ellipsis. */
export function oneLine(text: string, lengthMax: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // A character has one or two units.
  if (line.length <= lengthMax) return line;
  const characters = Array.from(line);
  return characters.length <= lengthMax ? line : `${characters.slice(0, lengthMax - 1).join('')}…`;
}

/**
 * JSON that says the same without a character that could act on a terminal: beside those that JSON escapes anyway, these are
 * the rest of the control characters, format and separating characters and lone surrogates, and what a build server acts on.
 */
export function escapedJson(json: string): string {
  // Outside of strings JSON has no such characters beside each other.
  return json
    .replace(/(##(?:vso|teamcity)?)\[/g, '$1\\u005b')
    .replace(/[\u007f-\u009f\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    );
}

/** Text of at most so many characters; a cut shows as an ellipsis. */
export function cutText(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, Math.max(0, lengthMax - 1))}…`;
}
