/** Holds digests against those that programs of others compute: of the vectors, of two that differ, and of generated images. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { authenticodeDigest } from '../../properties/authenticode/digest.ts';
import type { AuthenticodeVariant } from '../../properties/authenticode/variants.ts';
import { effort } from '../support/effort.ts';
import { absent } from '../support/image-witness.ts';
import { inPool, runIn } from '../support/image-witness-process.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';
import { imageIn } from '../vectors/append-pairs.ts';
import { clean, ideal, v0, v1, v2, v3, v4, v5, v6 } from '../vectors/base-images.ts';

const SEED = 3;
const CASES = effort(200);
/** What sbsign says to machines that it does not know. */
const OTHER_MACHINE = 'Invalid PE header magic';

const folder = useTempFolder();

/** Every image by a name of its own. */
const IMAGES: readonly (readonly [string, Uint8Array])[] = [
  ...[v0, v1, v2, v3, v4, v5, v6, clean, ideal].map((make) => [make.name, make()] as const),
  ...Array.from({ length: CASES }, (_, index) => [`case-${index}`, caseAt(SEED, index).image] as const),
];

/** Whether the digest that a variant gives stands in what a tool wrote. */
function isIn(written: Uint8Array, bytes: Uint8Array, variant: AuthenticodeVariant): boolean {
  const digest = authenticodeDigest(imageIn(bytes), variant);
  return digest !== null && Buffer.from(written).includes(Buffer.from(digest, 'hex'));
}

/** What a tool wrote for an image, or `null` where it has no digest to give. */
type Ask = (name: string, bytes: Uint8Array) => Promise<Uint8Array | null>;

async function askOsslsigncode(name: string): Promise<Uint8Array | null> {
  const { code } = await runIn(folder(), 'osslsigncode', ['extract-data', '-in', name, '-out', `${name}.data`]);
  return code === 0 ? readFileSync(folder(`${name}.data`)) : null;
}

/** sbsign shows no digest without signing; what is signed is the padded file, so that nothing in front is looked at. */
async function askSbsign(name: string, bytes: Uint8Array): Promise<Uint8Array | null> {
  if (imageIn(bytes).certificateTable !== null) return null;
  const args = ['--key', 'key.pem', '--cert', 'cert.pem', '--output', `${name}.signed`, name];
  const { code, err } = await runIn(folder(), 'sbsign', args);
  if (err.includes(OTHER_MACHINE)) return null;
  if (code !== 0) throw new Error(`sbsign does not sign ${name}: ${err}`);
  return readFileSync(folder(`${name}.signed`)).subarray(bytes.length);
}

function makeKey(): void {
  const subject = ['-subj', '/CN=zbootkit tests', '-days', '30'];
  const files = ['-keyout', folder('key.pem'), '-out', folder('cert.pem')];
  const { status, stderr } = spawnSync('openssl', [
    'req',
    '-new',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...files,
    ...subject,
  ]);
  if (status !== 0) throw new Error(`openssl makes no key: ${stderr.toString()}`);
}

/** Asks a tool for the digest of every image and says on which it disagrees with every variant that it may follow. */
async function disagreements(
  tool: string,
  ask: Ask,
  variants: readonly AuthenticodeVariant[],
): Promise<readonly string[]> {
  const answers = await inPool(IMAGES, async ([name, bytes]) => {
    writeFileSync(folder(name), bytes);
    const written = await ask(name, bytes);
    if (written === null) return null;
    return { name, agrees: variants.some((variant) => isIn(written, bytes, variant)) };
  });
  const given = answers.filter((answer) => answer !== null);
  logWitness(`digests: ${tool} agrees on ${given.filter(({ agrees }) => agrees).length} of ${given.length}`);
  expect(given.length).toBeGreaterThan(CASES / 2);
  return given.filter(({ agrees }) => !agrees).map(({ name }) => name);
}

describe('a digest', () => {
  const reasons = { osslsigncode: absent('osslsigncode'), sbsign: absent('sbsign') ?? absent('openssl') };
  if (reasons.osslsigncode === null) {
    it('of a file as it lies is that of osslsigncode', async () => {
      expect(await disagreements('osslsigncode', askOsslsigncode, ['linear'])).toEqual([]);
    });
  }
  if (reasons.sbsign === null) {
    it('with padding to 8 bytes is that of sbsign', async () => {
      makeKey();
      expect(await disagreements('sbsign', askSbsign, ['padded'])).toEqual([]);
    });
  }
  for (const [tool, reason] of Object.entries(reasons)) {
    if (reason === null) continue;
    it(`${tool} is NOT INSTALLED here, so digests are not witnessed by it`, () => {
      logWitness(`digests: ${tool} is ${reason}`);
      expect(reason).toBe('absent');
    });
  }
});
