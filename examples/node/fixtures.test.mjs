// Checks every image of a folder of fixtures against its manifest: FIXTURES=folder node --test
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { loadFixtures } from 'zbootkit/fixtures';

/** Where the zboot header says what of the payload. */
const PAYLOAD_OFFSET = 8;
const PAYLOAD_SIZE = 12;
const COMPRESSION_TYPE = { start: 24, end: 56 };

// Loading refuses files that are missing or of another size, and reading refuses those with another digest.
for (const { name, image, expect } of loadFixtures(process.env.FIXTURES ?? 'fixtures')) {
  test(name, () => {
    const bytes = Buffer.from(image());
    // Nothing is promised of hostile images but that they crash nobody.
    if (expect === null) return;
    // This is the place to call the reader that is to be tested.
    const payloadOffset = bytes.readUInt32LE(PAYLOAD_OFFSET);
    const payloadSize = bytes.readUInt32LE(PAYLOAD_SIZE);
    const compressionType = bytes
      .toString('latin1', COMPRESSION_TYPE.start, COMPRESSION_TYPE.end)
      .replace(/\0.*$/s, '');
    assert.deepEqual(
      { payloadOffset, payloadSize, compressionType },
      {
        payloadOffset: expect.payloadOffset,
        payloadSize: expect.payloadSize,
        compressionType: expect.compressionType,
      },
    );
    const payload = bytes.subarray(payloadOffset, payloadOffset + payloadSize);
    assert.equal(createHash('sha256').update(payload).digest('hex'), expect.payloadSha256);
  });
}
