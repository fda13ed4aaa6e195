/**
 * Goal: whatever lies in a folder that somebody else made, each command that looks into it ends soon, in little memory,
 * with its work done or with one sentence for what it could not read. A sample is tried, all in the nightly script.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasured } from '../support/measured-process.ts';
import { shellCommand } from '../support/commands.ts';
import { byEffort, outOf, sampleOf } from '../support/effort.ts';
import { writeAppend } from '../support/images.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'zbootkit-hostile-'));
const CANARY = join(FOLDER, 'canary', 'keep');
const PRISTINE = join(FOLDER, 'pristine');
/** Calls that are tried here. */
const CALLS = { quick: 6, full: 24 };
/** More memory than any command takes for a small image, in MiB; the huge files are of 3 GiB. */
const PEAK = 300;

/** What lies in the place of a file, by the shell line that puts it there. */
const THINGS = {
  'a pipe that nobody writes to': 'mkfifo "$1"',
  'a link to an endless device': 'ln -s /dev/zero "$1"',
  'a device without bytes': 'ln -s /dev/null "$1"',
  'a link to itself': 'ln -s "$(basename "$1")" "$1"',
  'a link to nothing': 'ln -s nothing "$1"',
  'a huge file': 'truncate -s 3G "$1"',
  'a huge image': 'printf MZ > "$1"; truncate -s 3G "$1"',
  'an empty file': ': > "$1"',
  'a folder': 'mkdir "$1"',
  'a folder with something in it': 'mkdir "$1"; echo x > "$1/x"',
  'a link to a folder of others': `ln -s '${join(FOLDER, 'canary')}' "$1"`,
  'a link to a file of others': `ln -s '${CANARY}' "$1"`,
};

/** The image of `generate --count 1`. */
const IMAGE = '0000-loongarch64-zstd22-4s-many-signatures-bss-first-signed.efi';
const COPY = shellCommand('cp "$1" "$2"');

/** Which file of which folder it replaces, and who looks at it. */
const PLACES: readonly (readonly [member: string, argv: readonly string[]])[] = [
  ['boot/a.efi', ['check', 'boot']],
  ['boot/a.efi', ['check', 'boot/a.efi']],
  ['boot/a.efi', ['inspect', 'boot/a.efi']],
  ['boot/a.efi', ['extract', 'boot/a.efi', 'boot/Image']],
  ['boot/a.efi', ['append', 'boot/a.efi', 'section.bin', 'out.efi']],
  ['boot/a.efi', ['append', 'in.efi', 'boot/a.efi', 'out.efi']],
  ['boot/a.efi', ['append', 'in.efi', 'section.bin', 'boot/a.efi']],
  ['boot/a.efi', ['check', 'in.efi', '--against', 'boot/a.efi', '--content', 'section.bin']],
  ['boot/a.efi', ['check', 'in.efi', '--against', 'in.efi', '--content', 'boot/a.efi']],
  ['boot/plan', ['generate', '--plan', '@boot/plan', '--out', 'new']],
  ['made/manifest.json', ['generate', '--check', 'made']],
  ['made/manifest.tsv', ['generate', '--check', 'made']],
  ['made/SHA256SUMS', ['generate', '--check', 'made']],
  [`made/${IMAGE}`, ['generate', '--check', 'made']],
  ['made/manifest.json', ['generate', '--count', '1', '--force', '--out', 'made']],
  [`made/${IMAGE}`, ['generate', '--count', '1', '--force', '--out', 'made']],
  ['report/cases/1-0-PR-COF-001/case.json', ['replay', 'report/cases/1-0-PR-COF-001', '--', ...COPY]],
  ['report/cases/1-0-PR-COF-001/in.efi', ['replay', 'report/cases/1-0-PR-COF-001', '--', ...COPY]],
  ['report/cases/1-0-PR-COF-001/section.bin', ['replay', 'report/cases/1-0-PR-COF-001', '--', ...COPY]],
  ['report/cases/1-0-PR-COF-001', ['replay', 'all', '--out', 'report', '--', ...COPY]],
  ['report/cases', ['verify', '--random-only', '--runs', '1', '--out', 'report']],
  ['report/cases/1-0-PR-COF-001', ['verify', '--random-only', '--runs', '1', '--out', 'report']],
  ['report/report.json', ['verify', '--random-only', '--runs', '1', '--out', 'report']],
  ['report', ['verify', '--random-only', '--runs', '1', '--out', 'report']],
];

beforeAll(() => {
  execFileSync('mkdir', ['-p', join(FOLDER, 'canary'), join(PRISTINE, 'boot')]);
  writeFileSync(CANARY, 'keep');
  const { image } = writeAppend((name) => join(PRISTINE, name), 'compression=gzip');
  cpSync(image, join(PRISTINE, 'boot', 'a.efi'));
  writeFileSync(join(PRISTINE, 'boot', 'plan'), 'machine=arm64');
  const one = ['generate', '--count', '1', '--out', 'made'];
  expect(runMeasured(one, PRISTINE).status).toBe(0);
  const verify = ['verify', '--random-only', '--runs', '1', '--rule', 'PR-COF-001', '--out', 'report', '--', ...COPY];
  expect(runMeasured(verify, PRISTINE).status).toBe(1);
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const ALL = Object.entries(THINGS).flatMap(([thing, script]) =>
  PLACES.map(([member, argv]) => ({ thing, script, member, argv, call: argv.join(' ') })),
);

/** Who names a pipe is given time to write to it: ten seconds in which nothing else happens. */
const WAITS = ({ thing, member, argv }: (typeof ALL)[number]): boolean =>
  thing === 'a pipe that nobody writes to' && argv.some((word) => word.replace('@', '') === member);

const TRIED = sampleOf(byEffort({ quick: ALL.filter((call) => !WAITS(call)), full: ALL }), CALLS);

describe(`a folder of somebody else, ${outOf(TRIED, ALL)} calls`, () => {
  it.each(TRIED)('may hold $thing as $member: $call', ({ script, member, argv }) => {
    const folder = mkdtempSync(join(FOLDER, 'call-'));
    cpSync(PRISTINE, folder, { recursive: true });
    const path = join(folder, member);
    rmSync(path, { recursive: true });
    execFileSync('sh', ['-c', script, 'put', path]);
    const { status, err, peak } = runMeasured(argv, folder);
    rmSync(folder, { recursive: true });
    // 3 would be a failure of the program, and no status at all one that had to be killed.
    expect([0, 1, 2, 4], err).toContain(status);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(PEAK);
    if (status === 2 && argv[0] !== 'verify') expect(err).toMatch(/^zbootkit: [^\n]*\n$/);
    // An append replaces what its output leads to, and is asked for by name.
    if (!(argv[0] === 'append' && argv.at(-1) === member)) expect(readFileSync(CANARY, 'utf8')).toBe('keep');
    else writeFileSync(CANARY, 'keep');
  });
});
