/** Known failures on the command line: a campaign that fails as it is known to passes, and the list has to be true. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BASELINE as SCHEMA,
  BROKEN,
  HELD,
  NEVER,
  REFUSALS,
  REFUSING,
  RUN,
  SOMETIMES,
  entry,
  judgedIn,
  refusingIn,
  written,
} from '../support/baselines.ts';
import { COPY } from '../support/stored-case.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

const judged = (...options: readonly string[]): Promise<Outcome> => judgedIn(temp('report'), options);

function refusing(command: readonly string[], ...options: readonly string[]): Promise<Outcome> {
  return refusingIn(temp('report'), command, options);
}

function baseline(...known: readonly unknown[]): string {
  const path = temp('known.json');
  writeFileSync(path, JSON.stringify({ schema: SCHEMA, known }));
  return path;
}

describe('--baseline', () => {
  it('lets what is known fail, and says so', async () => {
    const { code, out } = await judged('--baseline', baseline(entry(BROKEN, 'we know')));
    expect(code).toBe(0);
    expect(out).toMatch(/^NONCONFORMANT, as known {2}1 of 2 rules failed/m);
    expect(out).toContain('known    1 known failure: 1 fails as known, 0 out of date; 0 unexpected\n');
    expect(out).not.toContain('Compared with the baseline');
    expect(reportIn(temp('report')).baseline).toEqual({
      known: [
        {
          rule: BROKEN,
          defect: null,
          reason: 'we know',
          until: null,
          answers: ['rewritten'],
          state: 'fails',
          seen: ['rewritten'],
          otherRun: null,
        },
      ],
      unexpected: [],
    });
  });

  it('lets a known defect fail, with all rules that it breaks', async () => {
    await judged();
    const [defect] = reportIn(temp('report')).defects;
    const { code, out } = await judged('--baseline', baseline({ defect: defect?.id, reason: 'we know' }));
    expect(out).toMatch(/^NONCONFORMANT, as known {2}/m);
    expect(code).toBe(0);
  });

  it('fails the run for what is not known, and for what holds', async () => {
    const { code, out } = await judged('--baseline', baseline(entry(HELD, 'we knew')));
    expect(code).toBe(1);
    expect(out).toMatch(
      new RegExp(
        `Compared with the baseline\\n  ${BROKEN} fails and is not in the baseline: 4 with an output[^.]*\\.\\n` +
          `  ${HELD} holds now; remove it from the baseline\\. \\(we knew\\)\\n`,
      ),
    );
    expect(out).toMatch(/^NONCONFORMANT, not as known {2}/m);
  });

  it('fails the run for what should be mended by now', async () => {
    const { code, out } = await judged('--baseline', baseline(entry(BROKEN, 'till spring', '2025-03-20')), '--quiet');
    expect(code).toBe(1);
    expect(out).toContain(`Compared with the baseline\n  ${BROKEN} was accepted until 2025-03-20. (till spring)\n`);
    expect(out).toMatch(/^NONCONFORMANT, and the baseline is out of date {2}/m);
  });

  it('fails the run for crashes of what is known to refuse too much', async () => {
    const known = baseline({ rule: REFUSALS, answers: ['refused'], reason: 'refuses too much' });
    expect((await refusing(NEVER, '--baseline', known)).code).toBe(0);
    const { code, out } = await refusing(SOMETIMES, '--baseline', known);
    expect(out).toMatch(new RegExp(`  ${REFUSALS} fails in a way that is not in the baseline: \\d+ crashed`));
    expect(out).toMatch(/^NONCONFORMANT, not as known {2}/m);
    expect(code).toBe(1);
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['another document', '{"schema": "urn:other"}', `schema is not ${SCHEMA}`],
    ['no list', `{"schema": "${SCHEMA}", "known": {}}`, 'known is not a list'],
    [
      'a word of no baseline',
      `{"schema": "${SCHEMA}", "known": [], "unti": 1}`,
      'it has "unti", which no baseline has',
    ],
    ['no object', `{"schema": "${SCHEMA}", "known": [1]}`, 'known[0] is not an object'],
  ])('refuses %s before anything runs', async (_, text, said) => {
    writeFileSync(temp('known.json'), text);
    const { code, err } = await judged('--baseline', temp('known.json'));
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp('known.json')}: ${said}`);
    expect(err).toContain('; a baseline is {"schema": ');
    expect(existsSync(temp('report'))).toBe(false);
  });

  const RULE = { rule: 'ZB-001', answers: ['rewritten'], reason: 'x' };
  it.each<[string, readonly unknown[], string]>([
    ['neither a rule nor a defect', [{ reason: 'x' }], 'known[0] must have either a rule or a defect'],
    ['a rule and a defect', [{ ...RULE, defect: 'crashed' }], 'known[0] must have either a rule or a defect'],
    ['no rule', [{ ...RULE, rule: 7 }], 'known[0].rule is not a rule; a baseline is'],
    [
      'no rule of ours',
      [{ ...RULE, rule: '\u001b' }],
      'known[0].rule is "\\u001b", which no rule is called; a baseline is',
    ],
    [
      'a rule that none is called',
      [{ ...RULE, rule: 'PR-REF-01' }],
      'known[0].rule is "PR-REF-01", which no rule is called (Did you mean "PR-REF-001"?); a baseline is',
    ],
    [
      'a rule in small letters',
      [{ ...RULE, rule: 'pr-ref-001' }],
      'known[0].rule is "pr-ref-001", which no rule is called (Did you mean "PR-REF-001"?); a baseline is',
    ],
    [
      'a long rule',
      [{ ...RULE, rule: 'x'.repeat(99_999) }],
      `known[0].rule is "${'x'.repeat(60)}", which no rule is called; a baseline is`,
    ],
    ['no defect', [{ defect: 'a b', reason: 'x' }], 'known[0].defect is not the id of a defect'],
    [
      'a defect that none is called',
      [{ defect: 'payload-ofset', reason: 'x' }],
      'known[0].defect is "payload-ofset", which no defect is called (Did you mean "payload-offset"?)',
    ],
    [
      'a part of one that none is called',
      [{ defect: 'payload-offset+data-size', reason: 'x' }],
      'known[0].defect is "data-size", which no defect is called',
    ],
    ['no reason', [{ ...RULE, reason: ' ' }], 'known[0].reason must'],
    ['no answers', [{ ...RULE, answers: undefined }], 'known[0].answers must list the known answers'],
    ['an empty list of answers', [{ ...RULE, answers: [] }], 'known[0].answers must list'],
    ['an answer that is none', [{ ...RULE, answers: ['applauded'] }], 'known[0].answers must list'],
    ['no day', [{ ...RULE, until: 'soon' }], 'known[0].until must be a date'],
    ['a day that the calendar lacks', [{ ...RULE, until: '2020-02-31' }], 'known[0].until must be a date'],
    ['a word of no entry', [{ ...RULE, unti: '2020-02-20' }], 'known[0] has "unti", which no entry has'],
    ['a long word', [{ ...RULE, ['x'.repeat(99)]: 1 }], `known[0] has "${'x'.repeat(60)}", which no entry has`],
    ['a rule twice', [RULE, RULE], 'known[1] is ZB-001 (rewritten) a second time'],
    [
      'a defect twice',
      [
        { defect: 'crashed', reason: 'x' },
        { defect: 'crashed', reason: 'y' },
      ],
      'known[1] is crashed (crashed) a second time',
    ],
  ])('refuses an entry with %s', async (_, known, said) => {
    const { code, err } = await judged('--baseline', baseline(...known));
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp('known.json')}: ${said}`);
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
    expect(written(path)).toEqual({ schema: SCHEMA, run: RUN, known: [entry(BROKEN, 'not explained yet')] });
    expect((await judged('--baseline', path)).code).toBe(0);
  });

  it('keeps the reasons of what is still known, and drops what holds', async () => {
    const kept = entry(BROKEN, 'upstream 123', '2030-01-31');
    const path = baseline(kept, entry(HELD, 'mended'));
    await judged('--write-baseline', path);
    expect(written(path)).toEqual({ schema: SCHEMA, run: RUN, known: [kept] });
  });

  it('keeps what was not judged', async () => {
    const others = [entry('PR-ZB-001', 'elsewhere'), { defect: 'crashed', answers: ['crashed'], reason: 'rarely' }];
    const path = baseline(...others);
    await judged('--write-baseline', path);
    const kept = others.map((each) => ({ ...each, run: null }));
    expect(written(path)).toEqual({ schema: SCHEMA, run: RUN, known: [...kept, entry(BROKEN, 'not explained yet')] });
  });

  it('gives each new answer an entry of its own, and no old reason', async () => {
    const old = { rule: REFUSALS, answers: ['refused'], reason: 'refuses too much' };
    const path = baseline(old);
    await refusing(SOMETIMES, '--write-baseline', path);
    const added = { rule: REFUSALS, answers: ['crashed'], reason: 'not explained yet' };
    expect(written(path)).toEqual({ schema: SCHEMA, run: REFUSING, known: [old, added] });
    expect((await refusing(SOMETIMES, '--baseline', path)).code).toBe(0);
    await refusing(NEVER, '--write-baseline', path);
    expect(written(path)).toEqual({ schema: SCHEMA, run: REFUSING, known: [old] });
  });

  it('takes a last day out that is over, and says so in the reason and on standard error', async () => {
    const path = baseline(entry(BROKEN, 'till spring', '2025-03-20'));
    const { err } = await judged('--write-baseline', path);
    expect(written(path)).toEqual({
      schema: SCHEMA,
      run: RUN,
      known: [entry(BROKEN, 'overdue since 2025-03-20: till spring')],
    });
    expect(err).toContain('1 past the last day, which was removed: the reason begins with "overdue since".\n');
  });

  it.each([
    ['interrupted', {}, 'interrupt'],
    ['ended by --max-time', { tick: 50 }, 'let it run'],
  ] as const)('leaves the list as it was when the run is %s', async (_, surroundings, then) => {
    const path = baseline(entry(BROKEN, 'upstream 123'), entry(HELD, 'and that'));
    const before = readFileSync(path, 'utf8');
    const argv = ['verify', '--random-only', '--runs', '400', '--jobs', '1', '--out', temp('report')];
    const ends = ['--max-time', '1s', '--keep-going', '--write-baseline', path, '--', ...COPY];
    const { code, err } = await run([...argv, ...ends], {
      ...surroundings,
      onErr: (text, interrupt) => {
        if (then === 'interrupt' && text.startsWith('zbootkit ')) interrupt();
      },
    });
    expect(code).toBe(then === 'interrupt' ? 130 : 1);
    expect(err).toMatch(
      /known\.json was not written: only a complete run shows what fails, and this one covered \d+ of 400 cases\.\n/,
    );
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('replaces no file that is something else, and finds that out before anything runs', async () => {
    mkdirSync(temp('own'));
    writeFileSync(temp('own', 'Makefile'), 'all:');
    const { code } = await judged('--write-baseline', temp('own', 'Makefile'));
    expect(code).toBe(2);
    expect(readFileSync(temp('own', 'Makefile'), 'utf8')).toBe('all:');
    expect(existsSync(temp('report'))).toBe(false);
  });

  it.each([
    ['a folder that does not exist', ['missing', 'known.json'], 'its folder does not exist'],
    ['a file in place of a folder', ['file', 'known.json'], 'cannot be written'],
  ])('finds out before anything runs that it cannot write into %s', async (_, path, said) => {
    writeFileSync(temp('file'), '');
    chmodSync(temp('file'), 0o755);
    const { code, err } = await judged('--write-baseline', temp(...path));
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(existsSync(temp('report'))).toBe(false);
  });
});
