import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../generators/index.ts';
import { TELLING_FEATURES, hostileStem, indexDigits, validStem } from '../../../src/cli/generate/names.ts';
import { fieldsOf, tellingWords } from '../../../src/cli/generate/mutations.ts';

const PLAIN = { machine: 'x86-64', compression: 'gzip', sectionCount: 3, features: [] };

describe('names of valid images', () => {
  it('tell machine, compression, number of sections and the three rarest features', () => {
    expect(validStem('0007', PLAIN)).toBe('0007-x86-64-gzip-3s');
    const features = ['x86-64', 'dos-stub', 'check-sum', 'signed', 'overlay', 'gzip', 'other-name'];
    expect(validStem('0007', { ...PLAIN, features })).toBe('0007-x86-64-gzip-3s-overlay-signed-check-sum');
  });

  it('leave out what does not fit into a tar header with every ending', () => {
    const [machine, compression] = ['m'.repeat(40), 'c'.repeat(30)];
    const features = ['large-section-alignment', 'overlay'];
    const stem = validStem('0007', { machine, compression, sectionCount: 3, features });
    expect(stem).toBe(`0007-${machine}-${compression}-3s-overlay`);
    expect(`${stem}.section.bin`.length).toBeLessThanOrEqual(100);
  });

  it('know only features that exist, each once, and none of the request', () => {
    const groups = TELLING_FEATURES.map((name) => FEATURES.find((feature) => feature.name === name)?.group);
    expect(groups).not.toContain(undefined);
    expect(groups).not.toContain('request');
    expect(new Set(TELLING_FEATURES).size).toBe(TELLING_FEATURES.length);
  });

  it('fit for every three features together', () => {
    const longest = [...TELLING_FEATURES].sort((a, b) => b.length - a.length).slice(0, 3);
    const features = longest;
    const stem = validStem('99999', { machine: 'loongarch64', compression: 'xzkern', sectionCount: 65000, features });
    expect(`${stem}.section.bin`.length).toBeLessThanOrEqual(100);
  });
});

describe('names of hostile images', () => {
  it('tell the first three edited fields in small letters', () => {
    const mutations = [
      'edit sections[3].pointerToRawData@0x1f4: 0x400 -> 0x0',
      'edit sections[4].pointerToRawData@0x21c: 0x600 -> 0x0',
      'edit optionalHeader.sizeOfImage@0x90: 0x4000 -> 0x0',
      'edit zbootHeader.mzMagic@0x0: 0x5a4d -> 0x0',
      'edit coffHeader.machine@0x44: 0xaa64 -> 0x1',
    ];
    expect(fieldsOf(mutations).slice(0, 3)).toEqual([
      'sections.pointerToRawData',
      'sections.pointerToRawData',
      'optionalHeader.sizeOfImage',
    ]);
    expect(hostileStem('0001', 'edit', tellingWords(mutations))).toBe(
      '0001-hostile-edit-pointer-to-raw-data-size-of-image-mz-magic',
    );
  });

  it('tell where files were cut', () => {
    expect(tellingWords(['truncate to 0xac2 of 0x2e00'])).toEqual(['0xac2']);
    const joint = 'splice [0x0, 0x90) of plan 1 with [0x98, 0x200) of plan 2';
    expect(hostileStem('0001', 'splice', tellingWords([joint]))).toBe('0001-hostile-splice-0x90-0x98');
  });

  it('hold letters that every shell takes as they are, whatever a mutation is called', () => {
    expect(hostileStem('0001', 'odd', ['Ü b/c', '...', '%%', 'x y'])).toMatch(/^[a-z0-9.-]+$/);
  });
});

describe('indexDigits', () => {
  it('makes all indexes equally long, and four digits long at least', () => {
    expect([0, 9999, 10_000, 99_999].map(indexDigits)).toEqual([4, 4, 5, 5]);
  });
});
