/** `zbootkit/vitest` in somebody's project, run by a vitest of its own; and in this process, what that cannot measure. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES, levelOf } from '../../properties/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { describeConformance } from '../../src/vitest/index.ts';
import type { AppendFunction } from '../../src/vitest/index.ts';
import { resultOf } from '../../src/vitest/rule-result.ts';
import { OPTIONAL, optional, setU32 } from '../saboteurs/patch.ts';
import { byEffort } from '../support/effort.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { makeProject, runIn, runVitest } from '../support/temp-project.ts';
import type { Ended } from '../support/temp-project.ts';
import { ruleRow } from '../unit/reports/rule-row.ts';
import { FAILING } from '../unit/reports/sample-report.ts';

const temp = useTempFolder();

/** The file of somebody's rewriter; `spoil` are lines that may change `bytes`. */
const rewriter = (spoil: string): string => `
import { appendSections } from 'zbootkit/rewriter';

export function append(image, request) {
  const result = appendSections(image, [request]);
  if (result.kind === 'refused') return { refused: result.detail };
  const { bytes } = result;
  const output = new DataView(bytes.buffer, bytes.byteOffset);
  const input = new DataView(image.buffer, image.byteOffset);
  ${spoil}
  return bytes;
}
`;

const suite = (name: string, options = ''): string => `
import { describeConformance } from 'zbootkit/vitest';
import { append } from './${name}.js';
describeConformance('${name}', append${options});
`;

/** Which cases a rewriter gets: those of somebody who says no more than how many. */
const CASES = 'runs: 3000';
/** What is tried of it; nothing when it has to be quick, for a whole campaign has to run for each rewriter. */
const FULL = byEffort({ quick: [], full: [CASES] });
/** Where the first of them is that fails. */
const FIRST = 'the grid';

const FILES = {
  'right.js': rewriter(''),
  'right.test.js': suite('right', `, { ${CASES} }`),
  // The payload moved with its section, and the header still says where it was; so the checksum is wrong too.
  'stale.js': rewriter('output.setUint32(8, input.getUint32(8, true), true);'),
  'stale.test.js': suite('stale', `, { ${CASES}, excludedRules: ['PE-OPT-017', 'PR-OPT-008'] }`),
  // SizeOfInitializedData, which no loader reads.
  'untidy.js': rewriter('output.setUint32(output.getUint32(60, true) + 32, 0, true);'),
  'untidy.test.js': suite('untidy', ", { rules: ['PR-OPT-010'], runs: 1 }"),
  'strict.test.js': suite('untidy', ", { rules: ['PR-OPT-010'], runs: 1, failOn: 'warning' }"),
  'timid.js': "export const append = () => ({ refused: 'not today' });",
  'timid.test.js': suite('timid', ", { rules: ['PR-ZB-001', 'PR-OPT-010'], runs: 1, grid: 'none' }"),
};

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What each test of a file came to, and what it said when it failed. */
function resultsIn(path: string, file: string): ReadonlyMap<string, { status: string; message: string }> {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as JsonReport;
  const tests = testResults.find(({ name }) => name.endsWith(`/${file}`))?.assertionResults ?? [];
  return new Map(
    tests.map(({ title, status, failureMessages }) => [title, { status, message: failureMessages.join('\n') }]),
  );
}

const titlesOf = (tests: ReadonlyMap<string, { status: string }>, status: string): readonly string[] =>
  [...tests].filter(([, test]) => test.status === status).map(([title]) => title);

describe('describeConformance in a project of its own', () => {
  it.each(FULL)(
    'passes a right rewriter, fails a wrong one on its payload rules, and skips nothing that matters, with %s',
    async () => {
      makeProject(temp(), { packages: ['vitest'], files: FILES });
      const json = temp('results.json');
      const { status, output } = await runVitest(
        temp(),
        process.execPath,
        '--reporter=json',
        `--outputFile.json=${json}`,
        '--reporter=verbose',
      );
      expect({ status, output }).toMatchObject({ status: 1 });

      const right = resultsIn(json, 'right.test.js');
      // It refuses signed images, so that of their certificates nothing is at stake in any output.
      const idle = titlesOf(right, 'skipped');
      expect(idle.filter((title) => !/^PE-DIR-0(?:1\d|38|39) /.test(title))).toEqual([]);
      expect([...titlesOf(right, 'passed'), ...idle].sort()).toEqual([...right.keys()].sort());
      expect(right.size).toBe(RULES.filter(({ id }) => levelOf(id, 'zboot') !== 'off').length);
      expect([...right.keys()]).toContain(
        'PR-ZB-001 payload-bytes: The payload that the header points to is the same, byte for byte.',
      );

      const stale = resultsIn(json, 'stale.test.js');
      const failed = titlesOf(stale, 'failed');
      expect(failed.filter((title) => !/^(?:(?:PR-)?ZB-|PR-META-)/.test(title))).toEqual([]);
      const follows = failed.find((title) => title.startsWith('PR-ZB-003 ')) ?? '';
      const { message = '' } = stale.get(follows) ?? {};
      expect(message).toContain('  The payload offset follows the section that holds the payload.\n');
      expect(message).toMatch(/ zbootHeader\.payloadOffset: expected 0x[0-9a-f]+ \([\d,]+\), found 0x[0-9a-f]+/);
      expect(message).toMatch(/\n {2}00000000: 4d 5a 00 00 7a 69 6d 67\[(?:[0-9a-f]{2} ?){4}\]/);
      expect(message).toMatch(new RegExp(`\\nFailed in \\d+ of \\d+ cases, first in case \\d+ of ${FIRST}\\.\\n`));
      const plan = /\n {2}(machine=.*)\nTo recreate it:\n/.exec(message)?.[1] ?? '';
      expect(message).toContain(`  npx zbootkit generate --plan '${plan}' --pairs --out case\n`);
      expect(message).toMatch(/\n {4}at .*\/stale\.test\.js:4:1/);

      expect(output).toMatch(/untidy\.test\.js > untidy > PR-OPT-010 .*\n\n.*warning\n.*WARN {2}PR-OPT-010/);
      expect([...resultsIn(json, 'untidy.test.js').values()]).toEqual([{ status: 'passed', message: '' }]);
      const [strict] = resultsIn(json, 'strict.test.js').values();
      expect(strict).toMatchObject({ status: 'failed' });
      expect(strict?.message).toContain('WARN  PR-OPT-010');

      const [error, warning] = resultsIn(json, 'timid.test.js').values();
      expect(error?.message).toMatch(
        /^Error: PR-ZB-001 .*\nIt was never exercised: .*\nSkipped or vacuous is not passed: /,
      );
      expect(warning).toEqual({ status: 'skipped', message: '' });
      expect(output).toMatch(/PR-OPT-010 .*\[It was never exercised: .*\]/);
    },
  );

  it('is the only part of the package that loads vitest', async () => {
    const entries = ['', '/reader', '/rewriter', '/generators', '/properties', '/reports', '/fixtures'];
    const names = JSON.stringify(entries.map((entry) => `zbootkit${entry}`));
    makeProject(temp(), {
      packages: [],
      files: {
        'node_modules/vitest/package.json': '{ "name": "vitest", "exports": {} }',
        'all.js': `for (const name of ${names}) await import(name);`,
        'vitest.js': "await import('zbootkit/vitest');",
      },
    });
    const node = (...argv: string[]): Promise<Ended> => runIn(temp(), [process.execPath, ...argv]);
    expect(await node('all.js')).toEqual({ status: 0, output: '' });
    const program = await node('node_modules/zbootkit/dist/src/cli/bin.js', 'verify', '--runs', '1', '--random-only');
    expect(program.output).toContain('INCONCLUSIVE');
    const entry = await node('vitest.js');
    expect(entry.status).toBe(1);
    expect(entry.output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

const append: AppendFunction = (image, request) => {
  const result = appendSections(image, [request]);
  return result.kind === 'rewritten' ? result.bytes : { refused: result.detail };
};

/** Loses SizeOfInitializedData, which no loader reads. */
const untidy: AppendFunction = async (image, request) => {
  const result = await append(image, request);
  if (!('refused' in result)) setU32(result, optional(result, OPTIONAL.sizeOfInitializedData), 0);
  return result;
};

describe('describeConformance in this process', () => {
  describeConformance('a right rewriter', append, { rules: ['*ZB-*'], runs: 50, name: '.bpf' });

  describeConformance('a rewriter that breaks a rule which only warns', untidy, {
    rules: ['PR-OPT-010'],
    runs: 20,
    grid: 'none',
  });

  it.each([
    [{ runs: 0 }, 'runs must be a whole number from 1 to 9007199254740991, not 0.'],
    [{ seed: 0.5 }, 'seed must be a whole number from 0 to 4294967295, not 0.5.'],
    [{ seed: 2 ** 32 }, 'seed must be a whole number from 0 to 4294967295, not 4294967296.'],
    [{ rules: ['PR-ZP-*'] }, 'no rule matches "PR-ZP-*"; "npx zbootkit rules" lists them.'],
    [{ excludedRules: ['*'] }, 'rules and excludedRules leave no rule to judge by.'],
    [
      { profile: 'zbot' as 'zboot' },
      'profile must be one of spec, edk2, audk-strict, shim, uefi-ca, zboot, not "zbot".',
    ],
  ])('refuses the options %j', (options, message) => {
    expect(() => {
      describeConformance('nothing', append, options);
    }).toThrow(new RangeError(`describeConformance: ${message}`));
  });
});

describe('the test of one rule', () => {
  const messageOf = (id: string): string => {
    const row = FAILING.rules.find((rule) => rule.id === id) ?? ruleRow({});
    const result = resultOf(row, FAILING, { failOn: 'error' });
    return result.kind === 'fail' ? result.message : result.kind;
  };

  it('says what the text report says of the rule, and how to make its smallest case', () => {
    expect(messageOf('PR-ZB-003')).toBe(
      `FAIL  PR-ZB-003  payload-moves-with-section                                          error · refused
  The payload offset follows the section that holds the payload.
  kexec-tools 2.0.29 finds no kernel there.
  zbootHeader.payloadOffset: expected 0x400 (1,024), found 0x1000 (4,096).
  the output [0x8, 0xc)
  00000000: 4d 5a 00 00 7a 69 6d 67[00 10 00 00]00 02 00 00  |MZ..zimg........|
  00000010: 00 00 00 00 00 00 00 00 67 7a 69 70 00 00 00 00  |........gzip....|
Failed in 412 of 1940 cases, first in case 37 of seed 1.
The smallest case found is an image of 1536 bytes:
  sections=2;payload=.data;align=0x200
To recreate it:
  npx zbootkit generate --plan 'sections=2;payload=.data;align=0x200' --pairs --out case`,
    );
  });

  it('fails where a rule of level error was never exercised', () => {
    expect(messageOf('PE-SIG-004')).toBe(
      `PE-SIG-004 certificate-table-aligned: The certificate table starts at a multiple of 8.
It was never exercised: the table has no certificate (3); the image carries no signature (1,937); no output (60).
Skipped or vacuous is not passed: use more runs, or name the rule in excludedRules.`,
    );
  });

  it('blames the toolkit where the checker broke', () => {
    const row = ruleRow({ errored: 1, errorMessage: 'RangeError: offset' });
    const result = resultOf(row, FAILING, { failOn: 'error' });
    expect(result).toEqual({
      kind: 'fail',
      message: `PE-HDR-001 pe-signature: The PE signature follows the DOS header.
The checker of this rule broke: RangeError: offset
The fault is in zbootkit, not in the rewriter; please report it.`,
    });
  });

  it('fails a rule that failed once and held when its case was run again', () => {
    const row = ruleRow({ failed: 2, failure: null });
    expect(resultOf(row, FAILING, { failOn: 'error' })).toEqual({
      kind: 'fail',
      message: `PE-HDR-001 pe-signature: The PE signature follows the DOS header.
Failed in 2 of 1942 cases, but not when its case was run again: the rewriter is not deterministic.`,
    });
  });

  it.each([
    ['warning', 'error', { kind: 'remark', level: 'warning' }],
    ['warning', 'warning', { kind: 'fail' }],
    ['info', 'warning', { kind: 'remark', level: 'notice' }],
  ] as const)('with a failed rule of level %s and failOn %s is %j', (level, failOn, result) => {
    expect(resultOf(ruleRow({ level, failed: 1 }), FAILING, { failOn })).toMatchObject(result);
  });

  it('skips a rule of level error that only what the rewriter refuses could break', () => {
    const row = FAILING.rules.find(({ id }) => id === 'PE-SIG-005') ?? ruleRow({});
    expect(resultOf(row, FAILING, { failOn: 'error' })).toEqual({
      kind: 'skip',
      reason:
        'It was never exercised: there are no certificates (1,940); no output (60; 14 images with something to judge were refused without need).',
    });
    expect(resultOf({ ...row, withheld: 0 }, FAILING, { failOn: 'error' }).kind).toBe('fail');
  });

  it('skips a rule of a milder level that was never exercised, with its reason', () => {
    const row = ruleRow({ level: 'warning', passed: 0, withoutOutput: 0 });
    expect(resultOf(row, FAILING, { failOn: 'warning' })).toEqual({
      kind: 'skip',
      reason: 'It was never exercised: no case reached it.',
    });
  });
});
