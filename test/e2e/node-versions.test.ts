/** The packed package on every version of Node that scripts/node-versions.sh has brought here. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_TESTS } from '../support/library-page.ts';
import {
  FULL,
  compilePage,
  layOutPage,
  makePageFixtures,
  runPrograms,
  sharedFolder,
  testStatuses,
} from '../support/library-project.ts';
import { pack, runIn } from '../support/temp-project.ts';
import type { Ended } from '../support/temp-project.ts';
import { logWitness } from '../support/witness-log.ts';

/** The versions that scripts/node-versions.sh brings. */
const VERSIONS = ['20.19.0', '20', '22', '24', '26'];
const { ZBOOTKIT_NODES = '', XDG_CACHE_HOME = '' } = process.env;
const CACHE = XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
const FOLDER = ZBOOTKIT_NODES === '' ? join(CACHE, 'zbootkit', 'nodes') : ZBOOTKIT_NODES;

const folder = sharedFolder();
let ended: Readonly<Record<string, Ended>> = {};
let loaded: Ended | null = null;

beforeAll(async () => {
  layOutPage(folder.at('project'), await pack(folder.at()), 'fast-check-newer');
  loaded = await runIn(folder.at('project'), [process.execPath, 'loading.cjs']);
  if (!FULL) return;
  await compilePage(folder.at('project'), 'nodenext');
  await makePageFixtures(folder.at('project'));
  ended = await runPrograms(folder.at('project'), process.execPath);
});

afterAll(() => {
  folder.remove();
});

describe.each(VERSIONS)('Node %s', (version) => {
  const node = join(FOLDER, version, 'bin', 'node');
  if (!existsSync(node)) {
    logWitness(`node ${version}: absent`);
    it(`is NOT HERE, so nothing is run on it; scripts/node-versions.sh brings it`, () => {
      expect(existsSync(node)).toBe(false);
    });
    return;
  }
  const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  logWitness(`node ${version}: ${found}, ${FULL ? 'all of the page' : 'every entry'}`);

  it('loads every entry, with require as well as with import, and says nothing else', async () => {
    expect(loaded).toMatchObject({ status: 0 });
    expect(await runIn(folder.at('project'), [node, 'loading.cjs'])).toEqual(loaded);
  });

  if (FULL) {
    it('runs the programs of the page to the same ends, byte for byte', async () => {
      expect(await runPrograms(folder.at('project'), node)).toEqual(ended);
    });

    it('passes the tests of the page', async () => {
      expect(await testStatuses(folder.at('project'), node)).toEqual(PAGE_TESTS);
    });
  }
});
