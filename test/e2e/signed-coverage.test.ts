/**
 * What can be changed in an output after it is signed, without sbverify noticing: nothing that could not be changed in
 * the input, signed the same way. CheckSum, the certificate directory entry and the certificate table are aside, which
 * no signature covers.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { SEED, effort } from '../support/effort.ts';
import { installed } from '../support/project.ts';
import { coveredPlaces, gainedBytes, rangesOf } from '../support/signed-coverage.ts';
import { signedImage, statesItsDigest, uncoveredPlaces, withoutSignature } from '../support/signed-coverage.ts';
import type { SignedImage } from '../support/signed-coverage.ts';
import { logWitness } from '../support/witness-log.ts';

const TOOLS = ['sbsign', 'sbverify', 'openssl', 'sh'] as const;
const ABSENT = TOOLS.filter((tool) => !installed(tool));
const CASES = effort(60);
const MOST = 64;
const run = promisify(execFile);

/** Prints the names of the files in a folder that sbverify accepts; one shell calls it for all of them. */
const ACCEPTED =
  'cd "$1" && for file in *; do if sbverify --cert "$2" "$file" >/dev/null 2>&1; then echo "$file"; fi; done';

let folder = '';
const key = (): string => join(folder, 'key.pem');
const certificate = (): string => join(folder, 'certificate.pem');

const tally = { appended: 0, refused: 0, signed: 0, noticed: 0, unnoticed: 0, inherited: 0, tailLost: 0, gained: 0 };
const unsigned = new Map<string, number>();
const findings: { readonly index: number; readonly text: string }[] = [];

/** The image, signed; or the first line of what sbsign says against it. */
async function sign(place: string, image: Uint8Array): Promise<SignedImage | string> {
  const [path, signed] = [`${place}.efi`, `${place}.signed`];
  writeFileSync(path, image);
  try {
    await run('sbsign', ['--key', key(), '--cert', certificate(), '--output', signed, path]);
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    return text.split('\n')[0] ?? '';
  }
  return signedImage(readFileSync(signed));
}

/** Has sbverify judge the image itself, and one copy for each offset with the byte there changed; what it accepts. */
async function accepted(place: string, { bytes }: SignedImage, offsets: readonly number[]): Promise<readonly string[]> {
  mkdirSync(place);
  writeFileSync(join(place, 'unchanged'), bytes);
  for (const at of offsets) {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
    writeFileSync(join(place, String(at)), copy);
  }
  const { stdout } = await run('sh', ['-c', ACCEPTED, 'sh', place, certificate()]);
  rmSync(place, { recursive: true });
  return stdout.split('\n').filter((name) => name !== '');
}

/** Changes bytes that are said to be covered, and others; says where sbverify is of another opinion. */
async function tryOut(
  place: string,
  image: SignedImage,
  covered: readonly number[],
  uncovered: readonly number[],
): Promise<readonly string[]> {
  const names = new Set(await accepted(place, image, [...covered, ...uncovered]));
  const overlooked = covered.filter((at) => names.has(String(at)));
  const caught = uncovered.filter((at) => !names.has(String(at)));
  tally.noticed += covered.length - overlooked.length;
  tally.unnoticed += uncovered.length - caught.length;
  return [
    ...(names.has('unchanged') ? [] : ['is not accepted as it was signed']),
    ...(statesItsDigest(image) ? [] : ['is signed over other bytes than the specification says']),
    ...(overlooked.length > 0 ? [`may be changed unnoticed at ${rangesOf(overlooked)}`] : []),
    ...(caught.length > 0 ? [`is covered after all at ${rangesOf(caught)}`] : []),
  ];
}

/** Appends to one case, signs input and output, and says what is wrong with the coverage. */
async function examine(index: number): Promise<readonly string[]> {
  const { image, request } = caseAt(SEED, index);
  const result = appendSections(image, [request], { stripSignature: true });
  if (result.kind === 'refused') {
    tally.refused += 1;
    return [];
  }
  tally.appended += 1;
  const place = join(folder, String(index));
  const input = await sign(`${place}-in`, withoutSignature(image));
  const output = await sign(`${place}-out`, result.bytes);
  for (const suffix of ['in.efi', 'in.signed', 'out.efi', 'out.signed']) rmSync(`${place}-${suffix}`, { force: true });
  if (typeof input === 'string' && input === output) {
    unsigned.set(input, (unsigned.get(input) ?? 0) + 1);
    return [];
  }
  if (typeof input === 'string' || typeof output === 'string') {
    return [`sbsign says of the input: ${answer(input)}; of the output: ${answer(output)}`];
  }
  tally.signed += 1;
  // A gap of the input has uncovered bytes there too: the tail that covers others of them by chance never reaches its start.
  const { tailLost, gained } = gainedBytes(output, input);
  tally.tailLost += tailLost.length;
  tally.gained += gained.length;
  tally.inherited += output.uncovered.size - tailLost.length - gained.length;
  const covered = coveredPlaces(output, input, `${SEED}/${index}`);
  const ofInput = await tryOut(`${place}-in`, input, [], uncoveredPlaces(input, 8));
  const ofOutput = await tryOut(`${place}-out`, output, covered, uncoveredPlaces(output, MOST));
  return [
    ...ofInput.map((text) => `input ${text}`),
    ...ofOutput.map((text) => `output ${text}`),
    ...(tailLost.length > 0 && input.uncovered.size === 0 ? [`output uncovers ${rangesOf(tailLost)}`] : []),
    ...(gained.length > 0 ? [`output gains ${gained.length} uncovered bytes at ${rangesOf(gained)}`] : []),
  ];
}

function answer(result: SignedImage | string): string {
  return typeof result === 'string' ? `"${result}"` : 'signed';
}

describe('an output that is signed afterwards', () => {
  if (ABSENT.length > 0) {
    it(`is NOT CHANGED BYTE BY BYTE, for ${ABSENT.join(', ')} cannot be called here`, () => {
      logWitness(`bytes a signature covers: ${ABSENT.join(', ')} absent, not put to the test`);
      expect(ABSENT).not.toEqual([]);
    });
    return;
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zbootkit-signed-'));
    const out = ['-keyout', key(), '-out', certificate(), '-subj', '/CN=test', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...out], { stdio: 'pipe' });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const { appended, refused, signed, noticed, unnoticed, inherited, tailLost, gained } = tally;
    const because = [...unsigned].map(([text, count]) => `; sbsign refuses ${count}: "${text}"`).join('');
    logWitness(`bytes a signature covers: ${signed} of ${appended} appends signed (${refused} refused)${because}`);
    logWitness(`bytes a signature covers: sbverify notices ${noticed} changes and not ${unnoticed}, as it should`);
    const kinds = `${inherited} are the input's, ${tailLost} of its gaps were covered by its tail, ${gained} are new`;
    logWitness(`bytes a signature covers: of the uncovered bytes ${kinds}`);
  });

  it(`has no byte that may change unnoticed but those of the input, in ${CASES} cases`, async () => {
    const indices = Array.from({ length: CASES }, (_, index) => index).values();
    // Both take from the same iterator, so that there are two processes at a time and never more.
    const work = async (): Promise<void> => {
      for (const index of indices) findings.push(...(await examine(index)).map((text) => ({ index, text })));
    };
    await Promise.all([work(), work()]);
    findings.sort((a, b) => a.index - b.index);
    expect(findings.map(({ index, text }) => `case ${index} of seed ${SEED}: ${text}`)).toEqual([]);
    expect(tally.signed).toBeGreaterThan(0);
  });
});
