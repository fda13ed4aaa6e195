/** Which names may be there twice, to the rewriter and to the rules, which share no list. */
import { describe, expect, it } from 'vitest';
import { namesakeOf } from '../../../src/rewriter/admit/repeatable-names.ts';
import { repeatedNames } from '../../../properties/image/repeated-names.ts';

const UKI = ['.text', '.sbat', '.osrel', '.cmdline', '.linux', '.profile', '.cmdline', '.profile'];

describe('a name that the image has already', () => {
  it.each([
    ['.bpf', ['.text', '.bpf'], 1],
    ['.text', UKI, 0],
    ['.sbat', UKI, 1],
    ['.cmdline', ['.cmdline'], 0],
    ['.cmdline', UKI, -1],
    ['.cmdline', [...UKI, '.cmdline'], UKI.length],
    ['.linux', UKI, -1],
    ['.profile', UKI, -1],
    ['.dtbauto', ['.dtbauto', '.dtbauto'], -1],
    ['.efifw', ['.efifw'], -1],
    ['.dtb', ['.dtb'], 0],
    ['.new', UKI, -1],
    ['', ['', 'a'], 0],
  ])('%s after %j is taken by section %i', (name, names, position) => {
    expect(namesakeOf(name, names)).toBe(position);
    expect(repeatedNames([...names, name]).get(names.length) ?? -1).toBe(position);
  });

  it('is found for every place of a table', () => {
    expect([...repeatedNames([...UKI, '.cmdline', '.cmdline', '.text'])]).toEqual([
      [9, 8],
      [10, 0],
    ]);
  });
});
