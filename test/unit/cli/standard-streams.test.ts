import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readToEnd } from '../../../src/cli/standard-streams.ts';

describe('a stream that is read to its end', () => {
  it('gives all of its bytes', async () => {
    const stream = Readable.from([Buffer.from('ab'), 'no bytes', Buffer.from('c')]);
    expect(Buffer.from(await readToEnd(stream, 'pipe', 'image')).toString()).toBe('abc');
  });

  it('may be as long as the limit and no longer', async () => {
    const stream = (): Readable => Readable.from([Buffer.alloc(3), Buffer.alloc(2)]);
    expect(await readToEnd(stream(), 'pipe', 'image', 5)).toHaveLength(5);
    await expect(readToEnd(stream(), 'pipe', 'image', 4)).rejects.toThrow(
      'pipe: the image cannot be read: it is longer than 4 bytes; write it to a regular file first.',
    );
  });

  it('is named when it fails', async () => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error('EIO'), { code: 'EIO' }));
      },
    });
    await expect(readToEnd(stream, 'pipe', 'image')).rejects.toThrow(/^pipe: the image cannot be read: /);
  });

  it('can be read once', async () => {
    for (const chunks of [[Buffer.from('a')], []]) {
      const stream = Readable.from(chunks);
      await readToEnd(stream, 'pipe', 'image');
      await expect(readToEnd(stream, 'pipe', 'image')).rejects.toThrow(
        'pipe: the image cannot be read: it is named twice but can only be read once.',
      );
    }
  });
});
