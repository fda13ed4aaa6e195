/** The deepest nesting of a document; none that is read here comes near. */
const DEPTH_MAX = 100;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPENING: ReadonlySet<number> = new Set(['[', '{'].map((bracket) => bracket.charCodeAt(0)));
const CLOSING: ReadonlySet<number> = new Set([']', '}'].map((bracket) => bracket.charCodeAt(0)));

/**
 * The value of JSON that may come from anywhere. Lists within lists a hundred thousand times are JSON, but whoever follows
 * them fails, even when a sentence only wants to show what it found; so they are turned away here.
 *
 * @throws SyntaxError when it is no JSON or nested too deeply
 */
export function parseDocument(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (depthOf(text) > DEPTH_MAX) throw new SyntaxError(`it is nested more than ${DEPTH_MAX} levels deep`);
  return value;
}

/** Whether a value of a document is an object and neither `null` nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How deeply JSON is nested; the text has been parsed. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (OPENING.has(code)) deepest = Math.max(deepest, (depth += 1));
    else if (CLOSING.has(code)) depth -= 1;
  }
  return deepest;
}

/** Where the quotation mark stands that ends a string. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}
