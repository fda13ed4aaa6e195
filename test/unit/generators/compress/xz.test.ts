import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xzStored } from '../../../../generators/compress/xz.ts';
import { EDGE_LENGTHS, ascii, contents, hex, same, scrambled } from './content.ts';

/** Reads a stream of at most one block from its two ends, as §2 to §4 of the file format lay it out. */
class Walk {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** A number of seven bits in a byte and the offset behind it. */
  number(at: number): readonly [value: number, next: number] {
    let value = 0;
    for (let index = 0; index < 9; index += 1) {
      const byte = this.#bytes[at + index] ?? 0;
      value += (byte % 128) * 128 ** index;
      if (byte < 128) return [value, at + index + 1];
    }
    throw new Error(`a number at offset ${at} has more than nine bytes`);
  }

  /** The chunks from `start` on, which must end at `end`. */
  chunks(start: number, end: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = start;
    for (let control = this.#bytes[at]; control !== 0; control = this.#bytes[at]) {
      expect(control).toBe(at === start ? 1 : 2);
      const length = this.#view.getUint16(at + 1) + 1;
      parts.push(this.#bytes.subarray(at + 3, at + 3 + length));
      at += 3 + length;
    }
    expect(at + 1).toBe(end);
    return Buffer.concat(parts);
  }

  /** Checks the footer and the index. Returns where the index starts and the lengths of the blocks. */
  index(): { readonly start: number; readonly lengths: readonly number[] } {
    const footer = this.#bytes.length - 12;
    expect(hex(this.#bytes.subarray(footer + 8))).toBe('0001595a');
    expect(this.word(footer)).toBe(crc32(this.#bytes.subarray(footer + 4, footer + 10)));
    const start = footer - 4 * (this.word(footer + 4) + 1);
    expect(start % 4).toBe(0);
    expect(this.#bytes[start]).toBe(0);
    expect(this.word(footer - 4)).toBe(crc32(this.#bytes.subarray(start, footer - 4)));
    const lengths: number[] = [];
    let [count, at] = this.number(start + 1);
    for (count *= 2; count > 0; count -= 1) {
      const [value, next] = this.number(at);
      lengths.push(value);
      at = next;
    }
    const padding = this.#bytes.subarray(at, footer - 4);
    expect(hex(padding)).toBe('00'.repeat(footer - 4 - at));
    expect(padding.length).toBeLessThan(4);
    return { start, lengths };
  }
}

function decode(bytes: Uint8Array): Uint8Array {
  const walk = new Walk(bytes);
  expect(hex(bytes.subarray(0, 12))).toBe('fd377a585a000001' + '6922de36');
  const { start, lengths } = walk.index();
  const [unpadded, length] = lengths;
  if (unpadded === undefined) {
    expect(start).toBe(12);
    return new Uint8Array(0);
  }
  expect(lengths).toHaveLength(2);
  expect(hex(bytes.subarray(12, 20))).toBe('020021011a000000');
  expect(walk.word(20)).toBe(crc32(bytes.subarray(12, 20)));
  const dataEnd = 12 + unpadded - 4;
  const content = walk.chunks(24, dataEnd);
  expect(content).toHaveLength(length ?? 0);
  expect(start).toBe(4 * Math.ceil(dataEnd / 4) + 4);
  expect(hex(bytes.subarray(dataEnd, start - 4))).toBe('00'.repeat(start - 4 - dataEnd));
  expect(walk.word(start - 4)).toBe(crc32(content));
  return content;
}

describe('an xz stream', () => {
  it('is what xz --check=crc32 --lzma2=dict=32MiB writes of three bytes', () => {
    const block = '020021011a000000cc9033e9' + '010002616263' + '00' + '00' + 'c2412435';
    const rest = '0001170307600cbc' + '9042990d01000000' + '0001595a';
    expect(hex(xzStored(ascii('abc')))).toBe('fd377a585a0000016922de36' + block + rest);
  });

  it('is what xz writes without content', () => {
    const expected = 'fd377a585a0000016922de36' + '000000001cdf4421' + '9042990d010000000001595a';
    expect(hex(xzStored(new Uint8Array(0)))).toBe(expected);
  });

  it.each(EDGE_LENGTHS)('holds %i bytes of content', (length) => {
    const content = scrambled(length);
    expect(same(decode(xzStored(content)), content)).toBe(true);
  });

  it('holds its content whatever the content', () => {
    fc.assert(
      fc.property(contents(), (content) => same(decode(xzStored(content)), content)),
      { seed: 1, numRuns: 300 },
    );
  });
});
