/** Known failures on the command line: a campaign that fails as it is known to passes, and the list has to be true. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COPY } from '../support/stored-case.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const SCHEMA = 'urn:zbootkit:baseline:v1';
/** A command that gives the image back fails this rule, and holds the other. */
const [BROKEN, HELD] = ['PR-COF-001', 'PR-COF-002'];

/** Judges a command that gives the image back, by two rules. */
function judged(...options: readonly string[]): Promise<Outcome> {
  const rules = [BROKEN, HELD].flatMap((rule) => ['--rule', rule]);
  return run(['verify', '--random-only', '--runs', '4', ...rules, '--out', temp('report'), ...options, '--', ...COPY]);
}

function baseline(...known: readonly unknown[]): string {
  const path = temp('known.json');
  writeFileSync(path, JSON.stringify({ schema: SCHEMA, known }));
  return path;
}

describe('--baseline', () => {
  it('lets what is known fail, and says so', async () => {
    const { code, out } = await judged('--baseline', baseline({ rule: BROKEN, reason: 'we know' }));
    expect(code).toBe(0);
    expect(out).toMatch(/^NONCONFORMANT {2}1 of 2 rules failed/m);
    expect(out).toContain('known    1 of 1 known failure seen, 0 unexpected, 0 out of date\n');
    expect(out).not.toContain('Against the baseline');
    expect(reportIn(temp('report')).baseline).toEqual({
      known: [{ rule: BROKEN, reason: 'we know', until: null, state: 'fails' }],
      unexpected: [],
    });
  });

  it('fails the run for what is not known, and for what holds', async () => {
    const { code, out } = await judged('--baseline', baseline({ rule: HELD, reason: 'we knew' }));
    expect(code).toBe(1);
    expect(out).toContain(
      `Against the baseline\n  ${BROKEN} fails, and is not in the baseline.\n` +
        `  ${HELD} holds now; take it out of the baseline. (we knew)\n`,
    );
  });

  it('fails the run for what should be mended by now', async () => {
    const known = { rule: BROKEN, reason: 'till spring', until: '2025-03-20' };
    const { code, out } = await judged('--baseline', baseline(known), '--quiet');
    expect(code).toBe(1);
    expect(out).toContain(`Against the baseline\n  ${BROKEN} was put up with until 2025-03-20. (till spring)\n`);
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['another document', '{"schema": "urn:other"}', `schema is not ${SCHEMA}`],
    ['no list', `{"schema": "${SCHEMA}", "known": {}}`, 'known is not a list'],
    ['no object', `{"schema": "${SCHEMA}", "known": [1]}`, 'known[0] is not an object'],
    ['no rule', `{"schema": "${SCHEMA}", "known": [{"rule": "PR-XX-999"}]}`, 'known[0].rule is not a rule'],
    ['no reason', `{"schema": "${SCHEMA}", "known": [{"rule": "ZB-001", "reason": " "}]}`, 'known[0].reason is not'],
    [
      'no day',
      `{"schema": "${SCHEMA}", "known": [{"rule": "ZB-001", "reason": "x", "until": "soon"}]}`,
      'known[0].until is not a day',
    ],
    [
      'a rule twice',
      `{"schema": "${SCHEMA}", "known": [{"rule": "ZB-001", "reason": "x"}, {"rule": "ZB-001", "reason": "y"}]}`,
      'known[1].rule is ZB-001 for a second time',
    ],
  ])('refuses %s before anything runs', async (_, text, said) => {
    writeFileSync(temp('known.json'), text);
    const { code, err } = await judged('--baseline', temp('known.json'));
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp('known.json')}: ${said}`);
    expect(err).toContain('; a baseline is {"schema": ');
    expect(existsSync(temp('report'))).toBe(false);
  });

  it('refuses a file that is not there', async () => {
    const { code, err } = await judged('--baseline', temp('missing.json'));
    expect(code).toBe(2);
    expect(err).toContain('missing.json');
  });
});

describe('--write-baseline', () => {
  it('writes what fails, with which the same run passes', async () => {
    const path = temp('new.json');
    const { code, err } = await judged('--write-baseline', path);
    expect(code).toBe(1);
    expect(err).toContain(`1 known failure written to ${path}; say in each "reason" why.\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      schema: SCHEMA,
      known: [{ rule: BROKEN, reason: 'not explained yet' }],
    });
    expect((await judged('--baseline', path)).code).toBe(0);
  });

  it('keeps the reasons of what is still known, and drops what holds', async () => {
    const path = baseline(
      { rule: BROKEN, reason: 'upstream 123', until: '2030-01-31' },
      { rule: HELD, reason: 'mended' },
    );
    await judged('--write-baseline', path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      schema: SCHEMA,
      known: [{ rule: BROKEN, reason: 'upstream 123', until: '2030-01-31' }],
    });
  });

  it('replaces no file that is something else, and finds that out before anything runs', async () => {
    mkdirSync(temp('own'));
    writeFileSync(temp('own', 'Makefile'), 'all:');
    const { code } = await judged('--write-baseline', temp('own', 'Makefile'));
    expect(code).toBe(2);
    expect(readFileSync(temp('own', 'Makefile'), 'utf8')).toBe('all:');
    expect(existsSync(temp('report'))).toBe(false);
  });
});
