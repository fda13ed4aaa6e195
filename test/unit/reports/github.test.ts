// What a run shows on GitHub: annotations and a summary within its limits, which no text of a subject or a file escapes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs, renderSummary } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import { bytesOf } from '../../../reports/github/summary.ts';
import { effort } from '../../support/effort.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { manyFindings, manyPlaces } from '../../support/many-findings.ts';
import { oddReport } from '../../support/odd-reports.ts';
import { ruleRow } from './rule-row.ts';
import { SOUND, UNSOUND } from './sample-check.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';

const MEBIBYTE = 1024 * 1024;
const COMMAND = /^::(error|warning|notice) title=([^:,\n]*)::([^\n]*)$/;

const campaign = (report: typeof FAILING): ReportDocument => ({ kind: 'campaign', report });

/** The commands of a document, as the runner reads them. */
function commandsIn(document: ReportDocument): readonly { kind: string; title: string; message: string }[] {
  const lines = renderAs(document, 'annotations').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const [, kind = '', title = '', message = ''] = COMMAND.exec(line) ?? [];
    return { kind, title: unescaped(title), message: unescaped(message) };
  });
}

function unescaped(text: string): string {
  return text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

const ENTRY = {
  ...{ rule: 'PE-HDR-001', defect: null, reason: 'a known fault', until: null },
  ...{ answers: ['rewritten'], state: 'fails', seen: ['rewritten'], otherRun: null },
} satisfies NonNullable<typeof FAILING.baseline>['known'][number];

function countOf(commands: readonly { kind: string }[], kind: string): number {
  return commands.filter((each) => each.kind === kind).length;
}

describe('annotations', () => {
  it('say the verdict, then each mistake once', () => {
    const commands = commandsIn(campaign(FAILING));
    expect(commands.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'error NONCONFORMANT, not as known: objcopy 2.40',
      'error PR-ZB-003 payload-moves-with-section',
      'error PR-KEEP-002 section-bytes-kept',
      'error the baseline is out of date: defect crashed',
      'warning note',
      'warning 1 rule of level error vacuous',
    ]);
    expect(commands[1]?.message).toBe(
      `${FAILING.defects[0]?.sentence ?? ''} zbootHeader.payloadOffset: expected 0x400 (1,024), found 0x1000 (4,096). ` +
        'kexec-tools 2.0.29 finds no kernel there. It breaks 1 other rule too. Stored as cases/1-37-PR-ZB-003.',
    );
  });

  it('have the first defect first, whatever the order of the rules', () => {
    const commands = commandsIn(campaign({ ...FAILING, defects: FAILING.defects.toReversed() }));
    expect(commands[1]?.title).toBe('PR-KEEP-002 section-bytes-kept');
  });

  it('have new failures before entries that are out of date, of which two are shown and the rest counted', () => {
    const ids = Array.from({ length: 6 }, (_, index) => `PR-NEW-00${index + 1}`);
    const known = Array.from({ length: 12 }, (_, index) => {
      return { ...ENTRY, rule: `PR-OLD-${index + 1}`, state: 'holds', seen: [] } as const;
    });
    const answers = [{ answer: 'rewritten', count: 1 }] as const;
    const report = {
      ...FAILING,
      defects: [],
      baseline: { known, unexpected: ids.map((rule) => ({ rule, defect: null, answers })) },
      rules: ids.map((id) => ruleRow({ id, failed: 1 })),
    };
    const errors = commandsIn(campaign(report)).filter(({ kind }) => kind === 'error');
    expect(errors.map(({ title }) => title.replace(/ pe-signature$/, ''))).toEqual([
      'NONCONFORMANT, not as known: objcopy 2.40',
      ...ids,
      'the baseline is out of date: PR-OLD-1',
      'the baseline is out of date: PR-OLD-2',
      'the baseline is out of date: 10 more entries',
    ]);
    expect(errors.at(-1)?.message).toBe(
      `Also out of date: ${known
        .slice(2)
        .map(({ rule }) => rule)
        .join(', ')}.`,
    );
  });

  it('have what is not known before what was accepted until a day that is past', () => {
    const rules = [ruleRow({ id: 'PR-OLD-1', failed: 9 }), ruleRow({ id: 'PR-NEW-1', failed: 1 })];
    const known = [{ ...ENTRY, rule: 'PR-OLD-1', state: 'expired' }] as const;
    const unexpected = [{ rule: 'PR-NEW-1', defect: null, answers: [{ answer: 'rewritten', count: 1 }] }] as const;
    const commands = commandsIn(campaign({ ...FAILING, defects: [], rules, baseline: { known, unexpected } }));
    expect(commands.slice(1, 4).map(({ title }) => title.split(' ')[0])).toEqual(['PR-NEW-1', 'PR-OLD-1', 'the']);
  });

  it.each([
    ['notice', CONFORMANT],
    ['warning', { ...CONFORMANT, run: { ...CONFORMANT.run, executed: CONFORMANT.run.planned - 1 } }],
    ['error', INCONCLUSIVE],
    ['error', UNJUDGED],
  ] as const)('begin with a %s, an error wherever the step fails', (kind, report) => {
    const [verdict] = commandsIn(campaign(report));
    expect(verdict?.title.startsWith(report.outcome.toUpperCase())).toBe(true);
    expect(verdict?.kind).toBe(kind);
  });

  it.each([
    ['notice', { tool: FAILING.tool, rows: [SOUND], unjudged: [] }, '0 with errors, 1 without'],
    ['error', { tool: FAILING.tool, rows: [UNSOUND], unjudged: [] }, '1 with errors, 0 without'],
    [
      'error',
      { tool: FAILING.tool, rows: [SOUND], unjudged: [{ path: 'x', reason: 'gone.' }] },
      '0 with errors, 1 without, and 1 file that could not be judged',
    ],
    ['error', { tool: FAILING.tool, rows: [], unjudged: [] }, 'no image was judged'],
  ] as const)('begin with a %s for a check that came to: $2', (kind, findings, said) => {
    const [verdict] = commandsIn({ kind: 'check', findings });
    expect({ kind: verdict?.kind, message: verdict?.message }).toEqual({ kind, message: said });
  });

  it('are notices for known failures', () => {
    const report = {
      ...FAILING,
      defects: [],
      baseline: { known: [ENTRY], unexpected: [] },
      rules: [ruleRow({ failed: 1 })],
    };
    const commands = commandsIn(campaign({ ...report, notes: [] }));
    expect(commands.map(({ kind, message }) => [kind, message.slice(0, 14)])).toContainEqual([
      'notice',
      'known failure:',
    ]);
    expect(countOf(commands, 'error')).toBe(0);
  });

  it('name a failure that is not known where the mistake behind it is', () => {
    const [defect] = FAILING.defects;
    if (defect === undefined) throw new Error('the sample has no defect');
    const rules = FAILING.rules.filter(({ id }) => [defect.rule, ...defect.followers].includes(id));
    const failing = rules.map(
      (row) => ({ ...row, level: 'error', failedWith: [{ answer: 'rewritten', count: 2 }] }) as const,
    );
    const [follower = ''] = defect.followers;
    const report = {
      ...FAILING,
      defects: [defect],
      rules: failing,
      baseline: {
        known: [{ ...ENTRY, rule: defect.rule }],
        unexpected: [{ rule: follower, defect: defect.id, answers: [{ answer: 'rewritten', count: 2 }] }],
      },
    } as const;
    const told = commandsIn(campaign(report)).map(({ kind, title }) => `${kind} ${title.split(' ')[0] ?? ''}`);
    expect(told).toContain(`error ${follower}`);
    expect(told).toContain(`notice ${defect.rule}`);
  });

  it('say nothing of what would happen where nobody knows whether it does', () => {
    const results = UNSOUND.results.map((rule) => ({ ...rule, verdict: { kind: 'error', message: 'boom' } as const }));
    const findings = { tool: FAILING.tool, rows: [{ ...UNSOUND, results }], unjudged: [] };
    const [verdict, ...broken] = commandsIn({ kind: 'check', findings });
    expect(verdict?.kind).toBe('error');
    expect(new Set(broken.map(({ message }) => message))).toEqual(new Set(['checker broken: boom.']));
  });

  it('tell a rule once that several profiles break', () => {
    const rows = [UNSOUND, { ...UNSOUND, profile: 'shim' }];
    const titles = commandsIn({ kind: 'check', findings: { tool: FAILING.tool, rows, unjudged: [] } }).map(
      ({ title }) => title,
    );
    expect(titles).toEqual([...new Set(titles)]);
  });

  it('are of images what failed, what broke and what could not be judged', () => {
    const commands = commandsIn(CHECKED);
    expect(commands[1]).toEqual({ kind: 'error', title: 'absent.efi: not judged', message: 'there is no such file.' });
    expect(commands.filter(({ kind }) => kind === 'warning').map(({ title }) => title)).toContain(
      'broken.efi: PE-SEC-031 raw-data-in-order',
    );
  });

  it('have a cause once for all that follows from it', () => {
    const cause = { sentence: 'The file is cut short.', follows: ['PE-SEC-014', 'PE-SEC-031'] };
    const findings = { tool: FAILING.tool, rows: [{ ...UNSOUND, cause }], unjudged: [] };
    const titles = commandsIn({ kind: 'check', findings }).map(({ title }) => title);
    expect(titles).toEqual(['check: 1 image', 'broken.efi', 'broken.efi: ZB-011 gzip-header-form']);
  });

  it('are at most ten of a kind with 30,000 findings, and the last says how many more there are', () => {
    const commands = commandsIn(manyFindings(3000, 10));
    expect([countOf(commands, 'error'), countOf(commands, 'warning'), countOf(commands, 'notice')]).toEqual([
      10, 10, 0,
    ]);
    expect(commands.filter(({ title }) => title.startsWith('and ')).map(({ title }) => title)).toEqual([
      'and 17,992 more',
      'and 11,991 more',
    ]);
  });

  it('are commands of their own whatever the texts of a document say', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        const text = renderAs(document, 'annotations');
        expect(text).toBe(renderAs(document, 'annotations'));
        const lines = text.split('\n').slice(0, -1);
        expect(lines.filter((line) => !COMMAND.test(line))).toEqual([]);
        expect(lines.filter((line) => line.length > 20_000)).toEqual([]);

        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/u.test(text)).toBe(false);
      }),
      { numRuns: effort(480) },
    );
  });

  it('write what means something to the runner as it wants it', () => {
    const subject = { ...FAILING.subject, id: 'a:b,c%0A\n::error::x', command: null };
    const [line = ''] = renderAs(campaign({ ...FAILING, subject }), 'annotations').split('\n');
    expect(line).toContain('title=NONCONFORMANT%2C not as known%3A a%3Ab%2Cc%250A %3A%3Aerror%3A%3Ax 2.40::');
  });
});

describe('the summary of a step', () => {
  it('is the page of the Markdown form where there is room', () => {
    for (const document of FILLED) expect(renderAs(document, 'github')).toBe(renderAs(document, 'markdown'));
  });

  it('has at most 1 MiB with 30,000 findings, and says what was cut and where the whole is', () => {
    const document = manyFindings(3000, 10);
    const summary = renderAs(document, 'github');
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(MEBIBYTE);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(0.9 * MEBIBYTE);
    expect(summary).toMatch(
      /\*\*Cut here.* Left out: [\d,]+ of 3,001 images\. The form `markdown` of the report has all of it\.\n$/,
    );
    expect(renderSummary(document, { whole: 'out/report.txt' })).toMatch(/All of it is in `out\/report\.txt`\.\n$/);
    expect(Buffer.byteLength(renderAs(manyPlaces(30_000), 'github'))).toBeLessThan(MEBIBYTE);
  });

  it('fits into whatever room there is, and is empty where there is none for the verdict', () => {
    const whole = 'report.txt';
    for (const document of FILLED) {
      for (let bytesMax = 0; bytesMax < 9000; bytesMax += 97) {
        const summary = renderSummary(document, { bytesMax, whole });
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(bytesMax);
        expect(summary === '' || summary.startsWith('# ')).toBe(true);
        if (summary !== '' && bytesMax < 1000) expect(summary).toContain('Cut here');
        expect((summary.match(/<details>/g) ?? []).length).toBe((summary.match(/<\/details>/g) ?? []).length);
      }
    }
    expect(renderSummary(campaign(FAILING), { bytesMax: 50 })).toBe('');
  });

  it('counts bytes as UTF-8 has them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(bytesOf(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
