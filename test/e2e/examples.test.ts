/** The consumers in examples/, run as their readers run them: on fixtures as generated, and on some that are not. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byEffort } from '../support/effort.ts';
import { ROOT, built, installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { makeProject, runIn } from '../support/temp-project.ts';
import type { Ended } from '../support/temp-project.ts';
import { logWitness } from '../support/witness-log.ts';

const COUNT = 40;
/** Where a zboot header says where the payload starts. [Linux, zboot-header.S] */
const PAYLOAD_OFFSET = 8;
/** What turns a compiler into one that ends the program at its first access to memory that is not its own. */
const SANITIZERS = '-g -fsanitize=address,undefined -fno-sanitize-recover=all';

const temp = useTempFolder();
let folder = '';
const fixtures = (): string => join(folder, 'fixtures');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zbootkit-examples-'));
  const wanted = ['--seed', '7', '--count', String(COUNT), '--pairs', '--quiet', '--out', fixtures()];
  expect(await runIn(folder, [process.execPath, built('src', 'cli', 'bin.js'), 'generate', ...wanted])).toEqual({
    status: 0,
    output: '',
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Copies the fixtures and makes the payload offset of one image wrong by one; returns the image's name. */
function tamper(copy: string): string {
  cpSync(fixtures(), copy, { recursive: true });
  const name = readdirSync(copy).find((each) => each.startsWith('0007-') && !/\.(section|out)\./.test(each)) ?? '';
  const image = readFileSync(join(copy, name));
  image.writeUInt32LE(image.readUInt32LE(PAYLOAD_OFFSET) - 1, PAYLOAD_OFFSET);
  writeFileSync(join(copy, name), image);
  return name;
}

interface Example {
  readonly name: string;
  /** The folder below examples/. */
  readonly folder: string;
  /** A tool that it needs and that is not there, or `null`. */
  readonly missing: string | null;
  readonly run: (fixtures: string) => Promise<Ended>;
  /** How many images were read, by what was printed. */
  readonly imagesRead: (output: string) => number;
  /** What is said of an image whose payload offset is wrong. */
  readonly complaint: RegExp;
}

const number = (pattern: RegExp, text: string): number => Number(pattern.exec(text)?.[1] ?? '0');

const missingOf = (...tools: readonly string[]): string | null =>
  tools.find((tool) => installed(tool) === null) ?? null;

function missingForPython(): string | null {
  if (installed('python3') === null) return 'python3';
  return spawnSync('python3', ['-c', 'import pytest']).status === 0 ? null : 'pytest';
}

const make = (path: string, ...flags: readonly string[]): Promise<Ended> =>
  runIn(temp(), ['make', 'check', `FIXTURES=${path}`, ...flags]);

const EXAMPLES: readonly Example[] = [
  {
    name: 'C',
    folder: 'c',
    missing: missingOf('make', 'cc'),
    run: (path) => make(path),
    imagesRead: (output) => number(/^(\d+) images read, 0 skipped$/m, output),
    complaint: /: The header says payloadOffset \d+, .*, and the manifest says payloadOffset \d+, /,
  },
  {
    name: 'Python',
    folder: 'python',
    missing: missingForPython(),
    run: (path) => runIn(temp(), ['python3', '-m', 'pytest', '--verbose'], { FIXTURES: path }),
    imagesRead: (output) => output.match(/::test_zboot_header_\w+\[.*\] PASSED/g)?.length ?? 0,
    complaint: /assert offset == expected\["payloadOffset"\]/,
  },
  {
    name: 'Node',
    folder: 'node',
    missing: null,
    run: (path) => runIn(temp(), [process.execPath, '--test'], { FIXTURES: path }),
    imagesRead: (output) => number(/^(?:#|ℹ) pass (\d+)$/m, output),
    complaint: /: its SHA-256 must be /,
  },
];

/** Declares the tests of an example where its tools are installed, and elsewhere one that names what is missing. */
function declare(example: Example, tests: () => void): void {
  const { name, missing } = example;
  if (missing === null) {
    tests();
    return;
  }
  it(`${missing} is NOT INSTALLED here, so the ${name} example is not run`, () => {
    expect(missing).not.toBe('');
    logWitness(`examples: ${example.folder} not run, ${missing} is not installed`);
  });
}

/** Puts an example where its reader would have it: beside the packages that it names. */
function copyExample({ folder: from }: Example): void {
  if (from === 'node') makeProject(temp(), { packages: [], files: {} });
  cpSync(join(ROOT, 'examples', from), temp(), { recursive: true });
}

/** Those that are tried; when it has to be quick, that of the language that is built first. */
const TRIED = byEffort({ quick: EXAMPLES.slice(0, 1), full: EXAMPLES });

describe.each(TRIED.map((example) => [example.name, example] as const))('the %s example', (_, example) => {
  declare(example, () => {
    it('reads every fixture', async () => {
      copyExample(example);
      const { status, output } = await example.run(fixtures());
      expect({ status, output }).toMatchObject({ status: 0 });
      expect(example.imagesRead(output)).toBe(COUNT);
      logWitness(`examples: ${example.folder} read ${example.imagesRead(output)} of ${COUNT} images`);
    });

    it('fails on a fixture whose payload offset was changed, and names it', async () => {
      copyExample(example);
      const name = tamper(temp('tampered'));
      const { status, output } = await example.run(temp('tampered'));
      expect(status).not.toBe(0);
      expect(output).toMatch(example.complaint);
      expect(output).toContain(name);
    });
  });
});

describe('the C example under sanitizers', () => {
  const [c] = EXAMPLES;
  const probe = ['-x', 'c', '-fsanitize=address,undefined', '-o', '/dev/null', '-'];
  const linked = spawnSync('cc', probe, { input: 'int main(void) { return 0; }' }).status === 0;

  it(linked ? 'reads no memory that is not its own' : 'is NOT RUN here, for cc has no sanitizers', async () => {
    if (c === undefined || !linked) {
      expect(linked).toBe(false);
      return;
    }
    copyExample(c);
    expect(await make(fixtures(), `CFLAGS=${SANITIZERS}`)).toMatchObject({ status: 0 });
    tamper(temp('tampered'));
    const { status, output } = await make(temp('tampered'), `CFLAGS=${SANITIZERS}`);
    expect(status).not.toBe(0);
    expect(output).not.toMatch(/Sanitizer|runtime error/);
  });
});

describe('the page about the examples', () => {
  it('makes the fixtures that the examples are tested with', () => {
    const page = readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8');
    expect(page).toContain(`npx zbootkit generate --seed 7 --count ${COUNT} --pairs --out fixtures\n`);
  });
});
