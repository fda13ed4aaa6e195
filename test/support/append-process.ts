import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { built } from './project.ts';

/** A program that appends with the built rewriter and with nothing else, so that it starts fast. */
export interface AppendProgram {
  /** Path of the program. */
  readonly path: string;
}

/** Writes the program. */
export function writeAppendProgram(path: string): AppendProgram {
  const rewriter = pathToFileURL(built('src', 'rewriter', 'index.js')).href;
  writeFileSync(
    path,
    `import { readFileSync, writeSync } from 'node:fs';
import { appendSectionsFile } from ${JSON.stringify(rewriter)};
const [image, content, output, killedAt] = process.argv.slice(2);
const { signal } = new AbortController();
let steps = 0;
Object.defineProperty(signal, 'throwIfAborted', {
  value: () => {
    steps += 1;
    if (steps === Number(killedAt)) process.kill(process.pid, 'SIGKILL');
  },
});
writeSync(1, 'begun\\n');
const request = { name: '.bpf', content, characteristics: 0x4000_0040 };
const result = await appendSectionsFile(image, output, [request], { signal });
const { code } = result;
// Not maxRSS, in which a process has the peak of whoever started it.
const [, peak] = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
writeSync(1, JSON.stringify({ kind: result.kind, code, steps, peak: Number(peak) }) + '\\n');
`,
  );
  return { path };
}

/** What one run is asked. */
export interface AppendRun {
  readonly image: string;
  readonly content: string;
  readonly output: string;
  /** The step at which the process kills itself, from 1; 0 for none. */
  readonly killedAt?: number;
}

/** How a run ended. */
export interface AppendEnd {
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds from the begin of the append to the end of the process. */
  readonly duration: number;
  /** What the program said in the end, unless it was killed before. */
  readonly said: {
    readonly kind: string;
    readonly code?: string;
    readonly steps: number;
    /** The most memory that the process ever had, in KiB. */
    readonly peak: number;
  } | null;
}

/**
 * Runs the program.
 *
 * @param onBegun called when the program is loaded and the append begins
 */
export function runAppend(
  { path }: AppendProgram,
  { image, content, output, killedAt = 0 }: AppendRun,
  onBegun: (child: ChildProcess) => void = () => undefined,
): Promise<AppendEnd> {
  return new Promise((resolve, reject) => {
    const argv = [path, image, content, output, String(killedAt)];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    let begun = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (begun > 0 || !out.includes('\n')) return;
      begun = performance.now();
      onBegun(child);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      const [, last = ''] = out.split('\n');
      const said = last === '' ? null : (JSON.parse(last) as AppendEnd['said']);
      resolve({ signal, duration: performance.now() - begun, said });
    });
  });
}
