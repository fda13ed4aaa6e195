/** Judges two well-known tools whose faults were found by hand long before. */
import { describe, expect, it } from 'vitest';
import { byEffort } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { installed } from '../support/project.ts';
import { failedRules, reportIn, rowOf } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

const adding = (tool: string): readonly string[] => [
  tool,
  '--add-section={name}={section}',
  '--set-section-flags={name}=alloc,load,readonly,data',
  '{in}',
  '{out}',
];

/** Cases that a tool is put to. */
const RUNS = byEffort({ quick: 20, full: 60 });

async function verify(rules: string, command: readonly string[]): Promise<number> {
  const argv = [
    'verify',
    '--random-only',
    '--runs',
    String(RUNS),
    '--rule',
    rules,
    '--out',
    temp('report'),
    '--',
    ...command,
  ];
  return (await run(argv)).code;
}

/** Declares the test where the tool is installed, and elsewhere one that names what is missing. */
function witness(tool: string, sentence: string, test: () => Promise<void>): void {
  if (installed(tool) !== null) {
    it(`${tool} ${sentence}`, test);
    return;
  }
  it(`${tool} is NOT INSTALLED here, so it is not judged`, () => {
    expect(installed(tool)).toBeNull();
  });
}

describe(`a tool whose faults are known, in ${RUNS} cases`, () => {
  witness('llvm-objcopy', 'leaves a stale payload offset, shown on a small image', async () => {
    const code = await verify('PR-ZB-*', adding('llvm-objcopy'));
    expect(code).toBe(1);
    const report = reportIn(temp('report'));
    const found = failedRules(report).find((id) => id === 'PR-ZB-003' || id === 'PR-ZB-001');
    expect(found).toBeDefined();
    const { failure } = rowOf(report, found ?? '');
    const stored = report.cases.find(({ id }) => id === failure?.caseId);
    expect(stored?.sections).toBeLessThanOrEqual(3);
  });

  witness('objcopy', 'erases the zboot header', async () => {
    const code = await verify('ZB-*', adding('objcopy'));
    expect(code).toBe(1);
    expect(failedRules(reportIn(temp('report')))).toContain('ZB-002');
  });
});
