import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Shard } from '../../src/campaign/index.ts';
import type { Report } from '../../src/results/index.ts';
import { caseOf } from './cases.ts';
import { rewriterCommand } from './commands.ts';
import { built } from './project.ts';
import type { Program } from './system-calls.ts';
import { bytesBelow } from './tree.ts';

/** A command that writes files, in a folder of its own. */
export interface WritingCommand {
  readonly what: string;
  readonly program: Program;
  /** Exit status when nothing disturbs it. */
  readonly status: number;
  /** Paths in its folder when all is done and tidy; `x/*` stands for all that is in x. */
  readonly names: readonly string[];
  /** Puts the folder to what it was before the command. */
  readonly prepare: () => void;
  /** What lies where the output goes, as one string. */
  readonly output: () => string;
}

/** Where an append and an extraction find their image. */
const IMAGE = 'in.efi';
const PLAN = 'machine=arm64 compression=gzip overlay=13';

/** What lay where the output goes before the command. */
type Before = 'nothing' | 'an older one';

function onImage(folder: string, argv: readonly [string, ...string[]], before: Before): WritingCommand {
  const { image, request } = caseOf(PLAN);
  return {
    what: `${argv[0]} over ${before}`,
    program: { argv, cwd: folder },
    status: 0,
    names: [IMAGE, 'out', 'section.bin'],
    prepare() {
      empty(folder);
      writeFileSync(join(folder, IMAGE), image);
      writeFileSync(join(folder, 'section.bin'), request.content);
      if (before !== 'nothing') writeFileSync(join(folder, 'out'), caseOf('machine=riscv64').image);
    },
    output: () => contentOf(join(folder, 'out')),
  };
}

function generation(folder: string, options: readonly string[], name: string, before: Before): WritingCommand {
  const argv = ['generate', '--force', '--count', '2', ...options, '--out', name];
  return {
    what: `generate ${options.join(' ')} over ${before}`,
    program: { argv, cwd: folder },
    status: 0,
    names: [name, `${name}/*`],
    prepare() {
      empty(folder);
      if (before === 'nothing') return;
      const older = ['generate', '--count', '3', '--seed', '5', ...options, '--out', name];
      execFileSync(process.execPath, [built('src', 'cli', 'bin.js'), ...older], { cwd: folder, stdio: 'ignore' });
    },
    output: () => contentOf(join(folder, name)),
  };
}

/** One case of a campaign with a command that is right. */
function verification(folder: string): WritingCommand {
  empty(folder);
  const rewriter = rewriterCommand(join(folder, 'rewriter.mjs'));
  const argv = ['verify', '--random-only', '--runs', '1', '--jobs', '1', '--out', 'report'];
  const env = { TMPDIR: join(folder, 'tmp') };
  return {
    what: 'verify',
    program: { argv: [...argv, '--', ...rewriter], cwd: folder, env },
    status: 4,
    names: ['report', 'report/cases', 'report/report.json', 'report/report.txt', 'rewriter.mjs', 'tmp'],
    prepare() {
      empty(folder);
      rewriterCommand(join(folder, 'rewriter.mjs'));
      mkdirSync(env.TMPDIR);
    },
    output() {
      // Times differ from run to run; a document that is cut short cannot be parsed.
      const path = join(folder, 'report', 'report.json');
      if (!existsSync(path)) return 'nothing';
      const { outcome } = JSON.parse(readFileSync(path, 'utf8')) as Report;
      return outcome === 'inconclusive' || outcome === 'unjudged' ? 'no verdict' : outcome;
    },
  };
}

/** A share of two cases with a command that is right, in a folder with nothing in it or with a report. */
function shard(folder: string, before: 'nothing' | 'a report'): WritingCommand {
  empty(folder);
  const rewriter = rewriterCommand(join(folder, 'rewriter.mjs'));
  const argv = ['verify', '--random-only', '--runs', '2', '--shard', '1/2', '--jobs', '1', '--out', 'report'];
  const env = { TMPDIR: join(folder, 'tmp') };
  return {
    what: `verify --shard over ${before}`,
    program: { argv: [...argv, '--', ...rewriter], cwd: folder, env },
    status: 0,
    names: ['report', 'report/shard.json', 'rewriter.mjs', 'tmp'],
    prepare() {
      empty(folder);
      rewriterCommand(join(folder, 'rewriter.mjs'));
      mkdirSync(env.TMPDIR);
      if (before === 'nothing') return;
      mkdirSync(join(folder, 'report', 'cases'), { recursive: true });
      for (const name of ['report.json', 'report.txt']) writeFileSync(join(folder, 'report', name), '{}');
    },
    output() {
      // The old report is removed once the shard is whole; what is left of it then is the next run's to remove.
      const path = join(folder, 'report', 'shard.json');
      if (!existsSync(path)) return 'nothing';
      const { tally } = JSON.parse(readFileSync(path, 'utf8')) as Shard;
      return JSON.stringify(tally);
    },
  };
}

/** The two shards of a run, merged to its report. */
function merger(folder: string): WritingCommand {
  const argv = ['merge', '--out', 'report', '1', '2'];
  const made = new Map<string, string>();
  return {
    what: 'merge',
    program: { argv, cwd: folder },
    status: 4,
    names: ['1', '1/shard.json', '2', '2/shard.json', 'report', 'report/report.json', 'report/report.txt'],
    prepare() {
      empty(folder);
      for (const part of ['1', '2']) {
        const path = join(folder, part, 'shard.json');
        const text = made.get(part);
        if (text === undefined) {
          const words = ['verify', '--random-only', '--runs', '2', '--shard', `${part}/2`, '--out', part];
          execFileSync(process.execPath, [built('src', 'cli', 'bin.js'), ...words], { cwd: folder, stdio: 'ignore' });
          made.set(part, readFileSync(path, 'utf8'));
        } else {
          mkdirSync(join(folder, part));
          writeFileSync(path, text);
        }
      }
    },
    output() {
      const path = join(folder, 'report', 'report.json');
      if (!existsSync(path)) return 'nothing';
      return (JSON.parse(readFileSync(path, 'utf8')) as Report).outcome;
    },
  };
}

/** Every command that writes, each way that it writes. */
export function writingCommands(folder: string): readonly WritingCommand[] {
  const at = (name: string): string => join(folder, name);
  return [
    onImage(at('append-new'), ['append', IMAGE, 'section.bin', 'out'], 'nothing'),
    onImage(at('append-old'), ['append', IMAGE, 'section.bin', 'out'], 'an older one'),
    onImage(at('extract-new'), ['extract', IMAGE, 'out'], 'nothing'),
    onImage(at('extract-old'), ['extract', IMAGE, 'out'], 'an older one'),
    generation(at('folder-new'), ['--pairs'], 'made', 'nothing'),
    generation(at('folder-old'), ['--pairs'], 'made', 'an older one'),
    generation(at('tar-new'), ['--tar'], 'made.tar', 'nothing'),
    generation(at('tar-old'), ['--tar'], 'made.tar', 'an older one'),
    verification(at('verify')),
    shard(at('shard-new'), 'nothing'),
    shard(at('shard-old'), 'a report'),
    merger(at('merge')),
  ];
}

/** Paths of what lies in the folder of a command and does not belong there, sorted. */
export function straysOf({ program, names }: WritingCommand): readonly string[] {
  const found = readdirSync(program.cwd, { recursive: true, encoding: 'utf8' });
  return found.filter((path) => !names.includes(path) && !names.includes(`${dirname(path)}/*`)).sort();
}

/** The whole of a file or a folder as one string, without what is temporary. */
function contentOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'nothing';
  if (!found.isDirectory()) return readFileSync(path, 'hex');
  return JSON.stringify(Object.entries(bytesBelow(path)).filter(([name]) => !name.startsWith('.zbootkit-')));
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}
