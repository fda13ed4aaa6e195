import { gzipSync } from 'node:zlib';
import { inOutput, put } from './append-pairs.ts';
import type { Pair, Spoiled } from './append-pairs.ts';
import { AT } from './base-images.ts';
import type { AppendViolation } from './entries.ts';
import { filled, flip, setBytes, setText, setU32 } from './patch.ts';

/** The offset in the output of a byte of the payload, counted from its start. */
function payloadByte({ after }: Pair, index: number): number {
  return after.zbootHeader.payloadOffset.value + index;
}

function payloadEnd(pair: Pair): number {
  return payloadByte(pair, pair.after.zbootHeader.payloadSize.value);
}

/** Either file with a payload of `content` in a stored gzip stream. */
function stored(bytes: Uint8Array, offset: number, content: Uint8Array): Uint8Array {
  const stream = gzipSync(content, { level: 0 });
  return setU32(setBytes(bytes, offset, stream), AT.payloadSize, stream.length);
}

/** Input and output with two payloads of one length that decompress to different kernels. */
function otherKernel({ input, output, before, after }: Pair): Spoiled {
  return {
    input: stored(input, before.zbootHeader.payloadOffset.value, filled(100, 1)),
    output: stored(output, after.zbootHeader.payloadOffset.value, filled(100, 2)),
  };
}

const OFFSET_FIELD = ({ after }: Pair) => inOutput(after.zbootHeader.payloadOffset);

/** What breaks the rules on the payload and the zboot header. */
export const APPEND_ZBOOT_VIOLATIONS: readonly AppendViolation[] = [
  {
    rule: 'PR-ZB-001',
    name: 'one byte of the payload is changed',
    pair: 'zstd',
    spoil: (pair) => ({ output: flip(pair.output, payloadByte(pair, 5)) }),
    also: ['PR-SEC-004'],
    at: OFFSET_FIELD,
    actual: 'different bytes',
  },
  {
    rule: 'PR-ZB-001',
    name: 'the payload size is one byte short',
    pair: 'zstd',
    spoil: ({ output, after }) => ({
      output: put(output, after.zbootHeader.payloadSize, after.zbootHeader.payloadSize.value - 1),
    }),
    also: ['PR-ZB-002', 'PR-ZB-005', 'PR-ZB-006', 'PR-ZB-007', 'PR-DOS-002'],
    at: OFFSET_FIELD,
  },
  {
    rule: 'PR-ZB-002',
    name: 'the payload size is four bytes more, as if the footer belonged to it',
    pair: 'zstd',
    spoil: ({ output, after }) => ({
      output: put(output, after.zbootHeader.payloadSize, after.zbootHeader.payloadSize.value + 4),
    }),
    also: ['PR-ZB-001', 'PR-ZB-005', 'PR-ZB-006', 'PR-DOS-002'],
    at: ({ after }) => inOutput(after.zbootHeader.payloadSize),
  },
  {
    rule: 'PR-ZB-003',
    name: 'the payload offset stays while the data moves',
    pair: 'grown',
    spoil: ({ output, before, after }) => ({
      output: put(output, after.zbootHeader.payloadOffset, before.zbootHeader.payloadOffset.value),
    }),
    also: ['PR-ZB-001', 'PR-ZB-006', 'PR-ZB-007'],
    at: OFFSET_FIELD,
    actual: 0x200,
  },
  {
    rule: 'PR-ZB-004',
    name: 'the compression type loses all but four characters',
    pair: 'zstd',
    spoil: ({ output }) => ({ output: setText(output, AT.compressionType, 'zstd', 32) }),
    also: ['PR-ZB-005', 'PR-DOS-002'],
    at: () => inOutput({ offset: AT.compressionType + 4, length: 2 }),
    actual: 'different bytes',
  },
  {
    rule: 'PR-ZB-004',
    name: 'the last byte of the compression type is not zero any more',
    pair: 'plain',
    spoil: ({ output }) => ({ output: setBytes(output, AT.compressionType + 31, [1]) }),
    also: ['PR-ZB-005', 'PR-DOS-002'],
    at: () => inOutput({ offset: AT.compressionType + 31, length: 1 }),
  },
  {
    rule: 'PR-ZB-005',
    name: 'the Linux magic is erased',
    pair: 'plain',
    spoil: ({ output }) => ({ output: setU32(output, AT.linuxPeMagic, 0) }),
    also: ['PR-DOS-002'],
    at: () => inOutput({ offset: AT.linuxPeMagic, length: 4 }),
  },
  {
    rule: 'PR-ZB-005',
    name: 'the zboot magic is erased',
    pair: 'plain',
    spoil: ({ output }) => ({ output: setU32(output, 4, 0) }),
    also: ['PR-DOS-002'],
    at: () => inOutput({ offset: 4, length: 4 }),
  },
  {
    rule: 'PR-ZB-006',
    name: 'the last byte of the footer is changed',
    pair: 'zstd',
    spoil: (pair) => ({ output: flip(pair.output, payloadEnd(pair) + 3) }),
    also: ['PR-SEC-004'],
    at: (pair) => inOutput({ offset: payloadEnd(pair) + 3, length: 1 }),
  },
  {
    rule: 'PR-ZB-007',
    name: 'the payload does not decompress any more',
    pair: 'plain',
    spoil: (pair) => ({ output: flip(pair.output, payloadByte(pair, 100)) }),
    also: ['PR-ZB-001', 'PR-SEC-004'],
    at: (pair) => inOutput({ offset: payloadByte(pair, 0), length: 16 }),
  },
  {
    rule: 'PR-ZB-007',
    name: 'the payload decompresses to another kernel of the same length',
    pair: 'plain',
    spoil: otherKernel,
    also: ['PR-ZB-001', 'PR-SEC-004'],
    at: (pair) => inOutput({ offset: payloadByte(pair, 0), length: 16 }),
    actual: 'different bytes',
  },
];
