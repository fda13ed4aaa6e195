/**
 * Goal: every field that the reader knows has the value, the bytes and the name that a person reads in a hex dump.
 */
import { describe, expect, it } from 'vitest';
import { PE32, PE32_PLUS } from './annotated.ts';
import type { AnnotatedImage } from './annotated.ts';
import { codesOf, fieldsOf, imageOf } from './model.ts';

function read({ bytes }: AnnotatedImage): unknown[] {
  return fieldsOf(imageOf(bytes))
    .map(({ path, offset, length, value }) => {
      const text = typeof value === 'string' ? value : `0x${value.toString(16)}`;
      return { path, offset, length, value: text };
    })
    .sort(byPath);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}

describe('the annotated 64-bit image', () => {
  const image = imageOf(PE32_PLUS.bytes);

  it('has every field where it was written, with its value and its name', () => {
    expect(read(PE32_PLUS)).toEqual([...PE32_PLUS.fields].sort(byPath));
  });

  it('has no baseOfData', () => {
    expect(image.optionalHeader.baseOfData).toBeNull();
  });

  it('has its structures where they were written', () => {
    expect(image.fileSize).toBe(0x610);
    expect(image.peSignature).toEqual({ offset: 0x40, length: 4 });
    expect(image.sectionTable).toEqual({ offset: 0x100, length: 80 });
    expect(image.sectionTableByDirectories).toBe(0x100);
    expect(image.sections.map(({ index, header }) => [index, header])).toEqual([
      [0, { offset: 0x100, length: 40 }],
      [1, { offset: 0x128, length: 40 }],
    ]);
    expect(image.sections.map(({ rawData }) => rawData)).toEqual([
      { offset: 0x200, length: 0x200 },
      { offset: 0x400, length: 0x200 },
    ]);
    expect(image.sections.map(({ extent }) => extent)).toEqual([
      { offset: 0x2000, length: 0x140 },
      { offset: 0x4000, length: 0x80 },
    ]);
    expect(image.debugEntries.map(({ index, data }) => [index, data])).toEqual([[0, { offset: 0x150, length: 4 }]]);
    expect(image.certificateTable?.span).toEqual({ offset: 0x600, length: 0x10 });
    expect(image.certificateTable?.certificates[0]?.data).toEqual({ offset: 0x600, length: 0x10 });
    expect(image.symbolTable).toBeNull();
    expect(codesOf(image)).toEqual([]);
  });

  it('is divided as it was written', () => {
    expect(image.regionMap.clashes).toEqual([]);
    expect(image.regionMap.regions).toEqual([
      { kind: 'dos-header', owner: 'dosHeader', offset: 0, length: 0x40 },
      { kind: 'pe-headers', owner: 'peHeaders', offset: 0x40, length: 0xc0 },
      { kind: 'section-table', owner: 'sectionTable', offset: 0x100, length: 0x50 },
      { kind: 'claimed-slack', owner: 'debugEntries[0]', offset: 0x150, length: 4 },
      { kind: 'header-slack', owner: 'none', offset: 0x154, length: 0xac },
      { kind: 'section-data', owner: 'sections[0]', offset: 0x200, length: 0x200 },
      { kind: 'section-data', owner: 'sections[1]', offset: 0x400, length: 0x200 },
      { kind: 'certificate-table', owner: 'certificateTable', offset: 0x600, length: 0x10 },
    ]);
  });
});

describe('the annotated 32-bit image', () => {
  const image = imageOf(PE32.bytes);

  it('has every field where it was written, with its value and its name', () => {
    expect(read(PE32)).toEqual([...PE32.fields].sort(byPath));
  });

  it('has its structures where they were written', () => {
    expect(image.sectionTable).toEqual({ offset: 0xf0, length: 80 });
    expect(image.sectionTableByDirectories).toBe(0xf0);
    expect(image.regionMap.regions.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['dos-header', 0],
      ['pe-headers', 0x40],
      ['section-table', 0xf0],
      ['header-slack', 0x140],
      ['claimed-slack', 0x150],
      ['header-slack', 0x154],
      ['section-data', 0x200],
      ['section-data', 0x400],
      ['certificate-table', 0x600],
    ]);
    expect(codesOf(image)).toEqual([]);
  });
});
