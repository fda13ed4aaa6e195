/**
 * Goal: however few files may be open at once, a command does its work or says in a sentence what it lacks, with an exit
 * status that is no verdict. Where Node.js cannot open the first file of the program it ends by itself; that is below.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { rewriterCommand } from '../support/commands.ts';
import { outOf, sampleOf } from '../support/effort.ts';
import { writeAppend } from '../support/images.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
/** From what loads not even the program to what is enough for everything. */
const ALL = [19, 22, 26, 30, 34, 38, 42, 46, 60, 120];
const ENOUGH = 256;
const TRIED = sampleOf(ALL, { quick: 3 });
const VERIFY = ['verify', '--random-only', '--runs', '1', '--jobs', '2', '--quiet', '--out', 'report', '--'];

const COMMANDS: readonly (readonly [status: number, argv: (subject: readonly string[]) => readonly string[]])[] = [
  [0, () => ['append', 'in.efi', 'section.bin', 'out.efi', '--quiet']],
  [0, () => ['check', 'in.efi', '--quiet']],
  [0, () => ['extract', 'in.efi', 'Image', '--quiet']],
  [0, () => ['generate', '--count', '1', '--force', '--out', 'made', '--quiet']],
  [0, () => ['explain', 'PE-DOS-001']],
  [4, (subject) => [...VERIFY, ...subject]],
];

describe(`a command that may open few files, by ${outOf(TRIED, ALL)} limits`, () => {
  it.each(COMMANDS.map(([status, argv]) => ({ name: argv([])[0], status, argv })))(
    'does its work or says what it lacks: $name',
    ({ status, argv }) => {
      writeAppend(temp, 'compression=gzip');
      const call = argv(rewriterCommand(temp('right.mjs')));
      const script = 'ulimit -n "$0" && exec "$@"';
      const ends = [...TRIED, ENOUGH].map((limit) => {
        const program = [process.execPath, built('src', 'cli', 'bin.js'), ...call];
        const end = spawnSync('sh', ['-c', script, String(limit), ...program], { cwd: temp(), encoding: 'utf8' });
        expect([status, 2, 3], `${limit}: ${end.stderr}`).toContain(end.status);
        if (end.status !== status) expect(end.stderr).toMatch(/^(zbootkit: [^\n]+\n)+$/);
        return end.status;
      });
      expect(ends.at(-1)).toBe(status);
    },
  );
});
