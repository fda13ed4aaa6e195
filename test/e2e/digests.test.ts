/** What reports of the built program say of its own code, and of the files that a command is made of. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument, renderAs } from '../../reports/index.ts';
import { checkDocument } from '../support/check-document.ts';
import { built } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const COPY = "import { copyFileSync } from 'node:fs';\ncopyFileSync(process.argv[2], process.argv[3]);\n";

function zbootkit(...argv: readonly string[]): string {
  return spawnSync(process.execPath, [built('src', 'cli', 'bin.js'), ...argv], { encoding: 'utf8' }).stdout;
}

const digestOf = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the digests of a report', () => {
  it('are of the code that judged and of the files that the command names, and the statement is about those', () => {
    writeFileSync(temp('copy.mjs'), COPY);
    const few = ['--runs', '5', '--random-only', '--shrink', 'none', '--quiet', '--keep-going'];
    zbootkit(
      'verify',
      ...few,
      '--out',
      temp('report'),
      '--',
      process.execPath,
      temp('copy.mjs'),
      '{in}',
      '{out}',
      '{section}',
    );
    const { tool, subject } = reportIn(temp('report'));
    const checked = checkDocument(zbootkit('check', '--json', temp('copy.mjs')));
    expect(tool.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(checked.tool).toEqual(tool);
    expect(subject.files).toEqual([
      { name: basename(process.execPath), sha256: digestOf(readFileSync(process.execPath)) },
      { name: 'copy.mjs', sha256: digestOf(COPY) },
    ]);
    const document = parseDocument(readFileSync(temp('report/report.json'), 'utf8'));
    const statement = JSON.parse(renderAs(document, 'intoto')) as {
      readonly subject: readonly { readonly name: string }[];
    };
    expect(statement.subject.map(({ name }) => name)).toEqual(subject.files.map(({ name }) => name));
  });
});
