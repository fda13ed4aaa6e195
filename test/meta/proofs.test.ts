import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderProofs } from '../support/proofs-source.ts';
import { ROOT } from './sources.ts';

const FILE = `${ROOT}src/explanation/proofs.ts`;

describe('the proofs that explain names', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(FILE, renderProofs());
  });

  it('are those of the tests; UPDATE_DOCS=1 npx vitest run test/meta/proofs.test.ts writes them anew', async () => {
    expect(await readFile(FILE, 'utf8')).toBe(renderProofs());
  });
});
