import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { built } from './project.ts';

/** A command that runs a few lines of shell with the input in `$1`, the output in `$2` and the content in `$3`. */
export function shellCommand(script: string): readonly string[] {
  return ['sh', '-c', script, 'rewriter', '{in}', '{out}', '{section}'];
}

/** A command in Node that appends with the built rewriter, then runs the given lines over `bytes`. */
export function rewriterCommand(path: string, lines = ''): readonly string[] {
  const rewriter = pathToFileURL(built('src', 'rewriter', 'index.js')).href;
  writeFileSync(
    path,
    `import { readFileSync, writeFileSync } from 'node:fs';
import { appendSections } from ${JSON.stringify(rewriter)};
const [input, output, section, name, characteristics] = process.argv.slice(2);
const request = { name, content: readFileSync(section), characteristics: Number(characteristics) };
const result = appendSections(readFileSync(input), [request]);
if (result.kind === 'refused') {
  process.stderr.write(result.detail);
  process.exit(1);
}
const { bytes } = result;
${lines}
writeFileSync(output, bytes);
`,
  );
  return [process.execPath, path, '{in}', '{out}', '{section}', '{name}', '{characteristics}'];
}
