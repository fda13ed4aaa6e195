import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fillSeeded } from '../../../generators/bytes/fill.ts';
import { compress } from '../../../generators/compress/compress.ts';
import { gunzip } from '../../../src/extraction/gunzip.ts';
import { unzstd } from '../../../src/extraction/unzstd.ts';
import { installed } from '../../support/project.ts';

const CONTENT = Buffer.from('a kernel '.repeat(100));
const MIB = 2 ** 20;

describe('gunzip', () => {
  it('gives the content whatever length is expected', () => {
    expect(gunzip(gzipSync(CONTENT), 1, CONTENT.length)).toEqual({ kind: 'bytes', bytes: CONTENT });
  });

  it('stops at the limit', () => {
    expect(gunzip(gzipSync(Buffer.alloc(5 * MIB)), 1, 5 * MIB - 1)).toEqual({
      kind: 'broken',
      reason: 'decompresses to more than 5,242,879 bytes',
    });
  });

  it.each([
    ['no gzip stream', Buffer.from('MZ'), 'incorrect header check'],
    ['a stream that is cut short', gzipSync(CONTENT).subarray(0, -9), 'unexpected end of file'],
    ['a wrong CRC32', spoilt(gzipSync(CONTENT), -8), 'incorrect data check'],
    ['a wrong ISIZE', spoilt(gzipSync(CONTENT), -4), 'incorrect length check'],
  ])('says what is wrong with %s', (_what, stream, said) => {
    expect(gunzip(stream, 1, MIB)).toEqual({ kind: 'broken', reason: `does not decompress (${said})` });
  });

  it('passes on what is no fault of the stream', () => {
    expect(() => gunzip(gzipSync(CONTENT), 1, 0)).toThrow(RangeError);
  });
});

describe('unzstd', () => {
  const frame = compress('zstd', CONTENT).bytes;
  const damaged = {
    kind: 'broken',
    reason: 'does not decompress (it is damaged, or longer than 1,048,576 bytes)',
  } as const;

  it.each([1, CONTENT.length - 1, CONTENT.length, CONTENT.length + 1, MIB])(
    'gives the content when %i bytes are expected',
    async (expected) => {
      const decoded = await unzstd(frame, expected, MIB);
      expect(decoded.kind === 'bytes' && CONTENT.equals(decoded.bytes)).toBe(true);
    },
  );

  it('stops at the limit', async () => {
    const { bytes } = compress('zstd', new Uint8Array(MIB + 1));
    expect(await unzstd(bytes, 1, MIB)).toEqual(damaged);
  });

  it.each([
    ['no frame', Buffer.from('MZ')],
    ['nothing', Buffer.alloc(0)],
    ['a frame that is cut in the middle', frame.subarray(0, 100)],
    ['a frame without its checksum', frame.subarray(0, -4)],
    ['a wrong checksum', spoilt(frame, -1)],
    ['wrong content', spoilt(frame, 50)],
    ['bytes behind the frame', Buffer.concat([frame, Buffer.alloc(4)])],
  ])('takes no %s', async (_what, stream) => {
    expect(await unzstd(stream, CONTENT.length, MIB)).toEqual(damaged);
  });

  if (installed('zstd') === null) {
    it('is NOT WITNESSED with compressed blocks and a long window, for zstd is not installed here', () => {
      expect(installed('zstd')).toBeNull();
    });
  } else {
    it.each([['-1'], ['-19'], ['--ultra', '-22']])('reads what zstd %s writes from a pipe', async (...level) => {
      const content = Buffer.concat([noise(100_000), CONTENT, noise(100_000)]);
      await expectRead(content, level);
    });

    it('reads matches that reach back more than 32 MiB', async () => {
      const content = Buffer.concat([noise(40 * MIB), noise(MIB)]);
      expect(await expectRead(content, ['-1', '--long=27'])).toBeLessThan(content.length - 0.9 * MIB);
    });
  }
});

/** A copy with one byte changed; a position below 0 counts from the end. */
function spoilt(bytes: Uint8Array, position: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = position < 0 ? copy.length + position : position;
  copy.writeUInt8((copy[at] ?? 0) ^ 1, at);
  return copy;
}

/** Bytes that do not compress; shorter ones are the beginning of longer ones. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  fillSeeded(bytes, 0, length, 1, 'any');
  return bytes;
}

/** Has the content compressed by the program and reads it back; the compressed length. */
async function expectRead(content: Buffer, options: readonly string[]): Promise<number> {
  const { stdout } = spawnSync('zstd', [...options, '-q', '-c'], { input: content, maxBuffer: 64 * MIB });
  const decoded = await unzstd(stdout, content.length, 64 * MIB);
  expect(decoded.kind === 'bytes' && content.equals(decoded.bytes)).toBe(true);
  return stdout.length;
}
