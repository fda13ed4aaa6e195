/** Pieces of a Markdown page, as GitHub reads it. */

/** A text in which nothing is taken for markup. */
export function plain(text: string): string {
  return text.replace(/[*<|]/g, String.raw`\$&`);
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** A link to a heading of the same page. */
export function linkTo(heading: string, text: string): string {
  return `[${plain(text)}](#${anchorOf(heading)})`;
}

/** A table; the first row is its head. Columns are padded the way the formatter pads them. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const ruler = line(widths.map((width) => '-'.repeat(width)));
  return [line(head), ruler, ...rows.slice(1).map(line)].join('\n');
}

/** One item of a list: its name and what it says, one below the other where there are several; none for nothing. */
export function item(name: string, says: readonly string[]): readonly string[] {
  const [first, ...more] = says;
  if (first === undefined) return [];
  if (more.length === 0) return [`- **${name}:** ${first}`];
  return [[`- **${name}:**`, ...says.map((each) => `  - ${each}`)].join('\n')];
}
