/** The code of docs/library.md, taken from the page and run in a project of its own. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { makeProject, runIn, runVitest } from '../support/temp-project.ts';
import type { Ended } from '../support/temp-project.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');
const temp = useTempFolder();

/** The code blocks of a language. */
const blocksIn = (language: string): readonly string[] =>
  [...PAGE.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, found, text = '']) => (found === language ? [text] : []));

/** The files of the page, which their first lines name. */
const FILES = Object.fromEntries(
  blocksIn('js').map((text) => [/^\/\/ (\S+\.js)\n/.exec(text)?.[1] ?? 'a block without a name', text]),
);
const TEST_FILES = Object.keys(FILES).filter((name) => name.endsWith('.test.js'));

/** The calls of the program that the page shows, as arguments. */
const CALLS = blocksIn('sh').flatMap((text) =>
  [...text.matchAll(/^npx zbootkit (.*)$/gm)].map(([, call = '']) => call),
);

/** A rewriter that crashes where it should refuse, and names a payload that starts a byte too early. */
const WRONG = `
import { appendSections } from 'zbootkit/rewriter';

export function append(image, request) {
  const { kind, bytes } = appendSections(image, [request]);
  if (kind === 'refused') throw new Error('refused');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(8, view.getUint32(8, true) - 1, true);
  return bytes;
}
`;

/** NumberOfSections of an image on disk. */
function imageSections(path: string): number {
  const bytes = readFileSync(path);
  return bytes.readUInt16LE(bytes.readUInt32LE(0x3c) + 6);
}

/** Lays the project of the page out and makes its fixtures. */
async function layOut(): Promise<void> {
  makeProject(temp(), { packages: ['vitest'], files: FILES });
  const program = join('node_modules', 'zbootkit', 'dist', 'src', 'cli', 'bin.js');
  for (const call of CALLS) {
    const ended = await runIn(temp(), [process.execPath, program, ...call.split(' '), '--quiet']);
    expect(ended).toEqual({ status: 0, output: '' });
  }
}

/** Runs the tests of the project; the statuses of all tests of each file. */
async function statuses(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { output } = await runVitest(temp(), '--reporter=json', '--outputFile=results.json');
  expect(output).not.toContain('No test suite found');
  const { testResults } = JSON.parse(readFileSync(temp('results.json'), 'utf8')) as {
    readonly testResults: readonly { name: string; assertionResults: readonly { status: string }[] }[];
  };
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => [
      name.slice(name.lastIndexOf('/') + 1),
      [...new Set(assertionResults.map(({ status }) => status))].sort(),
    ]),
  );
}

describe('the page about the library', () => {
  it('names the file of every piece of code', () => {
    expect(Object.keys(FILES)).toEqual([
      'my-rewriter.js',
      'conformance.test.js',
      'options.test.js',
      'properties.test.js',
      'hostile-cases.test.js',
      'fixtures.test.js',
      'judge.js',
      'append-parts.js',
    ]);
  });

  it('has tests that pass a right rewriter', async () => {
    await layOut();
    expect(await statuses()).toEqual(Object.fromEntries(TEST_FILES.map((name) => [name, ['passed']])));
  });

  it('has tests that each fail a wrong rewriter', async () => {
    await layOut();
    writeFileSync(temp('my-rewriter.js'), WRONG);
    const found = await statuses();
    const failing = Object.keys(found).filter((name) => found[name]?.includes('failed') === true);
    expect(failing.sort()).toEqual([...TEST_FILES].sort());
  });

  it('has a program that judges an image', async () => {
    await layOut();
    const judge = (path: string): Promise<Ended> => runIn(temp(), [process.execPath, 'judge.js', path]);
    const name = readdirSync(temp('fixtures')).find((each) => each.startsWith('0000-')) ?? '';
    const image = readFileSync(temp('fixtures', name));
    expect(await judge(temp('fixtures', name))).toEqual({
      status: 0,
      output: `The payload has ${image.readUInt32LE(12)} bytes from ${image.readUInt32LE(8)} on.\n`,
    });
    image.writeUInt32LE(0, 8);
    writeFileSync(temp('wrong.efi'), image);
    const wrong = await judge(temp('wrong.efi'));
    expect(wrong.status).toBe(1);
    expect(wrong.output).toContain('ZB-003 zbootHeader.payloadOffset: expected ');
    writeFileSync(temp('short.efi'), 'MZ');
    expect(await judge(temp('short.efi'))).toMatchObject({ status: 1 });
  });

  it('has a program that appends to files', async () => {
    await layOut();
    const name = readdirSync(temp('fixtures')).find((each) => each.startsWith('0000-')) ?? '';
    writeFileSync(temp('a.bin'), 'a');
    writeFileSync(temp('b.bin'), 'b');
    const image = join('fixtures', name);
    const call = (...contents: readonly string[]): Promise<Ended> =>
      runIn(temp(), [process.execPath, 'append-parts.js', image, 'new.efi', ...contents]);
    const ended = await call('a.bin', 'b.bin');
    const count = imageSections(temp(image));
    expect(ended.status).toBe(0);
    expect(ended.output).toContain(`NumberOfSections: ${count} -> ${count + 2}\n`);
    expect(imageSections(temp('new.efi'))).toBe(count + 2);
    writeFileSync(temp('b.bin'), '');
    const refused = await call('b.bin');
    expect(refused.status).toBe(1);
    expect(refused.output).toMatch(/^empty-content: /);
  });
});
