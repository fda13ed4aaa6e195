import { describe, expect, it } from 'vitest';
import { checkCounts, renderFindings, renderFindingsJson } from '../../../reports/index.ts';
import type { FindingsOptions } from '../../../reports/index.ts';
import { VERSION } from '../../../src/results/index.ts';
import type { CheckedFile, EffectKind } from '../../../src/results/index.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';

const PLAIN: FindingsOptions = { width: 80, colour: 'none', verbosity: 'normal', verdicts: 'wrapped' };

const ESCAPES = /\u001b\[[0-9;]*m/g;

/** The unsound image in a second profile, in which something else happens. */
function inTwoProfiles(kind: EffectKind, what: string): readonly CheckedFile[] {
  const results = UNSOUND.results.map((result) => ({
    ...result,
    effect: result.effect === null ? null : { kind, by: 'shim 16.1', what },
  }));
  return [UNSOUND, { ...UNSOUND, profile: 'shim', results }];
}

describe('findings', () => {
  it.each([
    ['check-normal-80.txt', PLAIN],
    ['check-quiet-80.txt', { ...PLAIN, verbosity: 'quiet' }],
    ['check-verbose-40.txt', { ...PLAIN, verbosity: 'verbose', width: 40 }],
  ] as const)('equal the golden file %s', async (name, options) => {
    await expect(renderFindings([SOUND, UNSOUND, APPENDED], options)).toMatchFileSnapshot(`../../golden/${name}`);
  });

  it('end with how many files could not be judged, beside one image or several', () => {
    const absent = { path: 'absent.efi', reason: 'there is no such file.' };
    expect(renderFindings([SOUND, UNSOUND], PLAIN, [absent])).toMatch(
      /\n2 images: 1 with errors, 1 without, and 1 file that could not be judged\n$/,
    );
    expect(renderFindings([SOUND], { ...PLAIN, verbosity: 'quiet' }, [absent, absent])).toMatch(
      /\n1 image: 0 with errors, 1 without, and 2 files that could not be judged\n$/,
    );
    expect(renderFindings([], PLAIN, [absent])).toBe('');
  });

  it('show each rule once with its level in each of several profiles', async () => {
    const text = renderFindings(UNSOUND_TWICE, PLAIN);
    await expect(text).toMatchFileSnapshot('../../golden/check-profiles-80.txt');
    expect(text.match(/PE-SEC-014 {2}raw/g)).toHaveLength(1);
  });

  it('name the profiles by `every` where there are many of one level', () => {
    const profiles = ['edk2', 'shim', 'spec', 'zboot'];
    const text = renderFindings(
      profiles.map((profile) => ({ ...UNSOUND, profile })),
      PLAIN,
    );
    expect(text).toContain('error in every profile (misread)');
  });

  it('keep a file that is named twice apart from itself', () => {
    expect(renderFindings([UNSOUND, UNSOUND], PLAIN).match(/PE-SEC-014 {2}raw/g)).toHaveLength(2);
  });

  it('name who refuses an image, or who is affected when nobody does', () => {
    const results = UNSOUND.results.map((result) => ({ ...result, effect: null }));
    const text = renderFindings([{ ...UNSOUND, results }], { ...PLAIN, verbosity: 'quiet', width: 100 });
    expect(text).toMatch(/PE-SEC-014 .* error · rejected by edk2, shim$/m);
    expect(text).toMatch(/PE-SEC-031 .* warning · affects pesign$/m);
  });

  it('say what happens where that is known, each thing once for all profiles', () => {
    const text = renderFindings(inTwoProfiles('crashes', 'does not stop'), { ...PLAIN, width: 100 });
    expect(text).toMatch(/PE-SEC-014 .* error in edk2 \(misread\) · error in shim \(crashes\)$/m);
    expect(text).toContain('  EDK2 2022.11 loads it, and the last section wins. shim 16.1 does not stop.\n');
    const same = renderFindings(UNSOUND_TWICE, PLAIN);
    expect(same.match(/error in edk2, shim \(misread\)$/gm)).toHaveLength(1);
    expect(same.match(/the last section wins\./g)).toHaveLength(1);
  });

  it('take one line for a sound image', () => {
    expect(renderFindings([SOUND], { ...PLAIN, width: 100 })).toBe(
      'arm64-6.12-zstd.efi: sound in profile zboot: 2 rules hold, 1 skipped, 1 remark (info)\n',
    );
  });

  it('say in that line what was not looked at, and not where something is broken', () => {
    const caveat = 'the signer was not checked';
    expect(renderFindings([{ ...SOUND, caveat }], { ...PLAIN, width: 120 })).toBe(
      'arm64-6.12-zstd.efi: sound in profile zboot: 2 rules hold, 1 skipped, 1 remark (info); the signer was not checked\n',
    );
    expect(renderFindings([{ ...UNSOUND, caveat }], PLAIN)).not.toContain('who signed');
  });

  it('keep the lines of sound images together, however narrow the page', () => {
    expect(renderFindings([SOUND, SOUND], { ...PLAIN, width: 40 })).not.toContain('\n\n');
  });

  it('keep the lines of sound images next to each other', () => {
    const held = { ...SOUND, results: SOUND.results.slice(0, 2) };
    expect(renderFindings([held, held], PLAIN)).toBe(
      `${'arm64-6.12-zstd.efi: sound in profile zboot: 2 rules hold, 0 skipped\n'.repeat(2)}2 images: 0 with errors, 2 without\n`,
    );
  });

  it('say that nobody knows, and why, where a rule could not be verified', () => {
    const doubt = 'the payload was not verified: it decompresses to more than 5 bytes';
    const verdict = { kind: 'skip', reason: doubt, unverified: true } as const;
    const [held, ...others] = SOUND.results;
    if (held === undefined) throw new Error('the sample has no results');
    const unknown = { ...SOUND, results: [held, { ...held, verdict }, { ...held, verdict }, ...others] };
    expect(checkCounts(unknown)).toMatchObject({ held: 2, skipped: 1, unverified: 2 });
    expect(renderFindings([unknown, SOUND], { ...PLAIN, width: 40, verdicts: 'whole' })).toBe(
      `arm64-6.12-zstd.efi: not verified in profile zboot: ${doubt}, 2 rules hold, 1 skipped, 2 not verified, 1 remark (info)\n` +
        'arm64-6.12-zstd.efi: sound in profile zboot: 2 rules hold, 1 skipped, 1 remark (info)\n' +
        '2 images: 0 with errors, 1 not judged or not verified, 1 without\n',
    );
  });

  it('say why a profile was chosen, and what is wrong with the file as a whole', () => {
    const cause = { sentence: 'The file is cut short: 7 bytes are missing.', follows: ['PE-SEC-014'] };
    const text = renderFindings([{ ...UNSOUND, because: 'because it is not a zboot image', cause }], {
      ...PLAIN,
      width: 200,
    });
    expect(text).toMatch(
      /^CAUSE broken\.efi: The file is cut short: 7 bytes are missing\.\n {2}Consequences: PE-SEC-014; --verbose shows the bytes\.\n\n/,
    );
    expect(text).not.toContain('FAIL  PE-SEC-014');
    expect(text).toContain('broken.efi: 1 error, 1 warning in profile edk2, because it is not a zboot image: ');
  });

  it('call it a note where no error follows from it', () => {
    const cause = { sentence: 'The file is cut short: 7 bytes are missing.', follows: ['PE-SEC-031'] };
    expect(renderFindings([{ ...UNSOUND, cause }], { ...PLAIN, width: 200 })).toMatch(
      /^NOTE broken\.efi: The file is cut short: 7 bytes are missing\.\n {2}Consequences: PE-SEC-031; /,
    );
    const rows = [SOUND, { ...SOUND, profile: 'shim' }].map((row) => ({ ...row, cause: { ...cause, follows: [] } }));
    expect(renderFindings(rows, { ...PLAIN, width: 200 })).toMatch(
      /^NOTE \S+: The file is cut short: 7 bytes are missing\. It breaks no rule of these profiles\.\n\n/,
    );
  });

  it('say in every quiet line which file it is about, where there are several', () => {
    const cause = { sentence: 'The file is cut short.', follows: ['PE-SEC-014'] };
    const options = { ...PLAIN, verbosity: 'quiet', verdicts: 'whole' } as const;
    const lines = renderFindings([{ ...UNSOUND, cause }, APPENDED, SOUND], options)
      .trimEnd()
      .split('\n');
    const paths = ['broken.efi', 'new/out.efi', 'arm64-6.12-zstd.efi'].map((path) => `${path}: `);
    const told = lines.filter((line) => !line.startsWith('  The checker itself failed:'));
    expect(told.pop()).toMatch(/^3 images: /);
    expect(told.filter((line) => !paths.some((path) => line.startsWith(path)))).toEqual([]);
    expect(told).toContain('broken.efi: CAUSE The file is cut short.');
    expect(told).toContain('broken.efi: FAIL  PE-SEC-014  raw-data-aligned  error · misread');
    expect(told).toContain('new/out.efi: FAIL  PR-KEEP-001  section-content  error');
    expect(renderFindings([UNSOUND], options)).toMatch(/^FAIL {2}PE-SEC-014 /);
  });

  it('list errors before warnings, whatever the order of the catalogue', () => {
    const text = renderFindings([UNSOUND], PLAIN);
    expect(text.indexOf('PE-SEC-014')).toBeLessThan(text.indexOf('PE-SEC-031'));
  });

  it('show remarks, references and skips only when verbose', () => {
    const verbose = renderFindings([UNSOUND], { ...PLAIN, verbosity: 'verbose' });
    for (const part of ['INFO  PE-OPT-020', 'See PE format, Section Table.', 'SKIP  PE-SIG-004']) {
      expect(verbose).toContain(part);
      expect(renderFindings([UNSOUND], PLAIN)).not.toContain(part);
    }
  });

  it('name the files of an append by their paths', () => {
    const text = renderFindings([APPENDED], PLAIN);
    expect(text).toContain('  prog.bpf [0x0, 0x5)\n');
    expect(text).toContain('  new/out.efi [0x600, 0x605)\n');
  });

  it('do not call an image sound that no rule held for', () => {
    const results = SOUND.results.filter(({ verdict }) => verdict.kind === 'skip');
    expect(renderFindings([{ ...SOUND, results }], PLAIN)).toContain('not exercised in profile zboot: 0 rules hold');
  });

  it('do not call an image sound when a checker broke', () => {
    const results = UNSOUND.results.filter(({ verdict }) => verdict.kind !== 'fail');
    expect(renderFindings([{ ...UNSOUND, results }], PLAIN)).toContain('broken.efi: not judged in profile edk2');
  });

  it('say the same in colour as without', () => {
    const coloured = renderFindings([SOUND, UNSOUND], { ...PLAIN, colour: 'ansi' });
    expect(coloured).toMatch(ESCAPES);
    expect(coloured.replace(ESCAPES, '')).toBe(renderFindings([SOUND, UNSOUND], PLAIN));
  });

  it('show a path that could act on a terminal as escapes', () => {
    expect(renderFindings([{ ...SOUND, path: '\u001b[2J' }], PLAIN)).toMatch(/^\\x1b\[2J: sound/);
  });

  it('take a width below 40 as 40', () => {
    expect(renderFindings([UNSOUND], { ...PLAIN, width: 0 })).toBe(renderFindings([UNSOUND], { ...PLAIN, width: 40 }));
  });

  it('are counted by level and verdict', () => {
    expect(checkCounts(UNSOUND)).toEqual({
      errors: 1,
      warnings: 1,
      remarks: 1,
      held: 1,
      vacuous: 1,
      skipped: 1,
      unverified: 0,
      excused: 0,
      broken: 1,
    });
  });
});

describe('findings as JSON', () => {
  it('equal the golden file', async () => {
    await expect(renderFindingsJson([SOUND, APPENDED])).toMatchFileSnapshot('../../golden/check.json');
  });

  it('read back as the same images with their counts', () => {
    const rows = [SOUND, UNSOUND, APPENDED];
    expect(JSON.parse(renderFindingsJson(rows))).toStrictEqual({
      schema: 'urn:zbootkit:check:v1',
      tool: { name: 'zbootkit', version: VERSION, sha256: null },
      images: rows.map((checked) => ({ ...checked, counts: checkCounts(checked) })),
      unjudged: [],
    });
  });
});
