/** Goal: certificates are read as far as they exist, and where and why they end is said. */
import { describe, expect, it } from 'vitest';
import { certificatesOf } from '../../../src/reader/index.ts';
import type { CertificateEnd, Image } from '../../../src/reader/index.ts';
import { AT, patched } from './annotated.ts';
import { codesOf, imageOf } from './model.ts';

describe('the certificate table', () => {
  const start = 0x600;

  /** The image with a longer table at its end: each certificate's words from the table's start, by distance. */
  function certified(size: number, words: Readonly<Record<number, number>>): Uint8Array {
    const file = new Uint8Array(start + size);
    file.set(patched({ [AT.certificateDirectory + 4]: size }).subarray(0, start));
    const view = new DataView(file.buffer);
    for (const [at, value] of Object.entries(words)) view.setUint32(start + Number(at), value, true);
    return file;
  }

  it('is walked in steps of whole words of eight bytes', () => {
    const table = imageOf(certified(40, { 0: 13, 16: 24 })).certificateTable;
    expect(table?.certificates.map(({ data }) => data)).toEqual([
      { offset: start, length: 13 },
      { offset: start + 16, length: 24 },
    ]);
    expect(table?.end).toEqual({ reason: 'table-end', offset: start + 40 });
  });

  it('may end behind its last byte when its last certificate is rounded', () => {
    const table = imageOf(certified(36, { 0: 16, 16: 20 })).certificateTable;
    expect(table?.end).toEqual({ reason: 'table-end', offset: start + 40 });
  });

  it.each([0, 7, 17, 0xffffffff])('is walked no further than a length of %i', (length) => {
    const image = imageOf(certified(32, { 0: 16, 16: length }));
    expect(image.certificateTable?.certificates).toHaveLength(1);
    const at = { offset: start + 16, length: 4 };
    expect(image.certificateTable?.end).toMatchObject({ reason: 'length', offset: start + 16, length: at });
    expect(image.anomalies).toMatchObject([
      { code: 'certificate-walk-stopped', path: 'certificates[1]', at: { offset: start + 16, length: 4 } },
    ]);
  });

  it.each([4, 7])('of %i bytes has no certificate', (size) => {
    const image = imageOf(certified(size, {}));
    expect(image.certificateTable).toEqual({
      span: { offset: start, length: size },
      certificates: [],
      end: { reason: 'table-end', offset: start },
    });
  });

  it('that claims to end beyond the file is walked as far as the file goes', () => {
    const image = imageOf(patched({ [AT.certificateDirectory + 4]: 0xffffffff }));
    expect(image.certificateTable?.span).toEqual({ offset: start, length: 0xffffffff });
    expect(image.certificateTable?.certificates).toHaveLength(1);
    expect(image.regionMap.regions.at(-1)).toMatchObject({ kind: 'certificate-table', length: 0x10 });
  });

  it('is none at offset 0, whatever its size', () => {
    const image = imageOf(patched({ [AT.certificateDirectory]: 0 }));
    expect(image.certificateTable).toBeNull();
    expect(codesOf(image)).toEqual([]);
  });

  it('that lies beyond the file has no certificate', () => {
    const image = imageOf(patched({ [AT.certificateDirectory]: 0xfffffff8 }));
    expect(image.certificateTable?.certificates).toEqual([]);
    expect(image.regionMap.regions.at(-1)).toMatchObject({ kind: 'overlay', offset: 0x600, length: 0x10 });
  });

  it('may end with the head of a certificate', () => {
    const table = imageOf(certified(24, { 0: 16, 16: 8 })).certificateTable;
    expect(table?.certificates.map(({ data }) => data.offset)).toEqual([start, start + 16]);
  });

  /** Certificates of 8 bytes each, one behind the other. */
  function many(count: number, words: Readonly<Record<number, number>> = {}): Image {
    const heads = Object.fromEntries(Array.from({ length: count }, (_, index) => [8 * index, 8]));
    return imageOf(certified(8 * count, { ...heads, ...words }));
  }

  function walked(image: Image): { readonly count: number; readonly end: CertificateEnd | null } {
    const walk = certificatesOf(image);
    let count = 0;
    let step = walk.next();
    while (step.done !== true) {
      count += 1;
      step = walk.next();
    }
    return { count, end: step.value };
  }

  it('has at most 1024 certificates in the model', () => {
    const table = many(1025).certificateTable;
    expect(table?.certificates).toHaveLength(1024);
    expect(table?.end).toEqual({ reason: 'limit', offset: start + 8 * 1024 });
    expect(many(1024).certificateTable?.end).toEqual({ reason: 'table-end', offset: start + 8 * 1024 });
  });

  it('can be walked beyond that, to the end or to a length that is none', () => {
    const count = 20_000;
    expect(walked(many(count))).toEqual({ count, end: { reason: 'table-end', offset: start + 8 * count } });
    const { count: before, end } = walked(many(count, { [8 * 15_000]: 7 }));
    expect(before).toBe(15_000);
    expect(end).toMatchObject({ reason: 'length', length: { path: 'certificates[15000].length', value: 7 } });
  });

  it('is walked as far as the model has it where that is all', () => {
    const image = imageOf(certified(32, { 0: 16, 16: 7 }));
    expect(walked(image)).toEqual({ count: 1, end: image.certificateTable?.end });
    expect(walked(imageOf(patched({ [AT.certificateDirectory + 4]: 0 })))).toEqual({ count: 0, end: null });
  });
});
