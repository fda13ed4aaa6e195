import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROSTER, nameOfRule, ruleOf } from '../../properties/index.ts';
import { anchorOf } from '../support/markdown.ts';
import { RULE_GROUPS } from '../support/rule-groups.ts';
import { renderRules } from '../support/rules-document.ts';
import { ROOT } from './sources.ts';

const PAGE = `${ROOT}docs/rules.md`;
const TEXT = renderRules();

/** The page as it has to be in the tree, where everything is formatted. */
async function page(): Promise<string> {
  return format(TEXT, { ...(await resolveConfig(PAGE)), parser: 'markdown', proseWrap: 'always' });
}

describe('the page about rules', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(PAGE, await page());
  });

  it('says what the catalogue says; UPDATE_DOCS=1 npx vitest run test/meta/rules-document.test.ts writes it anew', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(await page());
  });

  it('has every rule in one group', () => {
    const ids = RULE_GROUPS.flatMap((group) => group.ids);
    expect(ids.toSorted()).toEqual(ROSTER.map(([id]) => id).toSorted());
  });

  it('has a row for every rule and a section for every one that is built', () => {
    const lines = TEXT.split('\n');
    for (const [id, name] of ROSTER) {
      const rows = lines.filter((line) => line.startsWith('| ') && line.includes(id) && line.includes(` ${name} `));
      expect(rows, id).toHaveLength(1);
      expect(rows[0]?.includes('_to come_'), id).toBe(ruleOf(id) === undefined);
      const headings = lines.filter((line) => line === `### ${id} ${nameOfRule(id)}`);
      expect(headings, id).toHaveLength(ruleOf(id) === undefined ? 0 : 1);
    }
  });

  it('leads nowhere that is not on it', () => {
    const anchors = new Set([...TEXT.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
    const targets = [...TEXT.matchAll(/\]\(#([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(ROSTER.length);
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
  });

  it('gives no two headings one anchor', () => {
    const anchors = [...TEXT.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });
});
