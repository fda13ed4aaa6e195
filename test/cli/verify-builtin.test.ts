import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXTREMES, GRID_SIZE, LISTED_HOSTILE } from '../../generators/index.ts';
import { grouped } from '../../src/page/index.ts';
import { casesOf, exerciseOf } from '../../src/results/index.ts';
import { byEffort } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { reportIn, schemaErrors } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const RANDOM_ONLY = ['--random-only'];
/** What a run of somebody who says nothing has beside its random cases. */
const FOREIGN = 300;
const BESIDE = GRID_SIZE + EXTREMES.length + FOREIGN;
const HOSTILE = LISTED_HOSTILE + 300;
/** As many random cases as exercise every rule, or the run of somebody who says nothing. */
const {
  runs: RUNS,
  grid: GRID,
  cases: CASES,
  hostile: HOSTILE_CASES,
  argv: ARGV,
} = byEffort({
  quick: { runs: 400, grid: 0, cases: '400', hostile: '', argv: [...RANDOM_ONLY, '--runs', '400'] },
  full: {
    runs: 3000,
    grid: GRID_SIZE,
    cases: grouped(BESIDE + 3000),
    hostile: grouped(HOSTILE),
    argv: [] as string[],
  },
});

describe('verify of the builtin rewriter', () => {
  it(`finds it conformant on the default seed and ${CASES} cases`, async () => {
    const { code, out, err } = await run(['verify', '--out', temp('report'), ...ARGV]);
    expect(code).toBe(0);
    const more = out.trimEnd().split('\n');
    const outcome = more.at(-1);
    const refused = more.find((line) => line.startsWith('refused '));
    const policies = more.filter(
      (line) => line.startsWith('policy   refuses all') && !line.includes('without a zboot header'),
    );
    const subject = more.find((line) => line.startsWith('builtin'));
    const all = HOSTILE_CASES === '' ? CASES : grouped(BESIDE + 3000 + HOSTILE);
    const share = HOSTILE_CASES === '' ? '' : `, ${HOSTILE_CASES} of them hostile`;
    expect(outcome).toMatch(new RegExp(`^CONFORMANT {2}none of \\d+ rules failed · ${all} of ${all} cases${share}$`));
    expect(refused).toMatch(
      new RegExp(`^refused {2}[\\d,]+ of ${CASES} cases: [\\d,]+ had to be, [\\d,]{2,5} by policy, 0 wrongly$`),
    );
    expect(policies[0]).toMatch(/^policy {3}refuses all signed images \((\d+) of \1\)$/);
    // Images whose first word is not MZ and two zeros are too few to be told where few cases are run.
    for (const policy of policies.slice(1)) {
      expect(policy).toMatch(/^policy {3}refuses all images that break ZB-001 \((\d+) of \1\)$/);
    }
    expect(subject).toMatch(/^builtin /);
    const [header, ...rest] = err.split('\n');
    expect(header).toMatch(
      new RegExp(
        `^zbootkit \\S+ · node 20\\.19\\.0 · seed 1 · runs ${RUNS}${GRID === 0 ? '' : ` after a grid of ${GRID}`} · ` +
          'profile zboot · subject builtin \\S+$',
      ),
    );
    expect(rest.join('\n')).toBe(`Report written to ${temp('report', 'report.json')}.\n`);
    expect(readdirSync(temp('report')).sort()).toEqual(['report.json', 'report.txt']);
    const text = readFileSync(temp('report', 'report.json'), 'utf8');
    expect(schemaErrors(text)).toEqual([]);
    const report = reportIn(temp('report'));
    expect(report.outcome).toBe('conformant');
    const refusals = report.answers.reduce((sum, { kind, count }) => (kind === 'refused' ? sum + count : sum), 0);
    // What is hostile is counted among the answers alone.
    const must = refusals - (report.refusals?.may ?? 0) - report.run.hostile.refused;
    expect(report.refusals).toMatchObject({ must, wrong: 0 });
    expect(report.run).toMatchObject({
      seed: 1,
      planned: RUNS,
      executed: RUNS,
      grid: { planned: GRID, executed: GRID },
      profile: 'zboot',
    });
    const idle = report.rules.filter((row) => row.level === 'error' && exerciseOf(row) !== 'exercised');
    // Whoever refuses signed images has no output in which certificates could be wrong.
    const onCertificates = ['010', '011', '012', '013', '014', '015', '016', '038', '039'].map((id) => `PE-DIR-${id}`);
    const missing = idle.filter(({ id }) => !onCertificates.includes(id)).map(({ id }) => id);
    expect({ missing, kinds: new Set(idle.map(exerciseOf)) }).toEqual({ missing: [], kinds: new Set(['withheld']) });
    for (const { passed, vacuous, skipped, failed, errored, withoutOutput } of report.rules) {
      expect(passed + vacuous + skipped + failed + errored + withoutOutput).toBe(casesOf(report).executed);
    }
  });

  it('judges it with what append may be told, which the report and the stored cases name', async () => {
    const argv = ['verify', '--any-pe', '--strip-signature', '--no-grid', '--no-extremes', '--runs', '100'];
    const { code, err } = await run([...argv, '--out', temp('report')]);
    expect([0, 4]).toContain(code);
    expect(err).toContain('subject builtin --any-pe --strip-signature ');
    const report = reportIn(temp('report'));
    expect(report.subject.id).toBe('builtin --any-pe --strip-signature');
    const codes = report.answers.map((answer) => answer.code);
    expect(codes).not.toContain('signed-image');
    const failed = report.rules.filter((row) => row.level === 'error' && row.failed > 0);
    expect(failed).toEqual([]);
  });

  it('refuses the options of append beside a command, which would not hear of them', async () => {
    for (const flag of ['--any-pe', '--strip-signature']) {
      const { code, err } = await run(['verify', flag, '--', 'mytool', '{in}', '{section}', '{out}']);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining(`${flag} is for the builtin rewriter; leave it out, or`) as string,
      });
    }
  });

  it('writes the same report twice but for the time', async () => {
    for (const [name, tick] of [
      ['first', 0],
      ['second', 7],
    ] as const) {
      const { code } = await run(['verify', ...RANDOM_ONLY, '--runs', '150', '--seed', '9', '--out', temp(name)], {
        tick,
      });
      expect([0, 4]).toContain(code);
    }
    const [first, second] = ['first', 'second'].map((name) => readFileSync(temp(name, 'report.json'), 'utf8'));
    expect(first).not.toBe(second);
    const withoutTime = (text = ''): string => text.replace(/"time": \{[^}]*\}/, '');
    expect(withoutTime(first)).toBe(withoutTime(second));
  });

  it('names the rules that too few cases left open', async () => {
    const { code, out } = await run(['verify', ...RANDOM_ONLY, '--runs', '5', '--out', temp('report')]);
    expect(code).toBe(4);
    expect(out).toMatch(/^INCONCLUSIVE /m);
    const unexercised = reportIn(temp('report')).rules.filter(
      (row) => row.level === 'error' && exerciseOf(row) === 'never',
    );
    expect(unexercised.length).toBeGreaterThan(0);
    const [, named = ''] = out.split(/^(?=(?:Not exercised|Vacuous.*): )/m);
    expect(named).toMatch(/of level error$/m);
    for (const { id, name } of unexercised) expect(out).toContain(`  ${id}  ${name} (error): `);
  });

  it('stops when the time is up and says how far it came', async () => {
    const argv = ['verify', ...RANDOM_ONLY, '--runs', '1000', '--max-time', '1s', '--out', temp('report')];
    const { code, out } = await run(argv, { tick: 50 });
    expect(code).toBe(4);
    const { executed } = reportIn(temp('report')).run;
    expect(executed).toBeGreaterThan(0);
    expect(executed).toBeLessThan(20);
    expect(out).toContain(`note  The run ended early: ${executed} of 1000 cases were examined.\n`);
  });

  it('ends with a report and status 130 when it is interrupted', async () => {
    let cases = '';
    const argv = ['verify', ...RANDOM_ONLY, '--runs', '50', '--out', temp('report')];
    const { code, out } = await run(argv, {
      errIsTerminal: true,
      tick: 60,
      onErr(text, interrupt) {
        if (cases !== '' || !text.includes('of 50 cases')) return;
        cases = text;
        interrupt();
      },
    });
    expect(code).toBe(130);
    expect(cases).not.toBe('');
    expect(out).toContain('note  The run ended early: ');
    expect(reportIn(temp('report')).run.executed).toBeLessThan(50);
  });
});
