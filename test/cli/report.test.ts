// A saved report in another form, and further forms beside a run: the same bytes, and nothing written over a source.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS, extensionOf, renderFindingsJson, renderJson } from '../../reports/index.ts';
import { FORMAT_NAMES } from '../../src/cli/options.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { SOUND, UNSOUND } from '../unit/reports/sample-check.ts';
import { FAILING } from '../unit/reports/sample-report.ts';

const place = useTempFolder();
const writeImage = (path: typeof place): string => writeAppend(path).image;

function saved(name: string, text: string): string {
  const path = place(name);
  writeFileSync(path, text);
  return path;
}

describe('formats', () => {
  it('are those that the options name', () => {
    expect(FORMAT_NAMES).toEqual(FORMATS);
  });

  it('have extensions that tell them apart', () => {
    expect(new Set(FORMATS.map(extensionOf)).size).toBe(FORMATS.length);
  });
});

describe('report', () => {
  it.each(FORMATS)('writes %s of a campaign to standard output and to a file alike', async (format) => {
    const path = saved(`campaign-${format}.json`, renderJson(FAILING));
    const output = place(`campaign-${format}.out`);
    const printed = await run(['report', path, '--format', format]);
    const written = await run(['report', path, '--format', format, '--output', output]);
    expect([printed.code, written.code, written.out]).toEqual([0, 0, '']);
    expect(readFileSync(output, 'utf8')).toBe(printed.out);
    expect(printed.out.length).toBeGreaterThan(100);
  });

  it('takes a folder for the report in it', async () => {
    mkdirSync(place('folder'), { recursive: true });
    writeFileSync(join(place('folder'), 'report.json'), renderJson(FAILING));
    const { out } = await run(['report', place('folder'), '--format', 'json']);
    expect(out).toBe(renderJson(FAILING));
  });

  it('takes what check wrote', async () => {
    const text = renderFindingsJson([SOUND, UNSOUND]);
    const { out, code } = await run(['report', saved('check.json', text), '--format', 'json']);
    expect([code, out]).toEqual([0, text]);
  });

  it.each([
    ['nothing that is there', () => place('absent.json'), 'there is no such file'],
    ['half a report', () => saved('half.json', renderJson(FAILING).slice(0, 500)), 'is not JSON'],
    ['a report of a newer version', () => saved('newer.json', '{"schema":"urn:zbootkit:report:v9"}'), 'report:v9'],
    ['some other JSON', () => saved('other.json', '[]'), 'needs an object'],
    ['a shard', () => saved('shard.json', '{"schema":"urn:zbootkit:shard:v1"}'), '"zbootkit merge" makes the report'],
    ['a baseline', () => saved('known.json', '{"schema":"urn:zbootkit:baseline:v1"}'), 'a list of known failures'],
    [
      'a pass that its rules belie',
      () => saved('forged.json', renderJson({ ...FAILING, outcome: 'conformant', baseline: null })),
      'is "conformant", but its rules come to "nonconformant"',
    ],
    ['a report of no rule', () => saved('empty.json', renderJson({ ...FAILING, rules: [] })), 'has no rule'],
  ])('refuses %s', async (_, source, said) => {
    const { code, err, out } = await run(['report', source()]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('says why there is no statement of what has no digest, printed or written', async () => {
    const path = saved('no-digest.json', renderFindingsJson([{ ...SOUND, sha256: null }]));
    const printed = await run(['report', path, '--format', 'intoto']);
    expect(printed.code).toBe(2);
    expect(printed.err).toContain('there is no intoto report of it');
    const written = await run(['report', path, '--format', 'intoto', '--output', place('statement.json')]);
    expect([written.code, existsSync(place('statement.json'))]).toEqual([2, false]);
    expect(written.err).toContain('the intoto report was not written');
  });

  it('does not write over the report that it reads', async () => {
    const path = saved('source.json', renderJson(FAILING));
    const { code, err } = await run(['report', path, '--output', path]);
    expect([code, readFileSync(path, 'utf8')]).toEqual([2, renderJson(FAILING)]);
    expect(err).toContain('would replace a file that this call uses');
  });
});

describe('--report of check', () => {
  it('writes each form, and what report makes of the JSON later is the same', async () => {
    const image = writeImage(place);
    const json = place('deep/er/findings.json');
    const text = place('findings.txt');
    const checked = await run(['check', image, '--report', `json=${json}`, '--report', `text=${text}`]);
    expect(checked.code).toBe(0);
    const later = await run(['report', json, '--format', 'text']);
    expect(readFileSync(text, 'utf8')).toBe(later.out);
  });

  it.each([
    ['junit', 'It has to be <format>=<file>'],
    ['text=', 'It has to be <format>=<file>'],
    ['pdf=out.pdf', 'the formats are'],
    ['text=-', 'cannot go to standard output'],
  ])('refuses %s', async (value, said) => {
    const { code, err } = await run(['check', writeImage(place), '--report', value]);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('says which form could not be written, and writes the others', async () => {
    const text = place('beside.txt');
    const other = saved('other.efi', 'no image');
    const statement = place('statement.json');
    const { code, err } = await run(['check', other, '--report', `intoto=${statement}`, '--report', `text=${text}`]);
    expect([code, existsSync(statement)]).toEqual([2, false]);
    expect(err).toContain('the intoto report was not written');
    expect(existsSync(text)).toBe(true);
  });

  it('refuses two forms in one file, a folder, and the image itself', async () => {
    const image = writeImage(place);
    const before = readFileSync(image);
    const twice = await run(['check', image, '--report', `text=${place('x')}`, '--report', `json=${place('x')}`]);
    const folder = await run(['check', image, '--report', `text=${place('.')}`]);
    const itself = await run(['check', image, '--report', `text=${image}`]);
    expect([twice.code, folder.code, itself.code]).toEqual([2, 2, 2]);
    expect(twice.err).toContain('name two files');
    expect(folder.err).toContain('it is a folder');
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(existsSync(place('x'))).toBe(false);
  });
});

describe('a file in a report folder', () => {
  it('has the name that the next run takes for its own, whoever writes it', async () => {
    const out = place('taken');
    const short = ['verify', '--random-only', '--runs', '2', '--rule', 'PE-DOS-*', '--quiet', '--out', out];
    await run(short);
    const odd = await run(['report', out, '--format', 'html', '--output', join(out, 'page.html')]);
    const pair = await run(['compare', out, out, '--output', join(out, 'compare.html')]);
    const usual = await run(['report', out, '--format', 'html', '--output', join(out, 'report.html')]);
    expect([odd.code, pair.code, usual.code]).toEqual([2, 2, 0]);
    expect(odd.err).toContain(join(out, 'report.html'));
    expect((await run(short)).code).not.toBe(2);
  });

  it('is not written twice by another name', async () => {
    mkdirSync(place('real'));
    symlinkSync(place('real'), place('link'));
    const image = writeImage(place);
    const two = ['--report', `junit=${place('real/x')}`, '--report', `text=${place('link/x')}`];
    const { code, err } = await run(['check', image, ...two]);
    expect([code, err]).toEqual([2, expect.stringContaining('name two files')]);
  });

  it('of a shard is not replaced by a report of it', async () => {
    const short = ['verify', '--random-only', '--runs', '4', '--rule', 'PE-DOS-*', '--quiet'];
    await run([...short, '--shard', '1/2', '--out', place('part')]);
    const path = place('part/shard.json');
    const before = readFileSync(path);
    const { code } = await run(['merge', place('part'), '--out', place('merged'), '--report', `json=${path}`]);
    expect([code, readFileSync(path).equals(before)]).toEqual([2, true]);
  });
});

describe('a report of an earlier run', () => {
  const stale = (name: string): string => saved(name, 'all is well');

  it('is gone where check has no statement to make', async () => {
    const statement = stale('old.intoto.json');
    const { code } = await run(['check', place('absent.efi'), '--report', `intoto=${statement}`]);
    expect([code, existsSync(statement)]).toEqual([2, false]);
  });

  it('stays where the call is refused, and so does an image or a content that it would replace', async () => {
    const text = stale('old.txt');
    const { content, image } = writeAppend(place);
    const kept = [content, image].map((path) => readFileSync(path));
    const refused = await run(['check', image, '--report', `text=${text}`, '--report', `junit=${text}`]);
    expect([refused.code, readFileSync(text, 'utf8')]).toEqual([2, 'all is well']);
    const against = ['check', saved('after.efi', 'MZ'), '--against', image, '--content', content];
    for (const argv of [
      ['check', place('.'), '--report', `json=${image}`],
      [...against, '--report', `json=${image}`],
      [...against, '--report', `json=${content}`],
    ]) {
      const { code, err } = await run(argv);
      expect([code, err]).toEqual([2, expect.stringContaining('would replace a file that this call uses')]);
    }
    expect([content, image].map((path) => readFileSync(path))).toEqual(kept);
  });
});

describe('--report of verify', () => {
  const SHORT = ['verify', '--random-only', '--runs', '3', '--rule', 'PE-DOS-*'];

  it('writes forms in the report folder under their usual names, which the next run takes for its own', async () => {
    const out = place('run');
    const path = join(out, `report.${extensionOf('text')}`);
    const refused = await run([...SHORT, '--out', out, '--report', `text=${path}`]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('leave out --report text');
    const odd = await run([...SHORT, '--out', out, '--report', `text=${join(out, 'mine.txt')}`]);
    expect(odd.code).toBe(2);
    expect(odd.err).toContain('report.txt');
  });

  it('writes what report makes of the report later', async () => {
    const out = place('other-run');
    const path = place('beside.txt');
    await run([...SHORT, '--out', out, '--report', `text=${path}`]);
    const later = await run(['report', out]);
    expect(readFileSync(path, 'utf8')).toBe(later.out);
    expect(readFileSync(join(out, 'report.txt'), 'utf8')).toBe(later.out);
  });

  it('writes over no file that the run uses', async () => {
    const path = saved('known.json', '{"schema":"urn:zbootkit:baseline:v1","known":[]}');
    const ways = [
      ['--baseline', path, '--report', `json=${path}`],
      ['--write-baseline', place('new.json'), '--report', `json=${place('new.json')}`],
      ['--report', `html=${path}`, '--', path, '{in}', '{section}', '{out}'],
    ];
    for (const words of ways) {
      const { code, err } = await run([...SHORT, '--out', place('used'), ...words]);
      expect(code).toBe(2);
      expect(err).toContain('would replace a file that this call uses');
    }
    expect(readFileSync(path, 'utf8')).toContain('baseline');
  });

  it('is not for a shard', async () => {
    const { code, err } = await run([...SHORT, '--shard', '1/2', '--out', place('shard'), '--report', 'text=x.txt']);
    expect(code).toBe(2);
    expect(err).toContain('--report cannot be used with --shard');
  });
});
