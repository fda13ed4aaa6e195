import { describe, expect, it } from 'vitest';
import { parseLine } from '../../witness/firmware/lines.ts';
import { packOf } from '../../witness/firmware/pack.ts';

describe('a pack of images', () => {
  it('holds each image with its number and its ranges, at multiples of 16', () => {
    const ranges = [
      { address: 0, length: 0x200 },
      { address: 0xffff_f000, length: 3 },
    ];
    const pack = packOf([
      { bytes: Uint8Array.of(0xaa), ranges: [] },
      { bytes: Uint8Array.of(0xbb, 0xcc), ranges },
    ]);
    const words = Array.from(new Uint32Array(pack.buffer));
    expect(Buffer.from(pack.subarray(0, 8)).toString('latin1')).toBe('ZBWPACK1');
    expect(words.slice(2)).toEqual([
      ...[2, 0],
      ...[0, 1, 0, 0],
      ...[0xaa, 0, 0, 0],
      ...[1, 2, 2, 0],
      ...[0, 0x200, 0xffff_f000, 3],
      ...[0xccbb, 0, 0, 0],
    ]);
  });
});

describe('a line of the firmware witness', () => {
  it('begins and ends the images, or tells what hinders it', () => {
    expect(parseLine('zw< 12c\r')).toEqual({ kind: 'begin', images: 300 });
    expect(parseLine('zw> 12c')).toEqual({ kind: 'end', images: 300 });
    expect(parseLine('zw! the pack is cut')).toEqual({ kind: 'hindrance', words: 'the pack is cut' });
  });

  it('tells what became of an image', () => {
    expect(parseLine('zw= a 8000000000000003')).toEqual({
      kind: 'image',
      id: 10,
      loaded: { kind: 'refused', status: 0x8000_0000_0000_0003n },
    });
    expect(parseLine('zw= a 0 0 7c730000 2000 deadbeef')).toEqual({
      kind: 'image',
      id: 10,
      loaded: { kind: 'loaded', status: 0n, unloaded: 0n, base: 0x7c73_0000n, size: 0x2000, crc: 0xdead_beef },
    });
  });

  it('is none where words are missing or are not numbers, and where the firmware speaks', () => {
    const lines = ['', 'zw=', 'zw= a', 'zw= a 0 0 7c730000', 'zw= a x', 'zw<', 'BdsDxe: starting Boot0001', 'zw? 1'];
    expect(lines.map(parseLine)).toEqual(lines.map(() => null));
  });
});
