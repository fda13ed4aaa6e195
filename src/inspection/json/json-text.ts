/** A list whose items are made one at a time, so that a long one is never there twice. */
export interface Rows {
  readonly rows: Iterable<unknown>;
}

/**
 * An object as JSON: its members in the order given, every object of plain values on one line, all else indented by two
 * spaces, ASCII alone, a line feed at the end.
 */
export function jsonText(members: readonly (readonly [name: string, value: unknown])[]): string {
  const written = members.map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${isRows(value) ? listText(value) : valueText(value, '  ')}`,
  );
  return `{\n${written.join(',\n')}\n}\n`;
}

function isRows(value: unknown): value is Rows {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

function listText({ rows }: Rows): string {
  const items: string[] = [];
  for (const row of rows) items.push(`    ${valueText(row, '    ')}`);
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n  ]`;
}

function valueText(value: unknown, indent: string): string {
  // Inside a string a line break is written as an escape, so no string can look like the start of an object.
  return JSON.stringify(value, null, 2)
    .replace(/\{\n[^{}[\]]+\}/g, (object) => object.replace(/\n */g, ' '))
    .replace(/\n/g, `\n${indent}`)
    .replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
