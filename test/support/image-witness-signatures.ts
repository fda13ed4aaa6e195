import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../../generators/plan/plan.ts';
import { absent, askEach, knownOnly, statusMessages, versionOf } from './image-witness.ts';
import type { Witness } from './image-witness.ts';
import { writePlainImages } from './image-witness-images.ts';
import type { WitnessedImage } from './image-witness-images.ts';
import { distinctLines, runIn } from './image-witness-process.ts';

/** What sbverify says to machines that it does not know, and to images without signatures. */
const SBVERIFY_OTHER_MACHINE = 'Invalid PE header magic';
const SBVERIFY_UNSIGNED = 'No signature table present';

async function askSbverify(folder: string, { name, signatures }: WitnessedImage): Promise<readonly string[]> {
  const exit = await runIn(folder, 'sbverify', ['--list', name]);
  // Indented lines tell where the gap lies of which the line in front warns.
  const said = distinctLines(exit.err).filter((line) => !line.startsWith(' '));
  const listed = exit.out.match(/^signature \d+$/gm)?.length ?? 0;
  const expected = signatures === 0 ? said.filter((line) => line !== SBVERIFY_UNSIGNED) : said;
  const miscounted = listed === signatures ? [] : [`lists ${listed} signatures of ${signatures}`];
  return statusMessages(exit, [...expected, ...miscounted]);
}

/** sbsigntools' reader of signatures, which also follows the section table. */
export const SBVERIFY: Witness = {
  tool: 'sbverify',
  missing: () => absent('sbverify'),
  version: () => versionOf('sbverify'),
  async examine(images) {
    const { folder } = images;
    const unknown = (await askEach(writePlainImages(folder, MACHINES), (image) => askSbverify(folder, image))).filter(
      ({ message }) => message === SBVERIFY_OTHER_MACHINE,
    );
    const machines = MACHINES.filter((machine) => !unknown.some(({ image }) => image.machine === machine));
    return knownOnly(images, new Set(machines), (known) =>
      askEach(known.images, (image) => askSbverify(folder, image)),
    );
  },
};

/** A CheckSum of 0 is none, as in most EFI images; osslsigncode reports the field and what it would be. */
const NO_CHECK_SUM =
  /^Current PE checksum {3}: 00000000\nCalculated PE checksum: [0-9A-F]{8}\nWarning: invalid PE checksum\n/m;
const OSSLSIGNCODE_COMPLAINT = /warning|error|fail|corrupt|unable|invalid|mismatch/i;
/** DigestInfo is the last thing in what `extract-data` writes but for an empty set. */
const DIGEST_LENGTH = 32;
const BEHIND_DIGEST = 2;

async function callOsslsigncode(folder: string, command: string, name: string): Promise<readonly string[]> {
  const exit = await runIn(folder, 'osslsigncode', [command, '-in', name, '-out', `${name}.${command}`]);
  const said = distinctLines(exit.out.replace(NO_CHECK_SUM, '')).filter((line) => OSSLSIGNCODE_COMPLAINT.test(line));
  const failed = exit.code === 0 ? said : said.filter((line) => line !== 'Failed');
  const lines = statusMessages(exit, [...distinctLines(exit.err), ...failed]);
  return lines.length === 0 ? [] : [`${command}: ${lines.join('; ')}`];
}

/** osslsigncode works the digest out for itself; every signature of the image carries the same. */
async function askOsslsigncode(folder: string, { name, signatures }: WitnessedImage): Promise<readonly string[]> {
  const messages = await callOsslsigncode(folder, 'extract-data', name);
  if (signatures === 0 || messages.length > 0) return messages;
  const data = readFileSync(join(folder, `${name}.extract-data`));
  const digest = data.subarray(-DIGEST_LENGTH - BEHIND_DIGEST, -BEHIND_DIGEST).toString('hex');
  const carried = readFileSync(join(folder, name)).toString('hex').split(digest).length - 1;
  const differing = carried === signatures ? [] : [`finds the digest ${digest} in ${carried} signatures`];
  return [...differing, ...(await callOsslsigncode(folder, 'extract-signature', name))];
}

/** Reader and writer of signatures that works out an image's digest by itself. */
export const OSSLSIGNCODE: Witness = {
  tool: 'osslsigncode',
  missing: () => {
    if (absent('osslsigncode') !== null) return 'absent';
    const { stdout } = spawnSync('osslsigncode', ['--help'], { encoding: 'latin1' });
    return stdout.includes('extract-data') ? null : 'too old';
  },
  version: () => versionOf('osslsigncode'),
  async examine({ folder, images }) {
    const complaints = await askEach(images, (image) => askOsslsigncode(folder, image));
    return { judged: images.length, complaints, remarks: [] };
  },
};
