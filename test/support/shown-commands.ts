/** The command lines that pages show, and a folder in which each of them can be typed. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { caseOf } from './cases.ts';
import { rewriterCommand } from './commands.ts';
import { ROOT, built } from './project.ts';

/** A line as it stands on a page. */
export interface ShownCommand {
  readonly page: string;
  readonly line: string;
}

/** Lines of code blocks that call the program, without their prompt. */
export function shownIn(page: string): readonly ShownCommand[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  const lines = blocks.flatMap((code) => code.split('\n').map((line) => line.trim().replace(/^\$ /, '')));
  return lines.filter((line) => line.startsWith('npx zbootkit ')).map((line) => ({ page, line }));
}

/** Takes the place of npx: a campaign is cut to a few cases, and what nobody has is left out. */
const NPX = `#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
const [, ...words] = process.argv.slice(2);
const at = words.includes('--') ? words.indexOf('--') : words.length;
const few = words[0] === 'verify' ? ['--runs', '6', '--random-only', '--rule', 'PR-COF-*', '--jobs', '1', '--no-ci'] : [];
const fewer = words[0] === 'generate' && words.includes('--count') ? ['--count', '8'] : [];
const all = [...words.slice(0, at), ...few, ...fewer, ...words.slice(at)].map((word) => (word === '/boot/efi' ? 'boot' : word));
const { status } = spawnSync(process.execPath, [process.env.ZBOOTKIT, ...all], { stdio: 'inherit' });
process.exit(status ?? 99);
`;

/** A tool that appends, called in any of the ways of the pages. */
const MYTOOL = `#!/bin/sh
case "$1" in
--append) exec REWRITE "$5" "$6" "$2" "$4" 0x40000040 ;;
*) exec REWRITE "$1" "$3" "$2" .bpf 0x40000040 ;;
esac
`;

const SIGNED = 'certificates=1';

/** What make puts in the place of its variables. */
function asRecipe(line: string): string {
  const values = { '$^': 'vmlinuz.efi prog.bpf', '$@': 'vmlinuz-bpf.efi', '$<': 'vmlinuz.efi' };
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), line);
}

/** Makes the folder: images, contents, reports, tools on a PATH of its own. */
export class ShownPlace {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.#folder = folder;
    const bin = this.#at('bin');
    mkdirSync(bin);
    mkdirSync(this.#at('boot'));
    mkdirSync(this.#at('old'));
    mkdirSync(this.#at('new'));
    const rewrite = rewriterCommand(this.#at('rewrite.mjs'))
      .slice(0, 2)
      .map((word) => `"${word}"`)
      .join(' ');
    for (const name of ['mytool', 'mytool-fixed']) this.#script(name, MYTOOL.replaceAll('REWRITE', rewrite));
    this.#script('mycopy', '#!/bin/sh\nexec cp "$1" "$2"\n');
    this.#script('npx', NPX);
    const { image, request } = caseOf();
    for (const name of ['vmlinuz.efi', 'boot/vmlinuz.efi']) writeFileSync(this.#at(name), image);
    writeFileSync(this.#at('vmlinuz.efi.signed'), caseOf(SIGNED).image);
    copyFileSync(this.#at('vmlinuz.efi'), this.#at('grubx64.efi'));
    for (const name of ['prog.bpf', 'a.conf', 'sbat.csv']) writeFileSync(this.#at(name), request.content);
    this.#env = {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      ZBOOTKIT: built('src', 'cli', 'bin.js'),
    };
    this.#run('npx zbootkit append vmlinuz.efi prog.bpf new.efi');
  }

  /** Types a line, after what the page has said before it. */
  type({ line }: ShownCommand): { readonly status: number | null; readonly said: string } {
    return this.#run(this.#prepared(asRecipe(line)));
  }

  #prepared(line: string): string {
    if (line.includes(' merge ')) for (const part of ['2', '3']) this.#run(this.#share(part));
    if (line.includes(' compare '))
      for (const side of ['old', 'new']) cpSync(this.#report(), this.#at(side, 'report.json'));
    if (!line.includes(' replay ')) return line;
    this.#run('npx zbootkit verify -- mycopy {in} {out} {section}');
    const [first = ''] = readdirSync(this.#at('zbootkit-report', 'cases'));
    return line.replace(/cases\/\S+/, `cases/${first}`);
  }

  #share(part: string): string {
    return `npx zbootkit verify --shard ${part}/3 --out shard-${part} -- mytool {in} {section} {out}`;
  }

  #report(): string {
    return this.#at('zbootkit-report', 'report.json');
  }

  #run(line: string): { readonly status: number | null; readonly said: string } {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: this.#folder,
      env: this.#env,
      encoding: 'utf8',
    });
    return { status, said: `${stdout.slice(-300)}${stderr.slice(-300)}` };
  }

  #script(name: string, text: string): void {
    const path = this.#at('bin', name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }

  #at(...parts: readonly string[]): string {
    return join(this.#folder, ...parts);
  }
}
