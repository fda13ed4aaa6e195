/** Goal: what nobody could verify is neither sound nor broken, and says so. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { AT, PAYLOAD_AT, clean } from '../vectors/base-images.ts';
import { setBytes, setText, setU32 } from '../vectors/patch.ts';

const temp = useTempFolder();
/** The longest block of zstd, and as many as come to more than 32 MiB. [RFC 8878, 3.1.1.2] */
const BLOCK = 2 ** 17;
const BLOCKS = 257;

/** A zstd frame of a KiB with a window of 1 MiB, whose blocks of one byte each come to 32 MiB and a block. */
function bomb(): Uint8Array {
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const header = (BLOCK << 3) | (1 << 1) | (index === BLOCKS - 1 ? 1 : 0);
    return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0];
  });
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50, ...blocks.flat()]);
}

/** {@link clean} with a payload that makes more of itself than is verified, and its true length behind it. */
function bombed(): Uint8Array {
  const frame = bomb();
  const placed = setU32(setBytes(clean(), PAYLOAD_AT, frame), PAYLOAD_AT + frame.length, BLOCK * BLOCKS);
  return setText(setU32(placed, AT.payloadSize, frame.length), AT.compressionType, 'zstd', 32);
}

describe('an image whose payload makes too much of itself', () => {
  it('is not called sound: check says what it did not verify, and ends with status 4', async () => {
    writeFileSync(temp('bomb.efi'), bombed());
    const { code, out } = await run(['check', temp('bomb.efi')]);
    expect(code).toBe(4);
    expect(out).not.toContain('sound');
    expect(out).toContain('not verified');
    expect(out).toContain('the payload was not verified: it ');
  });

  it('is not called unchanged by an append: PR-ZB-007 says that it was not verified', async () => {
    writeFileSync(temp('in.efi'), bombed());
    writeFileSync(temp('content'), 'x');
    expect((await run(['append', temp('in.efi'), temp('content'), temp('out.efi')])).code).toBe(0);
    const against = ['--against', temp('in.efi'), '--content', temp('content')];
    const { code, out } = await run(['check', temp('out.efi'), ...against, '--json']);
    expect(code).toBe(4);
    const [file] = (JSON.parse(out) as { images: { results: { id: string; verdict: object }[] }[] }).images;
    expect(file?.results.find(({ id }) => id === 'PR-ZB-007')?.verdict).toMatchObject({
      kind: 'skip',
      unverified: true,
    });
  });
});
