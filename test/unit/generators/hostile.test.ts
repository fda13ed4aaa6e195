import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseFromPlan,
  editedImage,
  hostileAt,
  hostileImage,
  parsePlan,
  PlanError,
  printPlan,
  splicedImage,
  truncatedImage,
} from '../../../generators/index.ts';
import type { HostileImage } from '../../../generators/index.ts';
import { listedImage } from '../../../generators/hostile/listed.ts';
import type { ListedMutation } from '../../../generators/hostile/listed.ts';
import { splice } from '../../../generators/hostile/splice.ts';
import { validImage } from '../../../generators/hostile/valid-image.ts';
import { readFacts } from './facts.ts';

const DRAWN: readonly HostileImage[] = Array.from({ length: 3000 }, (_, index) => hostileAt(1, index));

/** Some of the drawn images with the valid ones that they were made from, of which `image` is the first. */
const CHECKED = DRAWN.slice(0, 1000).map((hostile) => {
  const images = hostile.plans.map((plan) => caseFromPlan(plan).image);
  return { ...hostile, images, image: images[0] ?? Uint8Array.of() };
});

function ofKind(kind: HostileImage['kind']): typeof CHECKED {
  return CHECKED.filter((hostile) => hostile.kind === kind);
}

/** An edit as its label tells it; the values without the zeros behind their last byte. */
interface ToldEdit {
  readonly name: string;
  readonly structure: string;
  readonly leaf: string;
  readonly offset: number;
  readonly old: readonly number[];
  readonly value: readonly number[];
}

const EDIT = /^edit ((\w+)(?:\[\d+\])?\.(\w+))@0x([0-9a-f]+): (0x[0-9a-f]+|".*?") -> (0x[0-9a-f]+|".*")$/;

function toldEdit(label: string): ToldEdit {
  const [, name = '', structure = '', leaf = '', offset = '', old = '', value = ''] = EDIT.exec(label) ?? [];
  return { name, structure, leaf, offset: parseInt(offset, 16), old: bytesOf(old), value: bytesOf(value) };
}

function bytesOf(value: string): readonly number[] {
  if (value.startsWith('"')) return [...Buffer.from(JSON.parse(value) as string, 'latin1')];
  const digits = value.slice(2);
  const bytes = [...Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')].reverse();
  return bytes.slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

function toldEdits(drawn: readonly HostileImage[]): readonly ToldEdit[] {
  return drawn.flatMap(({ kind, mutations }) => (kind === 'edit' ? mutations.map(toldEdit) : []));
}

describe('an edited image', () => {
  it('has the values of its labels where they say, and is the valid image with the old ones otherwise', () => {
    for (const { bytes, image, mutations } of ofKind('edit')) {
      const restored = bytes.slice();
      for (const { name, offset, old, value } of mutations.map(toldEdit)) {
        expect(name).not.toBe('');
        expect(value, name).not.toEqual(old);
        expect([...image.subarray(offset, offset + old.length)], name).toEqual(old);
        expect([...bytes.subarray(offset, offset + value.length)], name).toEqual(value);
        restored.fill(0, offset, offset + value.length).set(old, offset);
      }
      expect(Buffer.compare(restored, image)).toBe(0);
    }
  });

  it('finds fields where the specification puts them', () => {
    const places: Readonly<Record<string, (facts: ReturnType<typeof readFacts>) => number>> = {
      'zbootHeader.payloadOffset': () => 8,
      'coffHeader.numberOfSections': ({ peOffset }) => peOffset + 6,
      'optionalHeader.sizeOfImage': ({ peOffset }) => peOffset + 80,
      'sections[0].pointerToRawData': ({ tableEnd, sections }) => tableEnd - 40 * sections.length + 20,
      'dataDirectories[4].size': ({ peOffset, magic }) => peOffset + 24 + (magic === 0x20b ? 112 : 96) + 36,
    };
    const seen = new Set<string>();
    for (const { image, mutations } of ofKind('edit')) {
      for (const { name, offset } of mutations.map(toldEdit)) {
        const place = places[name];
        if (place === undefined) continue;
        seen.add(name);
        expect(offset, name).toBe(place(readFacts(image)));
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(places).sort());
  });

  it('has one to eight different fields edited, most often one or two', () => {
    const edited = DRAWN.filter(({ kind }) => kind === 'edit');
    const counts = edited.map(({ mutations }) => new Set(mutations.map((label) => toldEdit(label).name)).size);
    expect(counts).toEqual(edited.map(({ mutations }) => mutations.length));
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 8]);
    expect(counts.filter((count) => count <= 2).length).toBeGreaterThan(counts.length / 2);
  });

  it('has every structure and more than forty fields edited in three thousand draws', () => {
    const edits = toldEdits(DRAWN);
    expect([...new Set(edits.map(({ structure }) => structure))].sort()).toEqual(
      'certificates coffHeader dataDirectories debugDirectory optionalHeader sections zbootHeader'.split(' '),
    );
    expect(new Set(edits.map(({ structure, leaf }) => `${structure}.${leaf}`)).size).toBeGreaterThan(40);
  });

  it('takes over places and lengths of the same image', () => {
    const taken = ofKind('edit').filter(({ image, mutations }) => {
      const { sections, sizeOfHeaders, tableEnd } = readFacts(image);
      const places = sections.flatMap(({ virtualAddress, pointerToRawData }) => [virtualAddress, pointerToRawData]);
      return [image.length, sizeOfHeaders, tableEnd, ...places].some((place) =>
        mutations.some((label) => label.endsWith(` -> 0x${place.toString(16)}`)),
      );
    });
    expect(taken.length).toBeGreaterThan(ofKind('edit').length / 10);
  });

  it('has values as wide as the field', () => {
    const longest = (leaf: string): number =>
      Math.max(...toldEdits(DRAWN).map((edit) => (edit.leaf === leaf ? edit.value.length : 0)));
    expect(['numberOfSections', 'sizeOfImage', 'imageBase', 'name'].map(longest)).toEqual([2, 4, 8, 8]);
  });

  it('has a text changed in one character, or as that of another section', () => {
    const names = toldEdits(DRAWN).filter(({ structure, leaf }) => structure === 'sections' && leaf === 'name');
    const changes = names.map(
      ({ old, value }) => [0, 1, 2, 3, 4, 5, 6, 7].filter((at) => (old[at] ?? 0) !== (value[at] ?? 0)).length,
    );
    expect(changes.filter((count) => count === 1).length).toBeGreaterThan(changes.length / 2);
    expect(changes.some((count) => count > 1)).toBe(true);
  });
});

describe('a truncated image', () => {
  it('is the start of the valid image, as long as its label tells', () => {
    for (const { bytes, image, mutations } of ofKind('truncate')) {
      const [length, whole] = [bytes.length.toString(16), image.length.toString(16)];
      expect(mutations).toEqual([`truncate to 0x${length} of 0x${whole}`]);
      expect(Buffer.compare(bytes, image.subarray(0, bytes.length))).toBe(0);
      expect(bytes.length).toBeLessThan(image.length);
    }
  });

  it('ends in the headers most often, at borders often, and also behind them', () => {
    const cuts = ofKind('truncate').map(({ bytes, image }) => ({ length: bytes.length, facts: readFacts(image) }));
    const share = (has: (cut: (typeof cuts)[number]) => boolean): number => cuts.filter(has).length / cuts.length;
    expect(share(({ length, facts }) => length <= facts.tableEnd)).toBeGreaterThan(0.5);
    expect(share(({ length, facts }) => length > facts.sizeOfHeaders)).toBeGreaterThan(0.15);
    expect(share(({ length, facts }) => length === facts.tableEnd)).toBeGreaterThan(0.01);
    expect(share(({ length, facts }) => length === facts.sizeOfHeaders)).toBeGreaterThan(0.01);
  });
});

const SPLICE = /^splice \[0, 0x([0-9a-f]+)\) of plan 1 with \[0x([0-9a-f]+), 0x([0-9a-f]+)\) of plan 2$/;

describe('a spliced image', () => {
  it('is the start of one image and the end of another, as its label tells', () => {
    for (const { bytes, images, mutations } of ofKind('splice')) {
      const [first = Uint8Array.of(), second = Uint8Array.of()] = images;
      const [head, tail, end] = (SPLICE.exec(mutations.join()) ?? []).slice(1).map((digits) => parseInt(digits, 16));
      expect(end).toBe(second.length);
      expect(Buffer.compare(bytes, Buffer.concat([first.subarray(0, head), second.subarray(tail, end)]))).toBe(0);
    }
  });

  it('has the headers of one image and all behind those of another now and then', () => {
    const joined = ofKind('splice').filter(({ images, mutations }) => {
      const [first, second] = images.map((image) => readFacts(image).sizeOfHeaders.toString(16));
      return mutations.join().startsWith(`splice [0, 0x${first ?? ''}) of plan 1 with [0x${second ?? ''}, `);
    });
    expect(joined.length).toBeGreaterThan(0);
  });

  it('leaves bytes at the seam out for as long as it is one of the two images', () => {
    const mutationsOf = (head: number, tail: number, first: string, second: string): readonly string[] => {
      const [one, two] = [validImage(parsePlan(first)), validImage(parsePlan(second))];
      const at = (pick: number) => ({ at: 'anywhere', pick, miss: 0 }) as const;
      return splice(one, two, { head: at(head), goesOn: 'anywhere', tail: at(tail) }).mutations;
    };
    expect(mutationsOf(7, 7, '', '')).toEqual(['splice [0, 0x7) of plan 1 with [0x8, 0x400) of plan 2']);
    // All of an image and the last byte of one that has a byte of overlay: the longer one, and then the shorter.
    expect(mutationsOf(0x400, 0x400, '', 'overlay=1')).toEqual([
      'splice [0, 0x3ff) of plan 1 with [0x401, 0x401) of plan 2',
    ]);
  });
});

describe('a hostile image', () => {
  it('is edited in about seventy of a hundred draws, and cut or joined in about fifteen each', () => {
    const shares = { edit: 0.7, truncate: 0.15, splice: 0.15, listed: 0 };
    for (const [name, share] of Object.entries(shares)) {
      expect(Math.abs(DRAWN.filter(({ kind }) => kind === name).length / DRAWN.length - share)).toBeLessThan(0.03);
    }
  });

  it('never has the bytes of a valid image that it was made from, and is no longer than they are together', () => {
    for (const { bytes, images } of CHECKED) {
      expect(images.some((image) => Buffer.compare(bytes, image) === 0)).toBe(false);
      expect(bytes.length).toBeLessThanOrEqual(images.reduce((sum, image) => sum + image.length, 0));
    }
  });

  it('comes with the request of its first plan', () => {
    for (const { request, plans } of DRAWN.slice(0, 20)) {
      expect([request]).toEqual(plans.slice(0, 1).map((plan) => caseFromPlan(plan).request));
    }
  });

  it('is the same at one seed and index, whatever was drawn before, and another at others', () => {
    for (const index of [17, 5, 0, 41, 40]) expect(hostileAt(1, index)).toEqual(DRAWN[index]);
    const others = Array.from({ length: 200 }, (_, index) => hostileAt(2, index));
    expect(new Set([...DRAWN.slice(0, 200), ...others].map((hostile) => fc.stringify(hostile))).size).toBe(400);
  });

  it('prints its kind, its plans and a summary of its mutations on one line', () => {
    for (const hostile of DRAWN.slice(0, 200)) {
      const { kind, plans, mutations } = hostile;
      const edits = mutations.map(toldEdit).map(({ name, offset }) => `${name}@0x${offset.toString(16)}=`);
      expect(fc.stringify(hostile)).toMatch(/^hostileImage\([^\n]+\)$/);
      expect(fc.stringify(hostile)).toContain(
        `(${kind}; ${plans.map(printPlan).join('; ')}; ${kind === 'edit' ? (edits[0] ?? '') : ''}`,
      );
    }
  });
});

describe('shrinking a hostile image', () => {
  it.each([
    ['hostileImage', hostileImage(), 'edit', 1],
    ['editedImage', editedImage(), 'edit', 1],
    ['truncatedImage', truncatedImage(), 'truncate', 1],
    ['splicedImage', splicedImage(), 'splice', 2],
  ] as const)('ends with one mutation of the dull plan (%s)', (_, arbitrary, kind, count) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const property = fc.property(arbitrary, ({ bytes }) => bytes.length < 0);
      const left = fc.check(property, { seed, numRuns: 1 }).counterexample?.[0];
      expect([left?.kind, left?.mutations.length]).toEqual([kind, 1]);
      expect(left?.plans).toEqual(new Array(count).fill(parsePlan('')));
    }
  });

  it('keeps the edit that makes it fail and sets it to a dull value', () => {
    const property = fc.property(editedImage(), ({ mutations }) => !mutations.join().includes('.sizeOfImage@'));
    for (let seed = 0; seed < 5; seed += 1) {
      const left = fc.check(property, { seed, numRuns: 1000 }).counterexample?.[0];
      expect(left?.mutations).toEqual(['edit optionalHeader.sizeOfImage@0x90: 0x2000 -> 0x0']);
      expect(left?.bytes.length).toBe(1024);
    }
  });
});

describe('a listed hostile case', () => {
  const SIZE: ListedMutation = { kind: 'edit', field: 'optionalHeader.sizeOfImage', value: 0 };

  it('is the image of its plan with its mutations', () => {
    const name: ListedMutation = { kind: 'edit', field: 'sections[0].name', value: '.t\u00e9xt' };
    const mutations = [SIZE, name, { kind: 'truncate', length: 0x1f0 } as const];
    const hostile = listedImage({ name: 'no-memory', plan: 'overlay=8', mutations });
    expect(hostile.mutations).toEqual([
      'edit optionalHeader.sizeOfImage@0x90: 0x2000 -> 0x0',
      'edit sections[0].name@0xf8: ".text" -> ".t\\u00e9xt"',
      'truncate to 0x1f0 of 0x408',
    ]);
    expect([hostile.bytes.length, readFacts(hostile.bytes).sizeOfImage]).toEqual([0x1f0, 0]);
    expect(fc.stringify(hostile)).toMatch(/^hostileImage\(listed; machine=arm64 .*overlay=8 .*; no-memory\)$/);
  });

  it.each<[string, ListedMutation, RegExp]>([
    [
      'names no field of the image',
      { ...SIZE, field: 'sections[1].name' },
      /bad: its image has no field sections\[1\]/,
    ],
    ['changes nothing', { ...SIZE, value: 0x2000 }, /bad: its mutations do not change the image; change a field/],
    ['has too large a number', { ...SIZE, value: 2n ** 32n }, /4294967296 does not fit .*give a number of at most 4/],
    ['has a text for a number', { ...SIZE, value: 'a' }, /a does not fit optionalHeader.sizeOfImage; give a number/],
    ['has a number for a text', { ...SIZE, field: 'zbootHeader.magic' }, /0 does not fit .*give a text of at most 4/],
    ['has too long a text', { ...SIZE, field: 'zbootHeader.magic', value: 'zimg!' }, /zimg! does not fit/],
    ['has a character that is no byte', { ...SIZE, field: 'zbootHeader.magic', value: '\u20ac' }, /does not fit/],
    [
      'is cut to its whole length',
      { kind: 'truncate', length: 1024 },
      /cannot be truncated to 1024 bytes; leave 0 to 1023/,
    ],
  ])('is refused when it %s', (_, mutation, message) => {
    const make = (): HostileImage => listedImage({ name: 'bad', plan: '', mutations: [mutation] });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
    expect(() => listedImage({ name: 'bad', plan: 'colour=red', mutations: [mutation] })).toThrow(PlanError);
  });
});
