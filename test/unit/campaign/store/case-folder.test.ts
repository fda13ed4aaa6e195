import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ODD_NAMES } from '../../../../generators/index.ts';
import { CaseFolderError, readCaseFolder, writeCaseFolder } from '../../../../src/campaign/index.ts';
import type { StoredCase } from '../../../../src/campaign/index.ts';
import { subjectThat } from '../../../support/cases.ts';
import { campaignOf } from '../../../support/campaign.ts';
import { useTempFolder } from '../../../support/temp-folder.ts';

const temp = useTempFolder();

/** A case that a subject was seen to fail on. */
async function storedCase(): Promise<StoredCase> {
  const copying = subjectThat((image) => ({ kind: 'rewritten', bytes: image.slice() }), ['copy', '{in}']);
  const { cases } = await campaignOf(copying, { runs: 1, rules: ['PR-COF-001'] });
  const [first] = cases;
  if (first === undefined) throw new Error('copying broke no rule');
  return first;
}

describe('a case folder', () => {
  it('gives back what a replay needs', async () => {
    const stored = await storedCase();
    await writeCaseFolder(temp('new', 'cases'), stored);
    const folder = temp('new', 'cases', '1-0-PR-COF-001');
    const { image, content, ...rest } = { ...readCaseFolder(folder), content: stored.content };
    expect(Buffer.from(image).equals(stored.image)).toBe(true);
    expect(Buffer.from(rest.request.content).equals(content)).toBe(true);
    expect({ ...rest, request: stored.request }).toEqual({
      folder,
      id: '1-0-PR-COF-001',
      request: stored.request,
      further: [],
      rules: ['PR-COF-001'],
      profile: 'zboot',
      subject: 'toy',
      command: ['copy', '{in}'],
      fleeting: null,
    });
  });

  it.each([
    ['state', { dependsOnState: 'a fresh process crashed' }],
    ['once', { seenOnce: true }],
  ] as const)('says why an unchanged subject may pass: %s', async (fleeting, known) => {
    const stored = { ...(await storedCase()), ...known };
    await writeCaseFolder(temp(), stored);
    expect(readCaseFolder(temp(stored.row.id)).fleeting).toBe(fleeting);
  });

  it('has no output file when there was no output', async () => {
    const stored = { ...(await storedCase()), output: null };
    await writeCaseFolder(temp(), stored);
    expect(existsSync(temp(stored.row.id, 'out.efi'))).toBe(false);
  });

  it.each([...ODD_NAMES])('is read with the name %j, for campaigns ask for it', async (name) => {
    const stored = await storedCase();
    const named = { ...stored, request: { ...stored.request, name } };
    await writeCaseFolder(temp(), named);
    expect(readCaseFolder(temp(stored.row.id)).request.name).toBe(name);
  });

  it('remembers that the builtin rewriter was judged', async () => {
    const stored = { ...(await storedCase()), subject: { id: 'builtin', command: null } };
    await writeCaseFolder(temp(), stored);
    expect(readCaseFolder(temp(stored.row.id)).command).toBeNull();
  });
});

/** Descriptions that say too little, as the values that replace those of a good one, and the field that is named. */
const WRONG: readonly (readonly [change: Readonly<Record<string, unknown>>, said: string])[] = [
  [{ schema: 'urn:zbootkit:case:v2' }, 'schema is "urn:zbootkit:case:v2", not urn:zbootkit:case:v1.'],
  [{ schema: undefined }, 'schema is missing, not urn:zbootkit:case:v1.'],
  [{ id: 7 }, 'id is missing or malformed.'],
  [{ request: null }, 'request is missing or malformed.'],
  [{ request: { name: '.bpf' } }, 'request is missing or malformed.'],
  [{ request: { name: 1, characteristics: 2 } }, 'request is missing or malformed.'],
  [{ request: { name: '--exec=x', characteristics: 2 } }, 'request is missing or malformed.'],
  [{ request: { name: 'a\0b', characteristics: 2 } }, 'request is missing or malformed.'],
  [{ request: { name: 'n'.repeat(33), characteristics: 2 } }, 'request is missing or malformed.'],
  [{ request: { name: '.bpf', characteristics: -1.5e300 } }, 'request is missing or malformed.'],
  [{ request: { name: '.bpf', characteristics: 2 ** 32 } }, 'request is missing or malformed.'],
  [{ further: {} }, 'further is missing or malformed.'],
  [{ further: [null] }, 'further is missing or malformed.'],
  [{ further: [{ request: { name: '-y', characteristics: 2 } }] }, 'further is missing or malformed.'],
  [
    { further: new Array<object>(4).fill({ request: { name: 'x', characteristics: 2 } }) },
    'further is missing or malformed.',
  ],
  [{ rules: [] }, 'rules is missing or malformed.'],
  [{ rules: 'PR-COF-001' }, 'rules is missing or malformed.'],
  [{ rules: [1] }, 'rules is missing or malformed.'],
  [{ profile: 'mine' }, 'profile is missing or malformed.'],
  [{ subject: [] }, 'subject is missing or malformed.'],
  [{ subject: {} }, 'subject.command is missing or malformed.'],
  [{ subject: { command: 'cp {in} {out}' } }, 'subject.command is missing or malformed.'],
  [{ subject: { command: null } }, 'subject.id is missing or malformed.'],
];

describe('a folder that is no case', () => {
  it.each(WRONG)('is told by its description with %j', async (change, said) => {
    const stored = await storedCase();
    await writeCaseFolder(temp(), stored);
    const file = temp(stored.row.id, 'case.json');
    const description = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...description, ...change }));
    expect(() => readCaseFolder(temp(stored.row.id))).toThrow(new CaseFolderError(`${file}: ${said}`));
  });

  it.each(['', '{', '[]', 'null', '"text"'])('is told by a description that reads %j', async (text) => {
    const stored = await storedCase();
    await writeCaseFolder(temp(), stored);
    const file = temp(stored.row.id, 'case.json');
    writeFileSync(file, text);
    expect(() => readCaseFolder(temp(stored.row.id))).toThrow(new CaseFolderError(`${file}: is not a JSON object.`));
  });

  it.each(['case.json', 'in.efi', 'section.bin'])('is told by the absence of %s', async (name) => {
    const stored = await storedCase();
    await writeCaseFolder(temp(), stored);
    rmSync(temp(stored.row.id, name));
    expect(() => readCaseFolder(temp(stored.row.id))).toThrow(
      new CaseFolderError(
        `${temp(stored.row.id, name)}: the file cannot be read: there is no such file; a case folder holds case.json, in.efi and section.bin.`,
      ),
    );
  });
});
