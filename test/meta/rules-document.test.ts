import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import { IMAGE_RULES, RULES } from '../../properties/index.ts';
import { anchorOf } from '../support/markdown.ts';
import { RULE_GROUPS } from '../support/rule-groups.ts';
import { renderRules } from '../support/rules-document.ts';
import { ROOT } from './sources.ts';

const PAGE = `${ROOT}docs/rules.md`;
const README = `${ROOT}README.md`;
const TEXT = renderRules();

/** The page as it has to be in the tree, where everything is formatted. */
async function page(): Promise<string> {
  return format(TEXT, { ...(await resolveConfig(PAGE)), parser: 'markdown', proseWrap: 'always' });
}

/** The readme with as many rules as there are. */
function counted(readme: string): string {
  return readme.replace(/^\d+ rules: \d+ /m, `${RULES.length} rules: ${IMAGE_RULES.length} `);
}

describe('the page about rules', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] !== '1') return;
    await writeFile(PAGE, await page());
    await writeFile(README, counted(await readFile(README, 'utf8')));
  });

  it('says what the catalogue says; npm run docs rewrites it', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(await page());
  });

  it('is led to by a readme with the number of rules; npm run docs rewrites it', async () => {
    const readme = await readFile(README, 'utf8');
    expect(readme).toMatch(/^\d+ rules: \d+ judge one image/m);
    expect(counted(readme)).toBe(readme);
  });

  it('has every rule in one group', () => {
    const ids = RULE_GROUPS.flatMap(({ rules }) => rules.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  });

  it('has a row and a section for every rule', () => {
    const lines = TEXT.split('\n');
    for (const { id, name } of RULES) {
      const rows = lines.filter((line) => line.startsWith('| ') && line.includes(id) && line.includes(` ${name} `));
      expect(rows, id).toHaveLength(1);
      expect(lines.filter((line) => line === `### ${id} ${name}`)).toHaveLength(1);
    }
  });

  it('leads nowhere that is not on it', () => {
    const anchors = new Set([...TEXT.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
    const targets = [...TEXT.matchAll(/\]\(#([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(RULES.length);
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
  });

  it('gives no two headings one anchor', () => {
    const anchors = [...TEXT.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });
});
