import { describe, expect, it } from 'vitest';
import { renderText } from '../../../reports/index.ts';
import type { TextOptions } from '../../../reports/index.ts';
import type { Report, RuleRow } from '../../../src/results/index.ts';
import { ruleRow } from './rule-row.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, SAMPLES, UNJUDGED } from './sample-report.ts';

const PLAIN: TextOptions = { width: 80, colour: 'none', verbosity: 'normal', verdict: 'wrapped' };

const text = (report: Report, options: Partial<TextOptions> = {}): string =>
  renderText(report, { ...PLAIN, ...options });

const ESCAPES = /\u001b\[[0-9;]*m/g;

describe('text report', () => {
  it.each([
    ['report-failing-80.txt', FAILING, 80],
    ['report-failing-40.txt', FAILING, 40],
    ['report-conformant-80.txt', CONFORMANT, 80],
    ['report-unjudged-80.txt', UNJUDGED, 80],
    ['report-inconclusive-80.txt', INCONCLUSIVE, 80],
  ] as const)('equals the golden file %s', async (name, report, width) => {
    await expect(text(report, { width })).toMatchFileSnapshot(`../../golden/${name}`);
  });

  it('shows every failed rule by itself where all is wanted', async () => {
    await expect(text(FAILING, { verbosity: 'verbose' })).toMatchFileSnapshot(
      '../../golden/report-failing-full-80.txt',
    );
  });

  it('shows the bytes of one rule for each defect, and of those that are in none', () => {
    const blocks = (report: Report): readonly unknown[] =>
      Array.from(text(report).matchAll(/^(?:FAIL|WARN) {2}(\S+)/gm), ([, id]) => id);
    expect(blocks(FAILING)).toEqual(['PR-ZB-003', 'PR-KEEP-002']);
    expect(blocks({ ...FAILING, defects: [] })).toEqual(['PR-ZB-003', 'PR-KEEP-002', 'PR-KEEP-007']);
    expect(text({ ...FAILING, defects: [] })).not.toContain('Defects');
  });

  it('names a few of the rules that a defect breaks, and all of them where all is wanted', () => {
    const followers = ['PR-1', 'PR-2', 'PR-3', 'PR-4', 'PR-5', 'PR-6'];
    const report = { ...FAILING, defects: FAILING.defects.map((defect) => ({ ...defect, followers })) };
    expect(text(report)).toContain('    breaks  PR-1, PR-2, PR-3, PR-4 and 2 more rules\n');
    expect(text(report, { verbosity: 'verbose' })).toContain('    breaks  PR-1, PR-2, PR-3, PR-4, PR-5, PR-6\n');
  });

  it('keeps every line but commands within the width', () => {
    for (const width of [40, 57, 80, 132]) {
      const long = text(FAILING, { width })
        .split('\n')
        .filter((line) => line.length > width);
      expect(long.filter((line) => !/^ {2}(?: {2})?replay {2}/.test(line))).toEqual([]);
    }
  });

  it('never breaks a command', () => {
    for (const { replay } of FAILING.cases) expect(text(FAILING, { width: 40 })).toContain(`  replay  ${replay}\n`);
  });

  it('takes a width below 40 as 40', () => {
    expect(text(FAILING, { width: 1 })).toBe(text(FAILING, { width: 40 }));
  });

  it('does not wrap on an endless page', () => {
    expect(text(FAILING, { width: Infinity })).toContain('of the input, found other bytes from [0x410, 0x414) on.\n');
  });

  it('puts the verdict and the counts on the last line', () => {
    const heads = SAMPLES.map((report) => text(report, { width: 120 }).trimEnd().split('\n').at(-1));
    expect(heads).toEqual([
      'NONCONFORMANT, not as known  3 of 8 rules failed (2 as error) · 3 rules left out · 3,152 of 3,152 cases',
      'CONFORMANT  none of 2 rules failed · 3,152 of 3,152 cases',
      'UNJUDGED  none of 3 rules failed · 1 broken · 3,152 of 3,152 cases',
      'INCONCLUSIVE  none of 5 rules failed · 1 rule of level error vacuous · 3,152 of 3,152 cases',
    ]);
  });

  it('says when all failures are warnings', () => {
    const rules = [ruleRow({}), ruleRow({ level: 'warning', failed: 1 })];
    expect(text({ ...CONFORMANT, rules })).toContain('1 of 2 rules failed (1 warning)');
  });

  it('counts rules that were not exercised for one reason when they are many', () => {
    const untouched = (ids: readonly string[], reason: string): readonly RuleRow[] =>
      ids.map((id) =>
        ruleRow({ id, name: 'some-name', passed: 0, withoutOutput: 0, skipReasons: [{ reason, count: 9 }] }),
      );
    const many = untouched(['PE-1', 'PE-2', 'PE-3', 'PE-4', 'PE-5'], 'refused');
    const few = untouched(['PR-1'], 'no gap');
    expect(text({ ...CONFORMANT, outcome: 'inconclusive', rules: [...many, ...few] })).toContain(
      [
        'Not exercised: 6 rules, 6 of level error',
        '  5 rules (error), PE-1, PE-2, PE-3, PE-4 and others: refused (9)',
        '  PR-1  some-name (error): no gap (9)\n',
      ].join('\n'),
    );
  });

  it('lists nothing as not exercised of a subject that could not be judged', () => {
    const rules = [ruleRow({ passed: 0, skipReasons: [{ reason: 'refused', count: 9 }] })];
    expect(text({ ...CONFORMANT, outcome: 'unjudged', rules })).not.toContain('Not exercised');
  });

  it('lists errors before warnings', () => {
    const order = Array.from(
      text(FAILING, { verbosity: 'verbose' }).matchAll(/^(?:FAIL|WARN) {2}(\S+)/gm),
      ([, id]) => id,
    );
    expect(order).toEqual(['PR-ZB-003', 'PR-KEEP-002', 'PR-KEEP-007']);
  });

  it('shows at most three findings and two dumps of one rule', () => {
    const block = text(FAILING).split('\n\n')[5] ?? '';
    expect(block.match(/: expected /g)).toHaveLength(3);
    expect(block).toContain('and 1 further finding\n');
    expect(block.match(/^ {2}00000400:/gm)).toHaveLength(2);
  });

  it('says where the bytes of a finding lie when no dump shows them', () => {
    expect(text(FAILING)).toContain('coff.numberOfSections: expected 0x3, found 0x2. At [0x46, 0x48) of out.efi.\n');
  });

  it('names a case that the report does not describe by its folder', () => {
    const block = text({ ...FAILING, cases: [] });
    expect(block).toContain('  case    cases/1-37-PR-ZB-003\n');
    expect(block).not.toContain('replay  ');
  });

  it('lists a failed rule that has no stored failure', () => {
    const rules = [ruleRow({ failed: 3, name: 'lonely' })];
    expect(text({ ...FAILING, rules })).toMatch(/FAIL {2}PE-HDR-001 {2}lonely/);
  });

  it('says how many cases were refused for each reason', () => {
    const refused = (code: string, count: number, example: string) => ({ kind: 'refused', code, count, example });
    const answers = [
      refused('name-taken', 1180, 'The image already has it.'),
      refused('no-header-room', 132, 'There is no room.'),
      { kind: 'rewritten', code: '', count: 1840, example: '' },
    ];
    expect(text({ ...CONFORMANT, answers })).toContain(
      [
        'Answers',
        '  refused (name-taken)      1,180  The image already has it.',
        '  refused (no-header-room)    132  There is no room.',
        '  rewritten                 1,840\n',
      ].join('\n'),
    );
  });

  it('does not speak of answers when every image was rewritten', () => {
    expect(text(CONFORMANT)).not.toContain('Answers');
  });

  it('names the rules that nothing could have broken and why', () => {
    expect(text(INCONCLUSIVE)).toContain(
      'PE-SIG-004  certificate-table-aligned (error): the table has no certificate\n',
    );
    const rules = [ruleRow({ passed: 0, withoutOutput: 0 })];
    expect(text({ ...INCONCLUSIVE, rules })).toContain('pe-signature (error): no case reached it');
  });

  it('lists apart what held with nothing at stake, and says how much of that was refused', () => {
    expect(text(CONFORMANT)).not.toContain('Vacuous');
    const rules = INCONCLUSIVE.rules.filter(({ id }) => id !== 'PE-SIG-004');
    const out = text({ ...CONFORMANT, rules });
    expect(out).not.toContain('Not exercised');
    expect(out).toContain(
      [
        'Vacuous, with nothing at stake: 1 rule',
        '  PE-RES-001  resource-tree-depth (warning): the tree has one level (940); there',
        '    are no resources (1,000); no output (60)',
        '',
        'Withheld by refusals: 1 rule, 1 of level error',
        '  PE-SIG-005  certificates-whole (error): there are no certificates (1,940); no',
        '    output (60; 14 images with something to judge were refused without need)\n',
      ].join('\n'),
    );
    expect(out).toMatch(/1 rule held · 0 not exercised · 1 vacuous · 1 withheld by refusals/);
  });

  it('counts vacuous verdicts apart, and cases without an output once and not for each rule', () => {
    expect(text(INCONCLUSIVE)).toMatch(/1,940 passed · 2,883 vacuous · 0 failed · 2,937 skipped/);
    expect(text(INCONCLUSIVE)).toMatch(/; and 60\s+cases without an output to judge\n/);
  });

  it('counts infos and does not list them', () => {
    expect(text(FAILING)).not.toContain('PE-OPT-020');
    expect(text(FAILING)).toMatch(/1 rule with\s+remarks \(info\)/);
  });

  it('takes one line for a conformant report when it is quiet', () => {
    expect(text(CONFORMANT, { verbosity: 'quiet' })).toBe(
      'CONFORMANT  none of 2 rules failed · 3,152 of 3,152 cases\n',
    );
  });

  it('keeps the headings of failed rules when it is quiet', () => {
    const quiet = text(FAILING, { verbosity: 'quiet' });
    expect(quiet.match(/^(?:FAIL|WARN)/gm)).toHaveLength(3);
    expect(quiet).not.toContain(': expected');
  });

  it('has no escape byte without colour, whatever the subject said', () => {
    const evil = '\u001b]0;title\u0007\u009b31m';
    const report: Report = {
      ...FAILING,
      subject: { id: 'command', version: evil, command: ['a', evil], files: [] },
      notes: [evil],
      answers: [{ kind: 'crashed', code: evil, count: 1, example: evil }],
      rules: FAILING.rules.map((rule) => ({ ...rule, title: evil, name: evil, errorMessage: evil, errored: 1 })),
      cases: FAILING.cases.map((row) => ({ ...row, replay: evil })),
    };
    expect(text(report)).not.toMatch(/[^\n -~·…]/);
  });

  it.each([40, 80])('says the same in colour as without at width %i', (width) => {
    for (const report of SAMPLES) {
      const coloured = text(report, { width, colour: 'ansi' });
      expect(coloured).not.toBe(text(report, { width }));
      expect(coloured.replace(ESCAPES, '')).toBe(text(report, { width }));
    }
  });

  it('ends with one line feed and has no space at the end of a line', () => {
    for (const report of SAMPLES) {
      expect(text(report)).toMatch(/[^\n]\n$/);
      expect(text(report)).not.toMatch(/ $/m);
    }
  });
});
