import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refuseForeignFolder } from '../../../../src/campaign/index.ts';
import { CASE_SETS } from '../../../../src/results/index.ts';
import { useTempFolder } from '../../../support/temp-folder.ts';

const temp = useTempFolder();

describe('a report folder', () => {
  it.each([...CASE_SETS.filter((set) => set !== 'random'), '1', '4294967295'])(
    'may hold the cases of an earlier run: %s',
    async (set) => {
      mkdirSync(temp('report', 'cases', `${set}-12-PR-FIL-004`), { recursive: true });
      await refuseForeignFolder(temp('report'));
    },
  );

  it('may hold nothing else', async () => {
    mkdirSync(temp('report', 'cases', 'other-12-PR-FIL-004'), { recursive: true });
    await expect(refuseForeignFolder(temp('report'))).rejects.toThrow('the folder contains "other-12-PR-FIL-004"');
  });
});
