// One broken image is one verdict: who judges or takes something out of it ends with status 1. Status 2 is for what is no
// image, and for inspect, which judges nothing and has nothing to show.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { SOUND_PLAN } from '../support/sound-plan.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

const CASES: readonly (readonly [
  what: string,
  spoil: (image: Buffer) => Uint8Array,
  status: { readonly check: number; readonly extract: number; readonly inspect: number },
])[] = [
  ['is sound', (image) => image, { check: 0, extract: 0, inspect: 0 }],
  ['has its payload outside of the file', setPayload(0x100000), { check: 1, extract: 1, inspect: 0 }],
  ['has its payload beyond 4 GiB', setPayload(0xffffffff), { check: 1, extract: 1, inspect: 0 }],
  ['has a stale offset', setPayload(0x1800), { check: 1, extract: 1, inspect: 0 }],
  ['is cut in its payload', (image) => image.subarray(0, 0x1010), { check: 1, extract: 1, inspect: 0 }],
  ['is cut in its section table', (image) => image.subarray(0, 0x100), { check: 1, extract: 1, inspect: 2 }],
  ['is cut in its DOS header', (image) => image.subarray(0, 0x30), { check: 1, extract: 1, inspect: 2 }],
  ['starts as no image does', (image) => image.fill(0, 0, 2), { check: 2, extract: 2, inspect: 2 }],
  ['is empty', () => new Uint8Array(), { check: 2, extract: 2, inspect: 2 }],
];

function setPayload(offset: number): (image: Buffer) => Uint8Array {
  return (image) => {
    image.writeUInt32LE(offset, 8);
    return image;
  };
}

describe('the exit status for an image', () => {
  it.each(CASES)('that %s', async (_what, spoil, status) => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    writeFileSync(temp('odd.efi'), spoil(readFileSync(image)));
    const ended = async (...argv: readonly string[]): Promise<number> => (await run(argv)).code;
    expect({
      check: await ended('check', temp('odd.efi')),
      extract: await ended('extract', temp('odd.efi'), temp('Image')),
      inspect: await ended('inspect', temp('odd.efi')),
    }).toEqual(status);
  });
});
