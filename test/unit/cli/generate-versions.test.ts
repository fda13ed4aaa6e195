import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_PROFILES } from '../../../generators/index.ts';
import { FAST_CHECK_VERSION } from '../../../src/cli/generate/versions.ts';
import { run } from '../../support/fake-io.ts';
import { ROOT } from '../../support/project.ts';

describe('what generate knows by heart', () => {
  it('is the version of fast-check that the package pins and that is installed', () => {
    const { dependencies } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(FAST_CHECK_VERSION).toBe(dependencies['fast-check']);
    expect(FAST_CHECK_VERSION).toBe(fc.__version);
  });

  it('is the kinds of kernels', async () => {
    const { out } = await run(['generate', '--help'], { columns: 1000 });
    const choices = /\(choices: (.*?)\)/.exec(out)?.[1];
    expect(choices).toBe(
      Object.keys(KERNEL_PROFILES)
        .map((name) => `"${name}"`)
        .join(', '),
    );
  });
});
