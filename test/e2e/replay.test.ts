import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { byEffort } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { built } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { COPY, storedCase } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('a case folder', () => {
  it('holds the input, the content, the output and what is known of them', async () => {
    await run([
      'verify',
      '--random-only',
      '--runs',
      '1',
      '--rule',
      'PR-COF-001',
      '--out',
      temp('report'),
      '--',
      ...COPY,
    ]);
    const folder = temp('report', 'cases', '1-0-PR-COF-001');
    expect(readdirSync(folder).sort()).toEqual(['case.json', 'in.efi', 'out.efi', 'section.bin']);
    const { plan, ...document } = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')) as { plan: string };
    expect(document).toMatchObject({
      schema: 'urn:zbootkit:case:v1',
      seed: 1,
      index: 0,
      sections: 1,
      rules: ['PR-COF-001'],
      profile: 'zboot',
      request: { name: '.bpf', characteristics: 0x40000040 },
      subject: { id: 'command', command: COPY },
      answer: { kind: 'rewritten' },
      replay: `npx zbootkit replay ${folder} -- sh -c 'cp "$1" "$2"' rewriter {in} {out} {section}`,
    });
    const { image, request } = caseFromPlan(parsePlan(plan));
    expect(readFileSync(`${folder}/in.efi`).equals(image)).toBe(true);
    expect(readFileSync(`${folder}/out.efi`).equals(image)).toBe(true);
    expect(readFileSync(`${folder}/section.bin`).equals(request.content)).toBe(true);
  });

  it('holds no output when there was none', async () => {
    const argv = ['verify', '--keep-going', '--random-only', '--runs', '5', '--out', temp('report')];
    await run([...argv, '--', ...shellCommand('exit 1')]);
    const [name = 'none'] = readdirSync(temp('report', 'cases'));
    expect(readdirSync(temp('report', 'cases', name)).sort()).toEqual(['case.json', 'in.efi', 'section.bin']);
  });
});

it('a limit of memory is refused where nothing would keep it', async () => {
  const folder = await storedCase(temp());
  for (const words of [['--', ...COPY], ['--stored-command']]) {
    const { code, out, err } = await run(['replay', folder, '--memory-limit', '1', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--memory-limit is only for --harness');
  }
});

/** Runs of a command of which each rule that it breaks leaves a case. */
const CASES = byEffort({ quick: 10, full: 40 });

describe('replay of the case of the builtin rewriter', () => {
  it('lets it do what it was judged with', async () => {
    const folder = await storedCase(temp());
    const file = `${folder}/case.json`;
    const document = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(`${folder}/in.efi`, caseFromPlan(parsePlan('certificates=1')).image);
    for (const [id, said] of [
      ['builtin', 'refused: The image is signed'],
      ['builtin --strip-signature', 'FIXED'],
    ] as const) {
      writeFileSync(file, JSON.stringify({ ...document, subject: { id, command: null } }));
      const { out } = await run(['replay', folder]);
      expect(out).toContain(` · ${id} `);
      expect(out).toContain(`  ${said}`);
    }
  });
});

describe('replay of the case of a function', () => {
  it('asks for a command, and judges no other rewriter in its place', async () => {
    const folder = await storedCase(temp());
    const file = `${folder}/case.json`;
    const document = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...document, subject: { id: 'my rewriter', command: null } }));
    const { code, out, err } = await run(['replay', folder]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `zbootkit: ${file}: the case is one of my rewriter, which is not a command; pass the one to judge after --.\n`,
    );
    expect((await run(['replay', folder, '--', ...COPY])).code).toBe(1);
  });
});

describe('replay of a case', () => {
  it('works when the line of the report is pasted into a shell', async () => {
    const folder = temp("it's a $report");
    await run(['verify', '--random-only', '--runs', '1', '--rule', 'PR-COF-001', '--out', folder, '--', ...COPY]);
    // The package is not installed here, so a stand-in for npx runs the program that was built.
    mkdirSync(temp('bin'));
    const standIn = `#!/bin/sh\n[ "$1" = zbootkit ] || exit 99\nshift\nexec "${process.execPath}" "${built('src', 'cli', 'bin.js')}" "$@"\n`;
    writeFileSync(temp('bin', 'npx'), standIn, { mode: 0o755 });
    const line = readFileSync(`${folder}/report.txt`, 'utf8')
      .split('\n')
      .find((each) => each.startsWith('  replay  '));
    const env = { ...process.env, PATH: `${temp('bin')}${delimiter}${process.env['PATH'] ?? ''}` };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line?.slice('  replay  '.length) ?? 'exit 98'], {
      cwd: temp(),
      env,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(
      /^1-0-PR-COF-001 · profile zboot · sh -c .*\n {2}FAILED {3}PR-COF-001 {2}\S.*expected 0x2, found 0x1\.\n/,
    );
  });

  it('says that it is fixed when the command no longer fails', async () => {
    const folder = await storedCase(temp('report'));
    const fixed = rewriterCommand(temp('fixed.mjs'));
    const { code, out, err } = await run(['replay', folder, '--', ...fixed]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/\n {2}FIXED {4}PR-COF-001\n$/);
  });

  it.each([
    [
      { dependsOnState: 'a fresh process answered "crashed", and this one "refused"' },
      'a fresh process does not show it',
      'depends on what the process was asked before',
    ],
    [{ seenOnce: true }, 'it failed once, and not when it was run again', 'was seen once'],
  ])('says that it proves little where an unchanged command may pass: %j', async (known, told, row) => {
    const folder = await storedCase(temp('report'));
    const document = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')) as object;
    writeFileSync(`${folder}/case.json`, JSON.stringify({ ...document, ...known }));
    const { code, out, err } = await run(['replay', folder, '--', ...rewriterCommand(temp('fixed.mjs'))]);
    expect(code).toBe(0);
    expect(err).toMatch(/^zbootkit: 1-0-PR-COF-001 proves no fix: .*\n$/);
    expect(err).toContain(told);
    expect(out).toMatch(/\n {2}FIXED {4}PR-COF-001 {2}says little: /);
    expect(out).toContain(row);
    expect((await run(['replay', folder, '--', ...COPY])).err).toBe('');
  });

  it('does not call a rule fixed that had nothing to judge', async () => {
    const folder = await storedCase(temp('report'));
    const refusing = shellCommand('printf "no\\033[31m room" >&2; exit 1');
    const { code, out } = await run(['replay', folder, '--', ...refusing]);
    expect(code).toBe(1);
    expect(out).toContain('  refused: exit status 1: no\\x1b[31m room\n');
    expect(out).toContain('  SKIPPED  PR-COF-001  the answer is not a rewritten image: refused\n');
    expect(out).toContain('  FAILED   PR-REF-001  ');
    expect(out).not.toContain('FIXED');
  });

  it('does not call a rule fixed where the call did not end', async () => {
    const folder = await storedCase(temp('report'));
    const document = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')) as object;
    // The rule holds of who leaves no file, and nobody knows what this one would have left.
    writeFileSync(`${folder}/case.json`, JSON.stringify({ ...document, rules: ['PR-FIL-007'] }));
    const { code, out } = await run(['replay', '--time-limit', '200ms', folder, '--', ...shellCommand('sleep 60')]);
    expect(code).toBe(1);
    expect(out).toContain('  SKIPPED  PR-FIL-007  the call did not end this time\n');
    expect(out).not.toContain('FIXED');
  });

  it('is inconclusive when the refusal is right', async () => {
    const folder = await storedCase(temp('report'));
    const text = readFileSync(`${folder}/case.json`, 'utf8');
    // No loader can tell two sections of one name apart, so this request has to be refused.
    writeFileSync(`${folder}/case.json`, text.replace('"name": ".bpf"', '"name": ".text"'));
    const { code, out } = await run(['replay', folder, '--', ...shellCommand('exit 1'), '{name}']);
    expect(code).toBe(4);
    expect(out).toContain('  SKIPPED  PR-COF-001  ');
    expect(out).not.toContain('FAILED');
  });

  it('shows the command that the case folder names, and runs it only when it is told to', async () => {
    const folder = await storedCase(temp('report'));
    const text = readFileSync(`${folder}/case.json`, 'utf8');
    const marker = temp('was-run');
    const evil = text.replace('cp \\"$1\\" \\"$2\\"', `: >${marker}; cp \\"$1\\" \\"$2\\" # \\u001b[2J`);
    expect(evil).not.toBe(text);
    writeFileSync(`${folder}/case.json`, evil);
    const { code, out, err } = await run(['replay', folder]);
    expect({ code, out, wasRun: existsSync(marker) }).toEqual({ code: 2, out: '', wasRun: false });
    expect(err).toContain(
      `names a command, which is not run without your consent: sh -c ': >${marker}; cp "$1" "$2" # \\x1b[2J' `,
    );
    expect(err).toContain('pass --stored-command to run it, or a command after --.');
    expect(err).not.toContain('\u001b');
    const asked = await run(['replay', folder, '--stored-command']);
    expect({ code: asked.code, wasRun: existsSync(marker) }).toEqual({ code: 1, wasRun: true });
    expect(asked.out).not.toContain('\u001b');
  });

  it('says that it cannot judge a command that cannot be run', async () => {
    const { code, out } = await run([
      'replay',
      await storedCase(temp('report')),
      '--',
      'no-such',
      '{in}',
      '{out}',
      '{section}',
    ]);
    expect(code).toBe(3);
    expect(out).toContain('  could not be run: no such command: "no-such"\n');
  });

  it('refuses a command that lacks placeholders', async () => {
    const { code, err } = await run(['replay', await storedCase(temp('report')), '--', 'cp', '{in}', '{out}']);
    expect(code).toBe(2);
    expect(err).toBe(
      'zbootkit: The command lacks {section}; write, for example: zbootkit replay <case> -- mytool {in} {section} {out}.\n',
    );
  });

  it(`replays all cases of a report folder of ${CASES} runs and ends as the worst of them`, async () => {
    await run([
      'verify',
      '--random-only',
      '--runs',
      String(CASES),
      '--rule',
      'PR-*',
      '--out',
      temp('report'),
      '--',
      ...COPY,
    ]);
    const ids = reportIn(temp('report')).cases.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    const { code, out } = await run(['replay', 'all', '--out', temp('report'), '--stored-command']);
    expect(code).toBe(1);
    for (const id of ids) expect(out).toContain(`${id} · profile zboot · sh -c `);
  });
});

it('an image that cannot be read is judged like any other, for hostile ones are stored too', async () => {
  const folder = await storedCase(temp('report'));
  writeFileSync(`${folder}/in.efi`, '');
  const { code, out, err } = await run(['replay', folder, '--', ...COPY]);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('FAILED   PR-REF-001');
  const refusing = await run(['replay', folder, '--', ...shellCommand('exit 1')]);
  expect(refusing.out).not.toContain('FAILED');
});

describe('replay of what is no case', () => {
  it.each([
    ['a folder that is not there', 'rm -r "$1"', 'case.json: the file cannot be read: there is no such file; a case'],
    ['a case without its input', 'rm "$1/in.efi"', 'in.efi: the file cannot be read: there is no such file; a case'],
    ['a case whose description is cut short', 'printf "{" >"$1/case.json"', 'case.json: is not a JSON object.'],
    [
      'a case whose input is a link out of it',
      'mv "$1/in.efi" "$1.efi"; ln -s "$1.efi" "$1/in.efi"',
      'in.efi: the file cannot be read: it is a symbolic link, which may lead anywhere; copy its target; a case',
    ],
    [
      'a case whose content is a pipe',
      'rm "$1/section.bin"; mkfifo "$1/section.bin"',
      'section.bin: the file cannot be',
    ],
    ['a huge description', 'truncate -s 600M "$1/case.json"', 'case.json: the file has 629145600 bytes, more than the'],
    ['a file', 'rm -r "$1"; : >"$1"', 'case.json: the file cannot be read: a part of its path is not a folder; a case'],
  ])('is a usage error for %s', async (_what, damage, said) => {
    const folder = await storedCase(temp('report'));
    execFileSync('sh', ['-c', damage, 'damage', folder]);
    const { code, out, err } = await run(['replay', folder, '--', ...COPY]);
    expect({ code, out: out.replace(/^1-0-PR-COF-001 · profile zboot · .*\n/, '') }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`zbootkit: ${folder}/${said}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says so before it runs the cases that come later', async () => {
    await storedCase(temp('report'));
    mkdirSync(temp('report', 'cases', '0-garbage'));
    const { code, out } = await run(['replay', 'all', '--out', temp('report')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    rmSync(temp('report', 'cases', '0-garbage'), { recursive: true });
    expect((await run(['replay', 'all', '--out', temp('report'), '--', ...COPY])).code).toBe(1);
  });
});
