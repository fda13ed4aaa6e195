// What a replay says of all its rules together, and what its help says of the exit status.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../support/commands.ts';
import { run } from '../support/fake-io.ts';
import { storedCase } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('replay of a case of several rules', () => {
  it('says of several rules how many came to what, and tells errors from warnings', async () => {
    const folder = await storedCase(temp('report'));
    const document = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')) as object;
    writeFileSync(`${folder}/case.json`, JSON.stringify({ ...document, rules: ['PR-COF-001', 'PR-ZB-001'] }));
    const longer = shellCommand('cp "$1" "$2"; printf x >> "$2"');
    const { out } = await run(['replay', folder, '--', ...longer]);
    const failed = out.match(/^ {2}FAILED {3}/gm)?.length ?? 0;
    const warned = out.match(/^ {2}WARNED {3}/gm)?.length ?? 0;
    expect(failed).toBeGreaterThan(0);
    expect(warned).toBeGreaterThan(0);
    const facts = `${failed} failed, ${warned} failed as warning, 1 fixed`;
    expect(out).toMatch(new RegExp(`\\n {2}${failed + warned + 1} rules: ${facts}\\n$`));
  });

  it('has help on its exit statuses', async () => {
    const { out } = await run(['replay', '--help']);
    expect(out).toMatch(/Exit status: 0 no rule of level error fails/);
  });
});
