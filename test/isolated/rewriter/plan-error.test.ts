/** A rewriter that plans wrongly notices it by itself: nothing is written and nobody else is blamed. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlanError, appendSections, appendSectionsFile, planAppendFile } from '../../../src/rewriter/index.ts';
import type * as Placement from '../../../src/rewriter/plan/placement.ts';
import { run } from '../../support/fake-io.ts';
import { buildImage, request } from '../../unit/rewriter/image.ts';

// What no test could bring the real module to do: the new data on top of the headers.
vi.mock('../../../src/rewriter/plan/placement.ts', async (original) => {
  const real = await original<typeof Placement>();
  return {
    ...real,
    placeSection: (...args: Parameters<typeof real.placeSection>) => {
      const placement = real.placeSection(...args);
      return 'section' in placement
        ? { ...placement, section: { ...placement.section, virtualAddress: 0x2000 } }
        : placement;
    },
  };
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zbootkit-plan-'));
  writeFileSync(join(folder, 'in.efi'), buildImage());
  writeFileSync(join(folder, 'content'), request().content);
  writeFileSync(join(folder, 'out.efi'), 'old');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a plan that does not hold', () => {
  it('is an error of the rewriter in memory', () => {
    expect(() => appendSections(buildImage(), [request()])).toThrow(PlanError);
    expect(() => appendSections(buildImage(), [request()])).toThrow(
      'the plan does not hold: memory is taken up to 0x4800, but VirtualAddress of the new section 2 is 0x2000',
    );
  });

  it('is one from file to file, before anything is written', async () => {
    const requests = [{ ...request(), content: join(folder, 'content') }];
    const [image, output] = [join(folder, 'in.efi'), join(folder, 'out.efi')];
    await expect(appendSectionsFile(image, output, requests)).rejects.toThrow(PlanError);
    await expect(planAppendFile(image, requests)).rejects.toThrow(PlanError);
    expect(readFileSync(output, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['content', 'in.efi', 'out.efi']);
  });

  it('ends the command with exit status 3', async () => {
    const paths = ['in.efi', 'content', 'out.efi'].map((name) => join(folder, name));
    const { code, out, err } = await run(['append', ...paths]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(
      /^zbootkit: internal error, please report it with this text:\nPlanError: the plan does not hold: /,
    );
    expect(readFileSync(join(folder, 'out.efi'), 'utf8')).toBe('old');
  });
});
